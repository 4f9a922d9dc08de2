"""Forms and tables of others: what has no form here is said by row and column, never passed over.

python -m bench.kinds_forms
"""

from __future__ import annotations

import io
from collections.abc import Callable

from surveys.files.population import read_population
from surveys.files.problems import UnusableFileError
from surveys.questionnaire.model import QuestionnaireError
from surveys.questionnaire.xlsform import from_xlsform
from tests.surveys.files.test_population import GOOD, HEAD, TOTALS
from tests.surveys.questionnaire.forms import SAID_NOWHERE, form_saying, taken, workbook

TYPES = (
    "begin_repeat", "calculate", "note", "geopoint", "date", "decimal", "image", "rank yn",
    "select_one yn or_other", "select_one nowhere", "hidden", "xml-external", "range", "",
)  # fmt: skip


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind, how many were tried, and of how many the row was named."""
    cells = [_form(form_saying(column, cell)) for column, cell in SAID_NOWHERE]
    types = [_form(taken(["", "q", "问", None, None], type=kind)) for kind in TYPES]
    rows = ("{},18-29,男,9", "330402,{},男,9", "330402,18-29,{},9")
    totals = [_table(HEAD + GOOD + row.format(word) + "\n") for word in TOTALS for row in rows]
    return [
        ("a cell of a form that has no form here", len(cells), sum(cells)),
        ("a type of a form that has no form here", len(types), sum(types)),
        ("a sum among the rows of a population", len(totals), sum(totals)),
    ]


def _form(sheets: dict[str, list[list[object]]]) -> bool:
    return _says("第 3 行", lambda: from_xlsform(workbook(**sheets)))


def _table(text: str) -> bool:
    return _says("第 4 行", lambda: read_population(io.BytesIO(text.encode())))


def _says(word: str, read: Callable[[], object]) -> bool:
    try:
        read()
    except (QuestionnaireError, UnusableFileError) as refused:
        return word in str(refused)
    return False


if __name__ == "__main__":
    for kind, tried, right in kinds():
        print(f"{kind:45} {right:5} of {tried:5}  {right / tried:7.2%}")

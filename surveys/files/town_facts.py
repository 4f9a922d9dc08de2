"""What is known of towns beside their answers: stations, sections, complaints, density."""

from pathlib import Path

from basis.packaged import words_beside
from surveys.files import cells
from surveys.files.problems import UnusableFileError, on_lines, unusable, whole_file
from tabular.file import chosen, sheets
from tabular.headings import columns, knows, table_of

_WORDS = words_beside(__file__)
_COLUMNS: dict[str, list[str]] = {"town": _WORDS["town"]}
_TOWN_DIGITS = 9


@unusable()
def read_town_facts(path: Path) -> dict[str, dict[str, float]]:
    """Figures by town and name from a CSV or XLSX `town,…`: one line a town, one column a figure.

    An empty cell is not known. Raises UnusableFileError with the line of every row that is no
    town's, comes twice, or holds something that is no number.
    """
    table = table_of(
        chosen(sheets(path.read_bytes(), named=path.name)), knows(_COLUMNS, all_of=_COLUMNS)
    )
    at = columns(table.header, _COLUMNS)
    if "town" not in at or len(table.header) < 2:
        raise UnusableFileError([whole_file(str(_WORDS["columns"]))])
    names = {i: name.strip() for i, name in enumerate(table.header) if i != at["town"]}
    facts: dict[str, dict[str, float]] = {}
    faults: dict[str, list[int]] = {}
    for row in table.rows:
        code, fault = cells.tried(cells.region, row.cells[at["town"]])
        if code is None or len(code) != _TOWN_DIGITS:
            fault = fault or str(_WORDS["no_town"])
        elif code in facts:
            fault = str(_WORDS["twice"])
        if row.fault or fault or code is None:
            faults.setdefault(str(row.fault or fault), []).append(row.line)
            continue
        facts[code] = {}
        for i, name in names.items():
            text = row.cells[i].strip()
            value = cells.number(text) if text else None
            if text and value is None:
                faults.setdefault(str(_WORDS["number"]).format(name=name), []).append(row.line)
            elif value is not None:
                facts[code][name] = value
    if faults:
        raise UnusableFileError(on_lines(faults))
    return facts

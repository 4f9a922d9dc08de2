"""What an XLSForm says that we cannot ask: named by row and column, so that nothing is passed over.

What belongs to the other tool alone (how a page looks, what a device notes of itself, how the form
is sent) asks nobody anything and stays away without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from basis.packaged import words_beside
from surveys.questionnaire.document import Problem

Row = Mapping[str, str]
Rows = Sequence[tuple[int, Row]]

_WORDS = words_beside(__file__)
_SHEETS = ("survey", "choices", "settings")
_TAKEN = {
    "survey": {
        "type", "name", "label", "hint", "required", "relevant", "constraint", "parameters",
        "disabled",
    },
    "choices": {"list_name", "list name", "name", "label"},
    "settings": {"form_title", "form_id", "version"},
}  # fmt: skip
_THE_TOOLS_OWN = {
    "survey": {"appearance", "constraint_message", "required_message", "guidance_hint"},
    "choices": set[str](),
    "settings": {
        "default_language", "style", "instance_name", "submission_url", "public_key", "id_string",
        "auto_send", "auto_delete", "allow_choice_duplicates", "namespaces", "title",
    },
}  # fmt: skip
_META = {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", ""}
YES = frozenset({"yes", "true", "true()", "是"})
_NO = frozenset({"", "no", "false", "false()", "否"})


def unsaid(sheets: Mapping[str, Rows]) -> list[Problem]:
    """Return what of a workbook's rows has no form here, in their order.

    Problems of the survey sheet carry its rows; those of other sheets name their sheet and row.
    """
    found = [problem for line, row in sheets["survey"] for problem in _of_question(line, row)]
    lists = {_list_name(row) for _, row in sheets.get("choices", [])}
    for line, row in sheets["survey"]:
        listed = row.get("type", "").split()[1:2]
        if is_choice(row) and not set(listed) & lists:
            found.append(_fault(line, "type", "no_list", said=" ".join(listed)))
    for name, rows in sheets.items():
        if name not in _SHEETS and rows:
            found.append(Problem(1, _WORDS["sheet"].format(name=name)))
        elif name != "survey":
            found += (problem for line, row in rows for problem in _elsewhere(name, line, row))
    return sorted(found)


def is_meta(row: Row) -> bool:
    """Return whether a row asks nobody: what a device notes of itself, or a row put aside."""
    put_aside = row.get("disabled", "").lower() in YES
    return put_aside or (row.get("type", "").lower() in _META and bool(row.get("type")))


def is_choice(row: Row) -> bool:
    """Return whether a row asks for one or several of a list of the same workbook."""
    return row.get("type", "").lower().partition(" ")[0] in ("select_one", "select_multiple")


def _list_name(row: Row) -> str:
    return row.get("list_name") or row.get("list name", "")


def _of_question(line: int, row: Row) -> Iterator[Problem]:
    if is_meta(row):
        return
    word, *others = row.get("type", "").split() or [""]
    if not word:
        yield _fault(line, "type", "no_type")
    if "x_kind" not in row and word == "note":
        yield _fault(line, "type", "note")
    if is_choice(row) and len(others) > 1:
        yield _fault(line, "type", "or_other", said=" ".join(others[1:]))
    if row.get("required", "").lower() not in YES | _NO:
        yield _fault(line, "required", "required", said=row["required"])
    if word not in ("integer", "range") and "constraint" in row:
        yield _fault(line, "constraint", "constraint", said=row["constraint"])
    if word != "range" and "parameters" in row:
        yield _fault(line, "parameters", "parameters", said=row["parameters"])
    for column in _unknown("survey", row):
        reason = column if column in _WORDS["columns"] else "other"
        said = _WORDS["columns"][reason].format(column=column, said=row[column])
        yield Problem(line, _WORDS["cell"].format(column=column, message=said))


def _elsewhere(sheet: str, line: int, row: Row) -> Iterator[Problem]:
    where = _WORDS["where"].format(sheet=sheet, line=line)
    for column in _unknown(sheet, row):
        said = _WORDS["columns"]["other"].format(column=column, said=row[column])
        yield Problem(1, where + _WORDS["cell"].format(column=column, message=said))
    if sheet == "choices" and not _list_name(row):
        yield Problem(1, where + _WORDS["no_list_name"])


def _unknown(sheet: str, row: Row) -> list[str]:
    known = _TAKEN[sheet] | _THE_TOOLS_OWN[sheet]
    return [column for column in row if column not in known and not column.startswith("x_")]


def _fault(line: int, column: str, reason: str, **facts: str) -> Problem:
    message = _WORDS[reason].format(**facts)
    return Problem(line, _WORDS["cell"].format(column=column, message=message))

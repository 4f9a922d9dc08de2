"""The standards as data: reads the tables of `standards/` once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


@cache
def table(name: str) -> dict[str, Any]:
    """Return `standards/<name>.yml` as it stands."""
    loaded: dict[str, Any] = yaml_beside(__file__, f"standards/{name}.yml")
    return loaded


def in_force(entries: list[dict[str, Any]], day: date) -> dict[str, Any]:
    """Return the entry whose `from` and `until` hold `day`; a day before the first takes the first.

    The index is recomputed for old series too, and before 2012 there was no AQI to choose.
    """
    for entry in entries:
        if entry["until"] is None or day <= entry["until"]:
            return entry
    return entries[-1]


def exact(value: float | int | str | Decimal) -> Decimal:
    """Return the decimal number as written, so that 0.1 is one tenth."""
    return value if isinstance(value, Decimal) else Decimal(str(value))

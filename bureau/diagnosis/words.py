"""What a diagnosis says, from `words.yml`."""

from __future__ import annotations

from datetime import date
from typing import Any

from basis.packaged import yaml_beside
from bureau.quality import words as quality_words

_SAID: dict[str, Any] = yaml_beside(__file__, "words.yml")


def said() -> dict[str, Any]:
    """Return all of them."""
    return _SAID


def spoken_month(month: date) -> str:
    """Return a month as people write it: 2026年10月."""
    return str(_SAID["month"]).format(year=month.year, month=month.month)


def named(code: str) -> str:
    """Return what a pollutant or an indicator is called."""
    known = str(_SAID["names"].get(code, code))
    return known if known != code else quality_words.named((code,), "water")


def unit_of(code: str) -> str:
    """Return the unit of a pollutant, empty for an index."""
    return "" if code == "composite" else quality_words.unit(code, "air")

"""Walking an answer that may have any shape: what is not as documented is not there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bureau.quality.reading import UnreadableError, instant

Entry = Mapping[str, Any]


def entry(value: Any) -> Entry:
    """Return an object of the answer, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> list[Entry]:
    """Return the objects of a list, an empty list for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return a text or a number as text, anything else as empty."""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def quantity(value: Any) -> float | None:
    """Return a number that a concentration or an index can be: finite and not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 <= number < 1e9 else None


def moment(value: Any) -> datetime | None:
    """Return a time, or None when there is none to read."""
    try:
        return instant(text(value))
    except UnreadableError:
        return None

"""Waves: one a quarter, opened and closed by the calendar of Asia/Shanghai."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from basis.clock import SHANGHAI
from basis.packaged import words_beside

_COMPARED = (1, 4)  # quarters before: the last one, and the same one a year ago
_KEY = re.compile(r"(20\d\d)Q([1-4])")
_LABEL = re.compile(r"(20\d\d)年?[-_/. ]?[第qQsS]?0?([1-4])(?:季度?)?")


class Phase(StrEnum):
    """Where a wave stands; it follows from its facts and the time."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Wave:
    """A quarter's survey: the questionnaire's source text, pinned from the first answer on.

    `targets` is the number of answers wanted, by level (`county`, `town`) or by place code.
    `planned`: an officer chose this questionnaire, so a newer standard one does not replace it.
    """

    key: str
    questionnaire: str
    version: str
    digest: str
    source: str
    targets: Mapping[str, int] = field(default_factory=dict)
    planned: bool = False
    frozen_at: datetime | None = None
    closed_at: datetime | None = None

    def phase(self, at: datetime) -> Phase:
        """Draft before the quarter, open during it unless closed early, then closed."""
        opens, closes = bounds(self.key)
        if self.closed_at is not None and at >= self.closed_at:
            return Phase.CLOSED
        if at < opens:
            return Phase.DRAFT
        return Phase.OPEN if at < closes else Phase.CLOSED

    def target(self, code: str) -> int:
        """How many answers are wanted from a county (6 digits) or town (9 digits)."""
        return self.targets.get(code, self.targets.get("county" if len(code) == 6 else "town", 0))


def wave_at(at: datetime) -> str:
    """The wave of an instant, such as 2026Q4."""
    local = at.astimezone(SHANGHAI)
    return f"{local.year}Q{(local.month - 1) // 3 + 1}"


def quarter_of(label: str) -> str | None:
    """The wave meant by a label others write, such as 2026-Q4 or 2026年第4季度; None if unclear."""
    found = _LABEL.fullmatch(label.strip())
    return f"{found[1]}Q{found[2]}" if found else None


def bounds(key: str) -> tuple[datetime, datetime]:
    """First instant of a wave and first instant after it; raises ValueError on another word."""
    year, quarter = _parse(key)
    return _first_day(year, quarter), _first_day(*_shift(year, quarter, 1))


def earlier(key: str, quarters: int = 1) -> str:
    """The wave so many quarters before (4 = a year before)."""
    year, quarter = _shift(*_parse(key), -quarters)
    return f"{year}Q{quarter}"


def compared(key: str) -> tuple[str, ...]:
    """The waves beside which a wave is shown: the last one, and the one a year before."""
    return tuple(earlier(key, quarters) for quarters in _COMPARED)


def following(key: str) -> str:
    """The wave after this one."""
    return earlier(key, -1)


def title(key: str) -> str:
    """How a wave reads: 2026年第4季度."""
    year, quarter = _parse(key)
    return str(words_beside(__file__)["title"].format(year=year, quarter=quarter))


def wave_title(label: str) -> str:
    """How any label of a wave reads: as a quarter where it is one, else as it stands."""
    quarter = quarter_of(label)
    return title(quarter) if quarter else label


def _parse(key: str) -> tuple[int, int]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(f"not a wave: {key!r} (2026Q4 is one)")
    return int(found[1]), int(found[2])


def _shift(year: int, quarter: int, by: int) -> tuple[int, int]:
    count = year * 4 + quarter - 1 + by
    return count // 4, count % 4 + 1


def _first_day(year: int, quarter: int) -> datetime:
    return datetime(year, quarter * 3 - 2, 1, tzinfo=SHANGHAI)

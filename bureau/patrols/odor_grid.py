"""Odor hours by the grid method: how often it smells in a square, with the interval of that share.

After EN 16841-1: at each corner of a square somebody stands for ten minutes and tells of sixty
breaths which of them smelt. It counts as an odor hour where at least a tenth did. A square's
frequency is the share of odor hours among the measurements at its four corners.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from bureau.patrols.model import Patrol
from bureau.patrols.routes import GridShape

WHOLE = 60  # breaths of a single measurement; a shorter one is none
ODOR_HOUR = 0.10  # of the breaths
# A share of fewer measurements is shown as such; how many a study needs is said by its standard.
FEW = 26
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class OdorSquare:
    """A square of a grid: counted from the south-west; `share` is None without a measurement."""

    column: int
    row: int
    measured: int
    odor_hours: int

    @property
    def share(self) -> float | None:
        """The frequency of odor hours."""
        return self.odor_hours / self.measured if self.measured else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the frequency after Wilson."""
        return wilson(self.odor_hours, self.measured) if self.measured else None

    @property
    def few(self) -> bool:
        """Whether it was measured too seldom to say much."""
        return self.measured < FEW


def is_measurement(patrol: Patrol) -> bool:
    """Return whether a point is a whole single measurement."""
    return (patrol.draft.breaths or 0) >= WHOLE


def is_odor_hour(patrol: Patrol) -> bool:
    """Return whether a measurement is an odor hour."""
    recognised, breaths = patrol.draft.recognised or 0, patrol.draft.breaths or 0
    return is_measurement(patrol) and recognised >= ODOR_HOUR * breaths


def squares(grid: GridShape, points: Iterable[Patrol]) -> list[OdorSquare]:
    """Return the squares of a grid, row by row, from what was measured at its corners."""
    measured: dict[str, tuple[int, int]] = {}
    for each in points:
        if is_measurement(each):
            many, hours = measured.get(each.draft.spot, (0, 0))
            measured[each.draft.spot] = (many + 1, hours + is_odor_hour(each))
    return [
        _square(column, row, measured) for row in range(grid.rows) for column in range(grid.columns)
    ]


def wilson(hits: int, many: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson (1927)."""
    share, z2 = hits / many, _Z95**2
    middle = (share + z2 / (2 * many)) / (1 + z2 / many)
    room = _Z95 * sqrt(share * (1 - share) / many + z2 / (4 * many**2)) / (1 + z2 / many)
    return max(0.0, middle - room), min(1.0, middle + room)


def _square(column: int, row: int, measured: dict[str, tuple[int, int]]) -> OdorSquare:
    corners = [
        measured.get(f"{column + east}-{row + north}", (0, 0))
        for east in (0, 1)
        for north in (0, 1)
    ]
    return OdorSquare(column, row, sum(m for m, _ in corners), sum(h for _, h in corners))

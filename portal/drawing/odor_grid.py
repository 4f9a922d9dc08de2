"""A grid of odor hours as a drawing: each square in the shade of its frequency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bureau.patrols.odor_grid import OdorSquare
from bureau.patrols.routes import GridShape

_SIDE = 100
_MARGIN = 30
_STEPS = (0.02, 0.05, 0.10, 0.15, 0.25)  # a shade darker from each on


@dataclass(frozen=True, slots=True)
class SquareMark:
    """A square: its corner at the top left, its shade (0 to 5, -1 for none), what stands in it."""

    x: int
    y: int
    shade: int
    share: float | None
    measured: int
    few: bool


@dataclass(frozen=True, slots=True)
class GridDrawing:
    """All in units of which a square's side has 100; `spots`: name and place of the corners."""

    width: int
    height: int
    side: int
    marks: tuple[SquareMark, ...]
    spots: tuple[tuple[str, int, int], ...]


def grid_drawing(grid: GridShape, squares: Sequence[OdorSquare]) -> GridDrawing:
    """Return the drawing, north at its top."""

    def at(column: int, row: int) -> tuple[int, int]:
        return _MARGIN + column * _SIDE, _MARGIN + (grid.rows - row) * _SIDE

    marks = []
    for each in squares:
        x, y = at(each.column, each.row + 1)
        marks.append(SquareMark(x, y, _shade(each.share), each.share, each.measured, each.few))
    spots = []
    for index, spot in enumerate(grid.spots()):
        row, column = divmod(index, grid.columns + 1)
        spots.append((spot.name, *at(column, row)))
    return GridDrawing(
        2 * _MARGIN + grid.columns * _SIDE,
        2 * _MARGIN + grid.rows * _SIDE,
        _SIDE,
        tuple(marks),
        tuple(spots),
    )


def _shade(share: float | None) -> int:
    return -1 if share is None else sum(share >= step for step in _STEPS)

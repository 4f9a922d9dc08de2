"""The report's pictures: intervals row by row, and the colours of a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor, linearlyInterpolatedColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from basis.axes import Axis, round_step

INK, MUTED, LINE = HexColor("#1b2a28"), HexColor("#50625e"), HexColor("#dbe3e0")
ACCENT, PALE = HexColor("#084f46"), HexColor("#e2f1ed")
_BAR, _GRID = HexColor("#7fc0b1"), HexColor("#e9eeec")
_COOL, _WARM = HexColor("#fdf6e3"), HexColor("#8fcfbd")
_NAME, _GAP, _TEXT = 104.0, 16.0, 34.0
_FEWEST = 5  # rows before a picture goes on to the next page
_ENDS = 16.0  # above for the title, below for the scale

# low end, value, high end (None: nothing to draw), and the text beside it
Cell = tuple[float | None, float | None, float | None, str]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A name and one cell a panel."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Panel:
    """A column of intervals on one scale; `zero` draws a stronger line at no change."""

    title: str
    low: float
    high: float
    whole: bool = False
    zero: bool = False

    @classmethod
    def over(
        cls, title: str, values: Sequence[float | None], *, about: float | None = None
    ) -> Panel:
        """A scale in round steps that holds all values; with `about` in its middle."""
        axis = Axis.over(values, about=about)
        return cls(title, axis.low, axis.high, zero=about is not None)

    def ticks(self) -> list[float]:
        """The values written under the panel."""
        step = round_step(self.high - self.low)
        first = int(-(-self.low // step))
        found = [float(step * i) for i in range(first, int(self.high // step) + 1)]
        return [1.0, *(t for t in found if t > 1)] if self.whole else found


class Forest(Flowable):
    """Intervals row by row, a panel beside another; a long one goes on over the page."""

    def __init__(
        self,
        rows: Sequence[DrawnRow],
        panels: Sequence[Panel],
        *,
        width: float,
        font: str,
        pitch: float,
    ) -> None:
        super().__init__()
        self.rows, self.panels, self.font, self.pitch = rows, panels, font, pitch
        self.width, self.height = width, pitch * len(rows) + 2 * _ENDS
        self._each = (width - _NAME) / len(panels)
        self._size = min(8.5, pitch - 2)

    def wrap(self, *_: float) -> tuple[float, float]:
        """The room it takes (points)."""
        return self.width, self.height

    def split(self, _: float, height: float) -> list[Flowable]:
        """The rows that have room, and the others."""
        room = int((height - 2 * _ENDS) / self.pitch)
        if room < _FEWEST:
            return []
        return [
            Forest(part, self.panels, width=self.width, font=self.font, pitch=self.pitch)
            for part in (self.rows[:room], self.rows[room:])
        ]

    def draw(self) -> None:
        """Draw panels, rows and scales."""
        top = self.height - _ENDS
        bottom = top - self.pitch * len(self.rows)
        for index, panel in enumerate(self.panels):
            self._panel(index, panel, top, bottom)
        for number, row in enumerate(self.rows):
            y = top - self.pitch * (number + 0.5)
            self.canv.setFillColor(INK)
            self._fitted(row.name, y)
            for index, cell in enumerate(row.cells):
                self._interval(index, self.panels[index], cell, y)

    def _fitted(self, name: str, y: float) -> None:
        width = max(stringWidth(name, self.font, self._size), 1.0)
        size = self._size * min(1.0, (_NAME - 6) / width)
        self.canv.setFont(self.font, size)
        self.canv.drawString(0, y - 3, name)

    def _x(self, index: int, panel: Panel, value: float) -> float:
        start = _NAME + index * self._each + _GAP / 2
        room = self._each - _GAP - _TEXT
        return start + room * (value - panel.low) / max(panel.high - panel.low, 1e-9)

    def _panel(self, index: int, panel: Panel, top: float, bottom: float) -> None:
        canvas = self.canv
        canvas.setFont(self.font, 8)
        canvas.setFillColor(MUTED)
        canvas.drawString(self._x(index, panel, panel.low), top + 4, panel.title)
        canvas.setLineCap(0)
        canvas.setFont(self.font, 7)
        for tick in panel.ticks():
            x = self._x(index, panel, tick)
            canvas.setLineWidth(0.8 if panel.zero and tick == 0 else 0.5)
            canvas.setStrokeColor(MUTED if panel.zero and tick == 0 else _GRID)
            canvas.line(x, top, x, bottom)
            canvas.drawCentredString(x, bottom - 9, f"{tick:+g}" if panel.zero else f"{tick:g}")

    def _interval(self, index: int, panel: Panel, cell: Cell, y: float) -> None:
        low, value, high, text = cell
        canvas = self.canv
        canvas.setFont(self.font, self._size - 0.5)
        canvas.setFillColor(INK)
        right = _NAME + (index + 1) * self._each - _GAP / 2
        canvas.drawRightString(right, y - 3, text)
        if low is None or high is None or value is None:
            return
        canvas.setLineCap(1)
        canvas.setStrokeColor(_BAR)
        canvas.setLineWidth(min(4.0, self.pitch / 3))
        canvas.line(self._x(index, panel, low), y, self._x(index, panel, high), y)
        canvas.setFillColor(ACCENT)
        canvas.circle(self._x(index, panel, value), y, min(3.0, self.pitch / 4), stroke=0, fill=1)


def heat(value: float, known: Sequence[float]) -> Color:
    """The colour of a value between the lowest and highest known ones."""
    low, high = min(known), max(known)
    return linearlyInterpolatedColor(_COOL, _WARM, 0, 1, (value - low) / max(high - low, 1e-9))

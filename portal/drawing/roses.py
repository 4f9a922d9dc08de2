"""A rose of the wind as a drawing: a petal for each direction, its interval, rings to read by."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from bureau.odor.roses import Rose

SIZE = 360
_RADIUS = 140.0
_LABELS = 160.0
_FULL = 0.8  # of the sector that a petal fills
_RINGS = (0.25, 0.5, 0.75, 1.0)
# A direction with less wind than this is not drawn: its figure would be chance.
LEAST_HOURS = 4.0


@dataclass(frozen=True, slots=True)
class Petal:
    """A direction: its path, the line of its interval, what it says; `faint`: too little wind."""

    from_deg: float
    path: str
    interval: str
    figure: float
    low: float
    high: float
    hours: float
    faint: bool


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle with the figure it stands for."""

    radius: float
    figure: float


@dataclass(frozen=True, slots=True)
class RoseDrawing:
    """Around the middle of a square `SIZE` wide; `usual`: the circle of what is usual."""

    petals: tuple[Petal, ...]
    rings: tuple[Ring, ...]
    points: tuple[tuple[float, float], ...]
    usual: float | None


def drawn(rose: Rose, *, usual: float | None = None) -> RoseDrawing:
    """Return the drawing of a rose; `usual`: the figure that a circle marks as the usual one."""
    shown = [
        high
        for high, hours in zip(rose.high or rose.figures, rose.hours, strict=True)
        if hours >= LEAST_HOURS
    ]
    # An interval that runs far out must not make all petals small.
    told = [f for f, h in zip(rose.figures, rose.hours, strict=True) if h >= LEAST_HOURS]
    most = max(min(max(shown, default=1.0), 1.6 * max(told, default=1.0)), (usual or 0) * 1.2, 1e-6)
    half = 180 / len(rose.from_deg) * _FULL
    petals = []
    for n, direction in enumerate(rose.from_deg):
        figure, hours = rose.figures[n], rose.hours[n]
        low = rose.low[n] if rose.low else figure
        high = rose.high[n] if rose.high else figure
        faint = hours < LEAST_HOURS
        petals.append(
            Petal(
                direction,
                "" if faint else _petal(direction, half, _RADIUS * min(1.0, figure / most)),
                "" if faint else _line(direction, low / most, high / most),
                figure,
                low,
                high,
                hours,
                faint,
            )
        )
    eighth = [_at(n * 45.0, _LABELS) for n in range(8)]
    return RoseDrawing(
        tuple(petals),
        tuple(Ring(round(_RADIUS * each, 1), most * each) for each in _RINGS),
        tuple(eighth),
        round(_RADIUS * usual / most, 1) if usual else None,
    )


def _petal(direction: float, half: float, radius: float) -> str:
    (x, y), (u, v) = _at(direction - half, radius), _at(direction + half, radius)
    return f"M0 0L{x} {y}A{radius:.1f} {radius:.1f} 0 0 1 {u} {v}z"


def _line(direction: float, low: float, high: float) -> str:
    (x, y), (u, v) = (_at(direction, _RADIUS * min(1.0, each)) for each in (low, high))
    return f"M{x} {y}L{u} {v}"


def _at(direction: float, radius: float) -> tuple[float, float]:
    """Return where a direction of the compass lies: north is up, east is right."""
    turned = radians(direction)
    return round(radius * sin(turned), 1), round(-radius * cos(turned), 1)

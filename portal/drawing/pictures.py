"""Where things stand in the pictures of the survey's results, in hundredths of a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from basis.axes import Axis, round_step
from bureau.places import Gazetteer
from portal.drawing.maps import Map, city_map
from surveys.statistics.changes import Comparison
from surveys.statistics.questions import QuestionResult
from surveys.statistics.tables import RegionResult

SHADES = 5
_EDGE = 2.0
_MOST_RANKS = 8  # ticks


@dataclass(frozen=True, slots=True)
class DrawnScale:
    """A stretch of values drawn from left to right, with the values written under it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, values: Iterable[float | None], *, about: float | None = None) -> DrawnScale:
        """A scale in round steps that holds all values; with `about` in its middle."""
        axis = Axis.over(values, about=about)
        return cls(axis.low, axis.high, axis.ticks())

    @classmethod
    def of_ranks(cls, ranked: int) -> DrawnScale:
        """Places 1 to `ranked`, half a place of room at both ends."""
        step = round_step(ranked, most=_MOST_RANKS)
        ticks = (1.0, *(float(t) for t in range(step, ranked + 1, step) if t > 1))
        return cls(0.5, ranked + 0.5, ticks)

    def x(self, value: float) -> float:
        """Return where a value lies."""
        span = max(self.high - self.low, 1e-9)
        return round(_EDGE + (100 - 2 * _EDGE) * (value - self.low) / span, 2)

    def shade(self, value: float | None) -> int:
        """Return in which of the equal parts of the scale a value lies: 1 to 5, 0 for none."""
        if value is None:
            return 0
        part = int(SHADES * (value - self.low) / max(self.high - self.low, 1e-9))
        return min(max(part, 0), SHADES - 1) + 1

    def parts(self) -> list[tuple[int, float, float]]:
        """Return every shade with the values it begins and ends at, for the legend."""
        width = (self.high - self.low) / SHADES
        return [(i + 1, self.low + i * width, self.low + (i + 1) * width) for i in range(SHADES)]


def score_scale(regions: Sequence[RegionResult]) -> DrawnScale:
    """A scale that holds every interval of the score."""
    return DrawnScale.over(end for line in regions for end in (line.ci_low, line.ci_high))


def change_scale(comparisons: Sequence[Comparison]) -> DrawnScale:
    """A scale with no change in its middle."""
    return DrawnScale.over(
        (
            end
            for one in comparisons
            for change in one.changes.values()
            for end in (change.low, change.high)
        ),
        about=0.0,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a stacked bar: which answer (0 = kept back), where it begins, how wide it is."""

    answer: int
    begins: float
    width: float


def stacked(line: QuestionResult) -> list[Piece]:
    """The bar of one region's answers 1 to 5; what is kept back is one piece at the end."""
    shown = [(answer, share) for answer, share in enumerate(line.shares, 1) if share is not None]
    rest = 1.0 - sum(share for _, share in shown)
    pieces = [*shown, *([(0, rest)] if shown and rest > 1e-9 else [])]
    ends = list(accumulate((share for _, share in pieces), initial=0.0))
    return [
        Piece(answer, round(100 * begins, 2), round(100 * share, 2))
        for (answer, share), begins in zip(pieces, ends[:-1], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class TownMark:
    """A town on the map: where it stands, its shade, and what to say of it."""

    x: int
    y: int
    shade: int
    line: RegionResult


def town_marks(
    regions: Sequence[RegionResult], scale: DrawnScale, places: Gazetteer
) -> tuple[Map, list[TownMark]]:
    """The map of the city with a mark at the seat of every town that is known."""
    drawing = city_map(places)
    found = []
    for line in regions:
        seat = places.get(line.region)
        if seat is not None and len(line.region) > 6:
            x, y = drawing.point(seat.longitude, seat.latitude)
            found.append(TownMark(round(x), round(y), scale.shade(line.score), line))
    return drawing, found

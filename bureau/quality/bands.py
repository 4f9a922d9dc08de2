"""The levels of air and the classes of water as bands of a scale, for charts and thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bureau.quality.air_index import Averaging, levels
from bureau.quality.tables import in_force, table
from bureau.quality.water_class import WORSE_THAN_V, Kind, class_name

_POLLUTED = 2  # the index of the first level that counts as pollution, 轻度污染


@dataclass(frozen=True, slots=True)
class Band:
    """A level's or class's stretch of a scale: low to high, None where it is open."""

    low: float | None
    high: float | None
    name: str
    hex: str


def air_bands(what: str, *, day: date, averaging: Averaging = "hourly") -> list[Band]:
    """Return the levels on the scale of `AQI` or a pollutant (μg/m³, CO mg/m³), the best first.

    By the standard in force on `day`; a pollutant's scale may end before the last level does.
    """
    named = levels()
    if what == "AQI":
        ends = [0, *(level.upto for level in named if level.upto is not None), None]
    else:
        nodes = in_force(table("air_index")["standards"], day)[averaging][what]["nodes"]
        # The last two intervals of the index (300 to 400, 400 to 500) are one level.
        ends = [*nodes[: len(named)], None]
    return [
        Band(low, high, level.name, level.hex)
        for (low, high), level in zip(pairwise(ends), named, strict=False)
    ]


def polluted_from(what: str, *, day: date) -> float:
    """Return the hourly value above which `AQI` or a pollutant counts as pollution."""
    low = air_bands(what, day=day)[_POLLUTED].low
    assert low is not None  # for the type checker: only the first class of a scale is open below
    return low


def water_bands(what: str, *, kind: Kind) -> list[Band]:
    """Return the classes on the scale of an indicator (mg/L), or of `class` itself, best first.

    Raises `KeyError` for pH, which has no class of its own inside its limits.
    """
    classes = range(1, WORSE_THAN_V + 1)
    if what == "class":
        return [
            Band(number - 0.5, number + 0.5, class_name(number).name, class_name(number).hex)
            for number in classes
        ]
    water = table("surface_water")
    if what in water["least"]:
        ends = [None, *water["least"][what], 0]
        spans = [(low, high) for high, low in pairwise(ends)]
    else:
        limits = (water["most"] | water["reference"])[what]
        limits = limits[kind] if isinstance(limits, dict) else limits
        spans = list(pairwise([0, *limits, None]))
    return [
        Band(low, high, class_name(number).name, class_name(number).hex)
        for (low, high), number in zip(spans, classes, strict=True)
    ]

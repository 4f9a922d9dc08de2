"""What the service answers: data only; the words for them are in the doors' texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, Literal, TypeVar

from bureau.quality.air_index import AirLevel
from bureau.quality.air_summary import AirSummary

Gap = Literal["source", "ours"]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class AirAnswer:
    """The air at one station, or over the city's stations (`station` is None, `stations` many).

    `values` in μg/m³, CO in mg/m³, by the standard's names; without a value the name is missing.
    `aqi`, `level` and `primary` are recomputed by the standard in force at `observed_at`.
    `distance_km` is from the place asked for, None when it is not known.
    `stale`: older than 3 h; `gap` then says whose fault that is. `suspicions`: see `plausibility`.
    """

    station: str | None
    station_code: str | None
    stations: tuple[str, ...]
    distance_km: float | None
    values: Mapping[str, float]
    aqi: int | None
    level: AirLevel | None
    primary: tuple[str, ...]
    missing: tuple[str, ...]
    observed_at: datetime
    age: timedelta
    stale: bool
    gap: Gap | None
    next_due: datetime
    source: str
    source_label: str
    demo: bool
    standard: str
    published_aqi: int | None
    suspicions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaterAnswer:
    """The water at one section.

    `values` in mg/L, pH without unit, and companions as in `WaterObservation`.
    `nearness` says how the section was found: by its name, in the same town or county, by
    distance, or `elsewhere` when the place has none and no distance is known.
    `deciding` with `exceedance` over class III; `stale`: older than 8 h.
    """

    section: str
    section_code: str
    kind: str
    nearness: Literal["name", "town", "county", "distance", "elsewhere"]
    distance_km: float | None
    values: Mapping[str, float]
    water_class: int | None
    class_name: str
    state: str
    deciding: tuple[str, ...]
    exceedance: Mapping[str, float]
    failed: tuple[str, ...]
    observed_at: datetime
    age: timedelta
    stale: bool
    gap: Gap | None
    next_due: datetime
    source: str
    source_label: str
    demo: bool
    published_class: int | None
    suspicions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AirDayAnswer:
    """A day at a place: means of its stations, O3 as the largest 8 h mean.

    `hours` is the least number of hours behind any station's day (None: published as a day);
    `whole` is False while the day lasts or when the hours do not make a valid day. `beyond` names
    what lies above the end of its table, so that the day has no index.
    """

    day: date
    place: str
    stations: tuple[str, ...]
    values: Mapping[str, float]
    aqi: int | None
    level: AirLevel | None
    primary: tuple[str, ...]
    missing: tuple[str, ...]
    hours: int | None
    whole: bool
    source_label: str
    demo: bool
    standard: str
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AirPeriodAnswer:
    """A period at a place beside the same period before it and a year before it."""

    place: str
    first: date
    last: date
    summary: AirSummary
    before: AirSummary
    last_year: AirSummary
    source_label: str
    demo: bool


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One point of a series: what was measured at an instant; None where nothing was."""

    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """A series for a chart: one quantity at one site, with its gaps as points without value."""

    site: str
    name: str
    unit: str
    points: tuple[SeriesPoint, ...]
    source_label: str
    demo: bool

    @property
    def gaps(self) -> tuple[datetime, ...]:
        """The instants without a value."""
        return tuple(point.at for point in self.points if point.value is None)


@dataclass(frozen=True, slots=True)
class AirRank:
    """A place in the ranking by air; `rank` is None without enough valid days.

    `value` is what was ranked by; `change` is against the same month a year before, in percent
    for concentrations and indexes, in percentage points for the share of good days.
    """

    rank: int | None
    place: str
    name: str
    value: float | None
    summary: AirSummary
    last_year: float | None
    change: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class WaterRank:
    """A place in the ranking by water: CWQI (lower is better) and share of class III sections."""

    rank: int | None
    place: str
    name: str
    cwqi: float | None
    last_year: float | None
    change: float | None
    good_share: float | None
    sections: int
    expected: int


@dataclass(frozen=True, slots=True)
class QualityRanking(Generic[R]):
    """A month's ranking of counties or towns; `by` names what was ranked by."""

    month: date
    by: str
    level: str
    rows: tuple[R, ...]
    source_label: str
    demo: bool
    standard: str

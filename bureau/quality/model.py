"""What is known of air and water: stations, sections, observations, where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from basis.packaged import yaml_beside
from bureau.quality.air_index import AirLevel, level_of
from bureau.quality.water_class import Kind

# Every source, by the first part of its name: `sources.yml` says what each entry means.
SOURCES: dict[str, dict[str, Any]] = yaml_beside(__file__, "sources.yml")
PRECEDENCE = {name: told["rank"] for name, told in SOURCES.items()}
DEMO = "demo"
OFFICIAL = frozenset(name for name, told in SOURCES.items() if told.get("official"))


@dataclass(frozen=True, slots=True)
class Station:
    """Where air is measured. Degrees in WGS-84; `place` is a town's or county's code."""

    code: str
    name: str
    source: str
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Where water is measured: a section of a river or a point of a lake. Degrees in WGS-84."""

    code: str
    name: str
    source: str
    kind: Kind = "river"
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AirObservation:
    """Hourly means at a station for the hour that ends at `at`.

    `published_aqi` and `published_primary` are what the source printed; the index we show is
    always recomputed. `suspicions` names what makes the row doubtful.
    """

    station: str
    at: datetime
    source: str
    pm2_5_ug_m3: float | None = None
    pm10_ug_m3: float | None = None
    so2_ug_m3: float | None = None
    no2_ug_m3: float | None = None
    co_mg_m3: float | None = None
    o3_ug_m3: float | None = None
    published_aqi: int | None = None
    published_primary: str = ""
    suspicions: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, station: str, at: datetime, source: str, values: Mapping[str, float | None]
    ) -> AirObservation:
        """Return an observation of hourly values by the standard's names."""
        pm2_5, pm10, so2, no2, co, o3 = (
            values.get(name) for name in ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
        )
        return cls(station, at, source, pm2_5, pm10, so2, no2, co, o3)

    def concentrations(self) -> dict[str, float | None]:
        """Return the hourly values by the standard's names."""
        return {
            "PM2.5": self.pm2_5_ug_m3,
            "PM10": self.pm10_ug_m3,
            "SO2": self.so2_ug_m3,
            "NO2": self.no2_ug_m3,
            "CO": self.co_mg_m3,
            "O3": self.o3_ug_m3,
        }


@dataclass(frozen=True, slots=True)
class AirDay:
    """Means of a station's day (O3: the largest 8 h mean) with the hours behind each.

    `hours` is empty for a day that a source published itself.
    """

    station: str
    day: date
    source: str
    pm2_5_ug_m3: float | None = None
    pm10_ug_m3: float | None = None
    so2_ug_m3: float | None = None
    no2_ug_m3: float | None = None
    co_mg_m3: float | None = None
    o3_8h_ug_m3: float | None = None
    hours: int | None = None

    @classmethod
    def of(cls, station: str, day: date, source: str, values: Mapping[str, float | None]) -> AirDay:
        """Return a day of daily values by the standard's names."""
        pm2_5, pm10, so2, no2, co, o3_8h = (
            values.get(name) for name in ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3_8h")
        )
        return cls(station, day, source, pm2_5, pm10, so2, no2, co, o3_8h)

    def concentrations(self) -> dict[str, float | None]:
        """Return the daily values by the standard's names."""
        return {
            "PM2.5": self.pm2_5_ug_m3,
            "PM10": self.pm10_ug_m3,
            "SO2": self.so2_ug_m3,
            "NO2": self.no2_ug_m3,
            "CO": self.co_mg_m3,
            "O3_8h": self.o3_8h_ug_m3,
        }


@dataclass(frozen=True, slots=True)
class WindObservation:
    """The wind at a station for the hour that ends at `at`, or as measured at that moment.

    `from_deg`: where it comes from, 0 to 360; None where it had no direction (calm, variable).
    The rest of the weather where the source tells it; `rain_mm`: rain and snow of the hour.
    """

    station: str
    at: datetime
    source: str
    speed_m_s: float
    from_deg: float | None = None
    temperature_c: float | None = None
    humidity_percent: float | None = None
    rain_mm: float | None = None


@dataclass(frozen=True, slots=True)
class IonObservation:
    """Negative oxygen ions at a station for the hour that ends at `at`, in ions per cm³."""

    station: str
    at: datetime
    source: str
    per_cm3: float


@dataclass(frozen=True, slots=True)
class WaterObservation:
    """Values at a section: indicators of GB 3838 in mg/L (pH without unit) and companions.

    Companions: `temperature_c`, `conductivity_us_cm`, `turbidity_ntu`, `chlorophyll_mg_l`,
    `algae_cells_l`. `failed` names indicators whose quality control failed that day.
    """

    section: str
    at: datetime
    source: str
    values: Mapping[str, float] = field(default_factory=dict)
    published_class: int | None = None
    failed: tuple[str, ...] = ()
    suspicions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaterMonth:
    """Monthly means at a section with the number of observations behind them.

    `month` is its first day; `count` is None for a table that a source published itself.
    """

    section: str
    month: date
    source: str
    values: Mapping[str, float]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ForeignIndex:
    """Index points of another country's scale: never concentrations, never our AQI."""

    station: str
    at: datetime
    source: str
    scale: str
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AirForecast:
    """What a source expects of a day at a place (city, county or town, by code).

    `issued` is when the source said so; `aqi` is its own index on the scale of HJ 633, `values`
    its daily concentrations in μg/m³ (CO in mg/m³), by the standard's names; both may be empty.
    """

    place: str
    day: date
    source: str
    issued: datetime
    aqi: int | None = None
    primary: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def level(self) -> AirLevel | None:
        """The level that the expected index belongs to."""
        return None if self.aqi is None else level_of(self.aqi)

    @property
    def demo(self) -> bool:
        """Whether it was made up for a demonstration."""
        return self.source == DEMO


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What a source answered, kept for seven days."""

    source: str
    fetched: datetime
    request: str
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """Everything one look at a source brought; `findings` are sentences for the officer."""

    air: tuple[AirObservation, ...] = ()
    air_days: tuple[AirDay, ...] = ()
    water: tuple[WaterObservation, ...] = ()
    water_months: tuple[WaterMonth, ...] = ()
    foreign: tuple[ForeignIndex, ...] = ()
    forecasts: tuple[AirForecast, ...] = ()
    stations: tuple[Station, ...] = ()
    sections: tuple[Section, ...] = ()
    winds: tuple[WindObservation, ...] = ()
    wind_forecasts: tuple[WindObservation, ...] = ()
    wind_stations: tuple[Station, ...] = ()
    ions: tuple[IonObservation, ...] = ()
    ion_stations: tuple[Station, ...] = ()
    raw: tuple[RawAnswer, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def newest(self) -> datetime | None:
        """The time of the newest observation."""
        times = [o.at for o in self.air] + [o.at for o in self.water]
        times += [o.at for o in self.foreign] + [o.at for o in self.winds]
        times += [o.at for o in self.ions]
        return max(times, default=None)


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source has been doing: shown on the health page and in the portal."""

    source: str
    tried: datetime | None = None
    succeeded: datetime | None = None
    newest: datetime | None = None
    failures: int = 0
    closed_until: datetime | None = None
    error: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing observations changed, and which sites' newest values are doubtful.

    `doubts`: a suspicion of `plausibility` and the codes of its sites: `frozen: 1252A, 1253A`.
    """

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    doubts: tuple[str, ...] = ()

    def __add__(self, other: Saved) -> Saved:
        return Saved(
            self.new + other.new,
            self.corrected + other.corrected,
            self.unchanged + other.unchanged,
            self.doubts + other.doubts,
        )

"""The air quality index of HJ 633: IAQI of a pollutant, AQI, level, primary pollutants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Literal

from bureau.quality.tables import exact, in_force, table

Averaging = Literal["hourly", "daily"]
Concentration = Decimal | float | int

HOURLY_POLLUTANTS = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
DAILY_POLLUTANTS = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3_8h")


@dataclass(frozen=True, slots=True)
class AirLevel:
    """One of the six levels of the index, with the standard's colour and advice."""

    number: int
    upto: int | None
    rank: str
    name: str
    colour: str
    hex: str
    effect: str
    advice: str


@dataclass(frozen=True, slots=True)
class AirGrade:
    """The index of one observation.

    `primary` is empty at AQI 50 and below; pollutants with the same largest IAQI stand together.
    `missing` names pollutants without a value: the index is then that of the others, as the
    national platform publishes it. `beyond` names pollutants above the end of their table whose
    other value, which then decides, is not known. `aqi` and `level` are None when those would
    decide: no other index reaches the end of their table.
    """

    aqi: int | None
    level: AirLevel | None
    primary: tuple[str, ...]
    iaqi: Mapping[str, int]
    missing: tuple[str, ...]
    beyond: tuple[str, ...]
    standard: str


@dataclass(frozen=True, slots=True)
class _Scale:
    nodes: tuple[int, ...]
    above: int | None
    instead: str | None


def pollutants(averaging: Averaging) -> tuple[str, ...]:
    """Return the six pollutants of an hourly or a daily report."""
    return HOURLY_POLLUTANTS if averaging == "hourly" else DAILY_POLLUTANTS


def deciding_instead(averaging: Averaging) -> dict[str, str]:
    """Return by pollutant the value that decides beyond the end of its table, where one does."""
    return {
        name: scale["instead"]
        for standard in table("air_index")["standards"]
        for name, scale in standard[averaging].items()
        if "instead" in scale
    }


def standard_number(day: date) -> str:
    """Return the number of the index standard in force on a day, such as `HJ 633-2026`."""
    return str(in_force(table("air_index")["standards"], day)["number"])


def levels() -> tuple[AirLevel, ...]:
    """Return the six levels from 优 to 严重污染."""
    return _levels()


def level_of(aqi: int) -> AirLevel:
    """Return the level that an index belongs to."""
    for level in _levels():
        if level.upto is None or aqi <= level.upto:
            return level
    raise AssertionError("the last level has no upper end")


def iaqi(
    pollutant: str,
    concentration: Concentration,
    *,
    day: date,
    averaging: Averaging,
    round_first: bool | None = None,
) -> int | None:
    """Return the individual index: linear between the table's nodes, rounded up (HJ 633, 4.2).

    `concentration` in μg/m³ (CO in mg/m³), not negative. None where the standard says that the
    value is not computed by itself (2012: SO2 1 h above 800, O3 8 h above 800).
    `round_first` overrides the table's switch. Raises `KeyError` for an unknown pollutant and
    `ValueError` for a negative concentration.
    """
    return _iaqi(
        _scales(standard_number(day), averaging)[pollutant],
        pollutant,
        concentration,
        _rounds_first() if round_first is None else round_first,
    )


def grade_air(
    concentrations: Mapping[str, Concentration | None],
    *,
    day: date,
    averaging: Averaging = "hourly",
    round_first: bool | None = None,
) -> AirGrade | None:
    """Return the AQI of an observation: the largest IAQI, its level and primary pollutants.

    `concentrations` by pollutant name; keys that are no pollutant of this report are ignored,
    but for `SO2_24h` of an hour and `O3_1h` of a day, by which SO2 and O3_8h go beyond the end of
    their table (HJ 633-2012, table 1, notes 2 and 3). None when nothing was measured. HJ 633, 4.4;
    the standard in force on `day`.
    """
    standard = standard_number(day)
    scales = _scales(standard, averaging)
    rounds = _rounds_first() if round_first is None else round_first
    indices: dict[str, int] = {}
    missing, beyond = [], []
    for pollutant in pollutants(averaging):
        concentration = concentrations.get(pollutant)
        if concentration is None:
            missing.append(pollutant)
            continue
        index = _iaqi(scales[pollutant], pollutant, concentration, rounds)
        if index is None:
            index = _index_instead(scales, pollutant, concentrations, rounds)
        if index is None:
            beyond.append(pollutant)
        else:
            indices[pollutant] = index
    if not indices and not beyond:
        return None
    aqi = max(indices.values(), default=0)
    if any(aqi < _end(scales[pollutant]) for pollutant in beyond):
        return AirGrade(None, None, (), indices, tuple(missing), tuple(beyond), standard)
    primary = tuple(name for name, index in indices.items() if index == aqi) if aqi > 50 else ()
    return AirGrade(aqi, level_of(aqi), primary, indices, tuple(missing), tuple(beyond), standard)


def _index_instead(
    scales: Mapping[str, _Scale],
    pollutant: str,
    concentrations: Mapping[str, Concentration | None],
    round_first: bool,
) -> int | None:
    """Return the index by the value that decides beyond a pollutant's table, if it is known."""
    instead = scales[pollutant].instead
    value = None if instead is None else concentrations.get(instead)
    if instead is None or value is None:
        return None
    # The largest hour of a day is never below its eight-hour mean: such a value is a mistake.
    if instead == "O3_1h" and exact(value) < exact(concentrations[pollutant] or 0):
        return None
    return _iaqi(scales[instead], instead, value, round_first)


def _end(scale: _Scale) -> int:
    """Return the index at the last node."""
    return _index_nodes()[len(scale.nodes) - 1]


def _iaqi(
    scale: _Scale, pollutant: str, concentration: Concentration, round_first: bool
) -> int | None:
    value = exact(concentration)
    if value < 0:
        raise ValueError(f"{pollutant} {concentration} is negative")
    if round_first:
        step = Decimal("0.1") if pollutant == "CO" else Decimal(1)
        value = value.quantize(step, ROUND_HALF_EVEN)
    index = _index_nodes()
    # Whole numbers only: a float would sometimes round 100.00000000000001 up to 101.
    numerator, denominator = value.as_integer_ratio()
    for place in range(1, len(scale.nodes)):
        high = scale.nodes[place]
        if numerator <= high * denominator:
            low = scale.nodes[place - 1]
            rise = (index[place] - index[place - 1]) * (numerator - low * denominator)
            return index[place - 1] - (-rise // ((high - low) * denominator))
    return scale.above


@cache
def _scales(standard: str, averaging: Averaging) -> dict[str, _Scale]:
    for entry in table("air_index")["standards"]:
        if entry["number"] == standard:
            return {
                name: _Scale(
                    tuple(scale["nodes"]),
                    None if scale["above"] == "skip" else scale["above"],
                    scale.get("instead"),
                )
                for name, scale in entry[averaging].items()
            }
    raise KeyError(standard)


@cache
def _index_nodes() -> tuple[int, ...]:
    return tuple(table("air_index")["index"])


@cache
def _rounds_first() -> bool:
    return bool(table("air_index")["round_concentrations_first"])


@cache
def _levels() -> tuple[AirLevel, ...]:
    return tuple(
        AirLevel(number, **entry) for number, entry in enumerate(table("air_index")["levels"], 1)
    )

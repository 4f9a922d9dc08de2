"""Air over days and months: means, percentiles, composite index, share of good days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from basis.clock import SHANGHAI
from bureau.quality.air_index import DAILY_POLLUTANTS, HOURLY_POLLUTANTS, grade_air
from bureau.quality.model import AirDay, AirObservation
from bureau.quality.tables import in_force, table

_RULES = table("air_limits")["validity"]


@dataclass(frozen=True, slots=True)
class AirSummary:
    """A period at one place.

    `statistics`: means, for CO the 95th and for O3-8h the 90th percentile of the days.
    `composite`: the unweighted sum of statistic over limit (2018 ranking rule), two decimals;
    None unless all six are there. `good_share`: days with AQI at most 100 over days with an AQI,
    in percent. `days`: days with an AQI; `expected`: days of the period;
    `valid`: enough days by HJ 663.
    """

    statistics: Mapping[str, float]
    composite: float | None
    good_share: float | None
    good_days: int
    days: int
    expected: int
    valid: bool
    standard: str


def percentile(values: Iterable[float], share: float) -> float:
    """Return the percentile by linear interpolation at (n-1)p (HJ 663-2013, annex).

    `share` from 0 to 1. Raises `ValueError` without values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("a percentile needs values")
    position = (len(ordered) - 1) * share
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def day_of_hours(station: str, day: date, hours: Sequence[AirObservation]) -> AirDay:
    """Return a day from its hourly means (GB 3095, HJ 663).

    Mean of the hours that end from 01:00 to 24:00, with at least 20 of them; for O3 the largest
    8 h mean that ends from 08:00 to 24:00, with at least 6 hours in each and 14 such means
    unless the maximum exceeds the limit anyway. `hours` may be in any order and reach beyond the
    day; the source of the result is that of the newest hour.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    by_hour: dict[int, AirObservation] = {}
    for observation in hours:
        after = observation.at - start
        if timedelta(0) < after <= timedelta(days=1) and after % timedelta(hours=1) == timedelta():
            by_hour[int(after / timedelta(hours=1))] = observation
    means: dict[str, float | None] = {}
    for name in ("PM2.5", "PM10", "SO2", "NO2", "CO"):
        values = _present(by_hour.values(), name)
        means[name] = _mean(values, 3) if len(values) >= _RULES["hours_a_day"] else None
    newest = by_hour[max(by_hour)].source if by_hour else ""
    return AirDay(
        station,
        day,
        newest,
        means["PM2.5"],
        means["PM10"],
        means["SO2"],
        means["NO2"],
        means["CO"],
        _largest_eight_hour_mean(by_hour, day),
        len(by_hour),
    )


def mean_day(station: str, days: Sequence[AirDay]) -> AirDay:
    """Return the mean of several stations' same day, as a place's day (HJ 663, 5.2)."""
    values: dict[str, float | None] = {}
    for name in DAILY_POLLUTANTS:
        present = [value for day in days if (value := day.concentrations()[name]) is not None]
        values[name] = _mean(present, 3) if present else None
    return AirDay(
        station,
        days[0].day,
        days[0].source,
        values["PM2.5"],
        values["PM10"],
        values["SO2"],
        values["NO2"],
        values["CO"],
        values["O3_8h"],
        None,
    )


def mean_hour(observations: Sequence[AirObservation]) -> dict[str, float]:
    """Return the means of hours as the platform prints them: whole numbers, CO to a tenth."""
    means: dict[str, float] = {}
    for name in HOURLY_POLLUTANTS:
        present = _present(observations, name)
        if present:
            means[name] = _mean(present, 1 if name == "CO" else 0)
    return means


def summarize_air(
    days: Sequence[AirDay], *, first: date, last: date, limits_of: date | None = None
) -> AirSummary:
    """Summarize one place's days from `first` to `last`.

    The composite index divides by the limits in force on `limits_of` (by default `last`), so that
    two periods that are compared are measured by the same limits.
    """
    limits = in_force(table("air_limits")["limits"], limits_of or last)
    percentiles = table("air_limits")["percentiles"]
    statistics: dict[str, float] = {}
    for name in DAILY_POLLUTANTS:
        values = [value for day in days if (value := day.concentrations()[name]) is not None]
        if values:
            statistics[name] = (
                percentile(values, percentiles[name])
                if name in percentiles
                else sum(values) / len(values)
            )
    composite = None
    if len(statistics) == len(DAILY_POLLUTANTS):
        standards = limits["annual"] | {name: limits["daily"][name] for name in percentiles}
        composite = round(sum(statistics[name] / standards[name] for name in statistics), 2)
    indices = [index for day in days if (index := day_index(day)) is not None]
    good = sum(index <= 100 for index in indices)
    return AirSummary(
        {name: round(value, 3) for name, value in statistics.items()},
        composite,
        round(100 * good / len(indices), 1) if indices else None,
        good,
        len(indices),
        (last - first).days + 1,
        len(indices) >= days_needed(first, last),
        str(limits["number"]),
    )


def day_index(day: AirDay) -> int | None:
    """Return the AQI of a day, or None with no pollutant."""
    grade = grade_air(day.concentrations(), day=day.day, averaging="daily")
    return None if grade is None else grade.aqi


def days_needed(first: date, last: date) -> int:
    """Return how many valid days a period needs: HJ 663 for months and years, else nine in ten."""
    length = (last - first).days + 1
    whole_month = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_month and length <= 31:
        return int(_RULES["days_a_february" if first.month == 2 else "days_a_month"])
    if whole_month and length >= 365:
        return int(_RULES["days_a_year"])
    return -(-length * 9 // 10)


def _largest_eight_hour_mean(by_hour: Mapping[int, AirObservation], day: date) -> float | None:
    means = []
    for end in range(8, 25):
        window = [by_hour[hour] for hour in range(end - 7, end + 1) if hour in by_hour]
        values = _present(window, "O3")
        if len(values) >= _RULES["hours_of_eight"]:
            means.append(_mean(values, 3))
    if not means:
        return None
    limit = in_force(table("air_limits")["limits"], day)["daily"]["O3_8h"]
    enough = len(means) >= _RULES["eight_hour_means_a_day"] or max(means) > limit
    return max(means) if enough else None


def _present(observations: Iterable[AirObservation], name: str) -> list[float]:
    return [value for o in observations if (value := o.concentrations()[name]) is not None]


def _mean(values: Sequence[float], places: int) -> float:
    return round(sum(values) / len(values), places)

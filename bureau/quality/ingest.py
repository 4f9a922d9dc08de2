"""What becomes of observations that come in: doubted, new, corrections, or no better than known.

Plain values in and out; the store reads what it has and writes what it is told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from basis.clock import SHANGHAI
from bureau.quality.model import (
    PRECEDENCE,
    AirDay,
    AirObservation,
    Saved,
    WaterMonth,
    WaterObservation,
)
from bureau.quality.plausibility import FROZEN_HOURS, examine_air, examine_water
from bureau.quality.water_class import Kind
from bureau.quality.water_summary import mean_values

# How far back a new value is compared with earlier ones.
AIR_MEMORY = timedelta(hours=FROZEN_HOURS)
WATER_MEMORY = timedelta(hours=24)
_UNKNOWN_SOURCE = 5
_A_DAY = timedelta(days=1)

Observation = TypeVar("Observation", AirObservation, WaterObservation)
Period = TypeVar("Period", AirDay, WaterMonth)


@dataclass(frozen=True, slots=True)
class Ingested(Generic[Observation]):
    """What is to be written, and what it replaces: pairs of the old and the new."""

    changed: tuple[Observation, ...]
    replaced: tuple[tuple[Observation, Observation], ...]
    saved: Saved


def rank(source: str) -> int:
    """Return a source's place: the smaller, the better."""
    return int(PRECEDENCE.get(source, _UNKNOWN_SOURCE))


def outranks(one: str, other: str) -> bool:
    """Return whether one source is better than another."""
    return rank(one) < rank(other)


def ingest_air(
    observations: Iterable[AirObservation], known: Iterable[AirObservation]
) -> Ingested[AirObservation]:
    """Decide on hours of air; `known` are the stored ones from `AIR_MEMORY` before them on."""
    before = {(old.station, old.at): old for old in known}
    series = _series(before.values())
    examined = []
    for observation in sorted(observations, key=lambda o: o.at):
        hours = series.setdefault(observation.station, [])
        earlier = [old for old in hours if old.at < observation.at]
        examined.append(examine_air(observation, earlier))
        hours[:] = [*earlier, examined[-1], *(o for o in hours if o.at > observation.at)]
    return _compared(examined, before)


def ingest_water(
    observations: Iterable[WaterObservation],
    known: Iterable[WaterObservation],
    kinds: Mapping[str, Kind],
) -> Ingested[WaterObservation]:
    """Decide on samples; `known` are the stored ones from `WATER_MEMORY` before them on.

    `kinds` says of each section whether it is a river or a lake.
    """
    before = {(old.section, old.at): old for old in known}
    series = _series(before.values())
    examined = []
    for observation in sorted(observations, key=lambda o: o.at):
        samples = series.setdefault(observation.section, [])
        earlier = [old for old in samples if old.at < observation.at]
        kind = kinds.get(observation.section, "river")
        examined.append(examine_water(observation, earlier, kind=kind))
        samples[:] = [*earlier, examined[-1], *(o for o in samples if o.at > observation.at)]
    return _compared(examined, before)


def ingest_periods(
    periods: Sequence[Period], known: Iterable[Period]
) -> tuple[list[Period], Saved]:
    """Decide on days or months; one that a better source or the source itself gave stands.

    Return what is to be written, and what it changes.
    """
    before = {_period(old): old for old in known}
    changed, new = [], 0
    for period in periods:
        old = before.get(_period(period))
        if old is not None and (
            old == period
            or outranks(old.source, period.source)
            # A mean of ours never replaces what the same source printed as its own.
            or (_is_ours(period) and not _is_ours(old) and old.source == period.source)
        ):
            continue
        new += old is None
        changed.append(period)
    return changed, Saved(new, len(changed) - new, len(periods) - len(changed))


def days_to_average(changed: Iterable[AirObservation], *, at: datetime) -> dict[date, set[str]]:
    """Return by day the stations whose mean is to be made anew.

    A day that still lasts is told from its hours; its mean is made when it is over.
    """
    days: dict[date, set[str]] = {}
    for observation in changed:
        day = day_of(observation.at)
        if midnight(day) <= at - _A_DAY:
            days.setdefault(day, set()).add(observation.station)
    return days


def months_to_average(changed: Iterable[WaterObservation]) -> set[tuple[str, date]]:
    """Return the sections and months (their first days) whose mean is to be made anew."""
    return {
        (sample.section, sample.at.astimezone(SHANGHAI).date().replace(day=1)) for sample in changed
    }


def month_of_samples(section: str, month: date, samples: Sequence[WaterObservation]) -> WaterMonth:
    """Return a month's mean; its source is the least of those that gave a sample."""
    mean = mean_values([sample.values for sample in samples])
    source = max((sample.source for sample in samples), key=rank)
    return WaterMonth(section, month, source, mean, len(samples))


def hours_of(day: date) -> tuple[datetime, datetime]:
    """Return the bounds of a day's hours: start < at <= end."""
    return midnight(day), midnight(day) + _A_DAY


def samples_of(month: date) -> tuple[datetime, datetime]:
    """Return the bounds of a month's samples: start < at <= end.

    A sample is of its instant, so midnight opens the month.
    """
    following = (month + timedelta(days=32)).replace(day=1)
    second = timedelta(seconds=1)
    return midnight(month) - second, midnight(following) - second


def midnight(day: date) -> datetime:
    """Return the instant at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def day_of(at: datetime) -> date:
    """Return the day of an hourly mean.

    The value of midnight is the mean of the hour before it: it belongs to the day that ends.
    """
    return (at.astimezone(SHANGHAI) - timedelta(seconds=1)).date()


def _compared(
    examined: Sequence[Observation], before: Mapping[tuple[str, datetime], Observation]
) -> Ingested[Observation]:
    new = corrected = 0
    changed: dict[tuple[str, datetime], Observation] = {}
    replaced = []
    for observation in examined:
        identity = (_site(observation), observation.at)
        old = before.get(identity)
        if old is None:
            new += identity not in changed
        elif outranks(old.source, observation.source) or _same(old, observation):
            continue
        else:
            corrected += 1
            replaced.append((old, observation))
        changed[identity] = observation
    unchanged = len(examined) - new - corrected
    saved = Saved(new, corrected, unchanged, _doubts(examined))
    return Ingested(tuple(changed.values()), tuple(replaced), saved)


def _doubts(examined: Sequence[Observation]) -> tuple[str, ...]:
    """Return each suspicion with the sites on whose newest observation it casts doubt."""
    newest = {_site(observation): observation for observation in examined}  # by time
    sites: dict[str, list[str]] = {}
    for site, observation in sorted(newest.items(), key=lambda item: item[0]):
        for suspicion in observation.suspicions:
            sites.setdefault(suspicion, []).append(site)
    return tuple(f"{suspicion}: {', '.join(some)}" for suspicion, some in sites.items())


def _same(old: Observation, new: Observation) -> bool:
    # What was frozen only beside the hours then known is not a correction.
    return all(
        getattr(old, field.name) == getattr(new, field.name)
        for field in fields(new)
        if field.name != "suspicions"
    )


def _series(known: Iterable[Observation]) -> dict[str, list[Observation]]:
    series: dict[str, list[Observation]] = {}
    for observation in sorted(known, key=lambda o: o.at):
        series.setdefault(_site(observation), []).append(observation)
    return series


def _site(observation: AirObservation | WaterObservation) -> str:
    return observation.station if isinstance(observation, AirObservation) else observation.section


def _period(period: AirDay | WaterMonth) -> tuple[str, date]:
    if isinstance(period, AirDay):
        return period.station, period.day
    return period.section, period.month


def _is_ours(period: AirDay | WaterMonth) -> bool:
    """Return whether we made this mean, of so many values; a source prints no count."""
    return (period.hours if isinstance(period, AirDay) else period.count) is not None

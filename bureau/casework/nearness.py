"""Which reports are near one another in time, place and kind: pure, by `nearness.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import cos, radians

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.cases import Case, Location
from bureau.casework.ports import NearSpan
from bureau.places import distance_km

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Nearness:
    """The bureau's measures of what is near."""

    within: timedelta
    metres: float
    families: tuple[frozenset[str], ...]
    least_told: int
    night: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A report near another: how far (None where a point is missing), how much later (or -)."""

    case: Case
    metres: float | None
    later: timedelta


@cache
def nearness() -> Nearness:
    """Return the measures, read once."""
    raw = yaml_beside(__file__, "nearness.yml")
    return Nearness(
        timedelta(hours=raw["hours"]),
        float(raw["metres"]),
        tuple(map(frozenset, raw["families"])),
        raw["least_told"],
        (raw["night"]["begins"], raw["night"]["ends"]),
    )


def same_kind(one: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether two sets of categories may tell one matter; none may be any."""
    mine, theirs = set(one), set(other)
    if not mine or not theirs or mine & theirs:
        return True
    return any(mine & family and theirs & family for family in nearness().families)


def span_about(case: Case, since: datetime, until: datetime) -> NearSpan:
    """Return where and when to look for the neighbours of a case."""
    point = case.draft.location
    if point is None:
        return NearSpan(since, until, case.county, case.town)
    high = nearness().metres / 1000 / _KM_PER_DEGREE
    wide = high / cos(radians(point.latitude))
    return NearSpan(
        since,
        until,
        case.county,
        case.town,
        west=point.longitude - wide,
        east=point.longitude + wide,
        south=point.latitude - high,
        north=point.latitude + high,
    )


def neighbours(case: Case, found: Iterable[Case]) -> list[Neighbour]:
    """Return which of the cases found are neighbours, the nearest in place and time first."""
    near = []
    for other in found:
        if other.number == case.number:
            continue
        if not same_kind(case.draft.categories, other.draft.categories):
            continue
        metres = _metres(case.draft.location, other.draft.location)
        in_town = case.town is not None and case.town == other.town
        if (metres is not None and metres <= nearness().metres) or (metres is None and in_town):
            near.append(Neighbour(other, metres, other.created - case.created))
    return sorted(near, key=_rank)


def tonight(at: datetime) -> tuple[datetime, bool]:
    """Return since when it is tonight, or today, and whether it is night."""
    local = at.astimezone(SHANGHAI)
    begins, ends = nearness().night
    day = local.replace(minute=0, second=0, microsecond=0)
    if local.hour >= begins:
        return day.replace(hour=begins), True
    if local.hour < ends:
        return (day - timedelta(days=1)).replace(hour=begins), True
    return day.replace(hour=ends), False


def _rank(each: Neighbour) -> tuple[float, str]:
    metres = nearness().metres if each.metres is None else each.metres
    hours = abs(each.later) / nearness().within
    return metres / nearness().metres + hours, each.case.number


def _metres(one: Location | None, other: Location | None) -> float | None:
    if one is None or other is None:
        return None
    return 1000 * distance_km(one.longitude, one.latitude, other.longitude, other.latitude)

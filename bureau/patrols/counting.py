"""Which patrol points count: neither the same spot again at once, nor what nobody could walk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import cos, floor, radians
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.patrols.model import Patrol
from bureau.patrols.odor_grid import is_measurement
from bureau.places import distance_km

_M_PER_DEGREE = 111_195.0
_MIDDLE = radians(30.7)  # squares need to be alike only within the city


@dataclass(frozen=True, slots=True)
class Deeds:
    """What a volunteer's points that count come to; `points` counts them, `found` the findings."""

    points: int
    found: int
    confirmed: int
    measured: int
    days: int
    months: int
    squares: int


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge and whether it is earned; `needs` and `has` by the names of `badges.yml`."""

    code: str
    name: str
    needs: dict[str, int]
    has: dict[str, int]

    @property
    def earned(self) -> bool:
        """Whether every number is reached."""
        return all(self.has[name] >= least for name, least in self.needs.items())


def counted(points: Iterable[Patrol]) -> list[Patrol]:
    """Return the points that count, the oldest first; every volunteer is looked at alone."""
    by_volunteer: dict[int, list[Patrol]] = defaultdict(list)
    for each in sorted(points, key=lambda one: (one.at, one.id)):
        by_volunteer[each.volunteer].append(each)
    kept = [each for theirs in by_volunteer.values() for each in _believable(theirs)]
    return sorted(kept, key=lambda one: (one.at, one.id))


def deeds(points: Iterable[Patrol]) -> Deeds:
    """Return what the points of one volunteer, a team or a town come to."""
    kept = counted(points)
    days = {(each.volunteer, local_day(each)) for each in kept}
    measured = {
        (each.volunteer, local_day(each), each.draft.route, each.draft.spot)
        for each in kept
        if is_measurement(each)
    }
    return Deeds(
        points=len(kept),
        found=sum(each.draft.found for each in kept),
        confirmed=len({_event(each) for each in kept if each.confirmed is not None}),
        measured=len(measured),
        days=len(days),
        months=len({(who, day.year, day.month) for who, day in days}),
        # Of a plan's spot without the phone's own position nobody knows who stood there.
        squares=len({square_of(each) for each in kept if each.draft.fixed}),
    )


def badges(points: Iterable[Patrol]) -> list[Badge]:
    """Return all badges with what one volunteer has of each."""
    done = deeds(points)
    return [
        Badge(
            str(told["code"]),
            str(told["name"]),
            dict(told["needs"]),
            {name: int(getattr(done, name)) for name in told["needs"]},
        )
        for told in _badges()["badges"]
    ]


def local_day(patrol: Patrol) -> date:
    """Return the day of a point in Jiaxing."""
    return patrol.at.astimezone(SHANGHAI).date()


def square_of(patrol: Patrol) -> tuple[int, int] | None:
    """Return the square in which a point lies, None for one without a position."""
    longitude, latitude = patrol.draft.longitude, patrol.draft.latitude
    if longitude is None or latitude is None:
        return None
    side = float(_rules()["square_m"])
    east = longitude * _M_PER_DEGREE * cos(_MIDDLE)
    return floor(east / side), floor(latitude * _M_PER_DEGREE / side)


def _believable(points: list[Patrol]) -> list[Patrol]:
    """Return the points of one volunteer that count, given the oldest first."""
    rules = _rules()
    again = timedelta(minutes=rules["again_minutes"])
    kept: list[Patrol] = []
    of_day: dict[date, int] = defaultdict(int)
    for each in points:
        day = local_day(each)
        lately = [one for one in kept if each.at - one.at < again]
        if any(_same_spot(one, each) for one in lately):
            continue
        if of_day[day] >= rules["most_a_day"] or not _reachable(kept, each):
            continue
        of_day[day] += 1
        kept.append(each)
    return kept


def _same_spot(one: Patrol, other: Patrol) -> bool:
    a, b = one.draft, other.draft
    if a.kind != b.kind:
        return False
    if a.route is not None and a.route == b.route:
        return a.spot == b.spot
    apart = _km(one, other)
    if apart is None:  # without a position one place is as good as another
        return a.longitude is None and b.longitude is None and a.place_text == b.place_text
    return apart * 1000 <= float(_rules()["again_m"])


def _reachable(kept: list[Patrol], each: Patrol) -> bool:
    """Return whether one can have come from the point before with a position."""
    before = next((one for one in reversed(kept) if one.draft.longitude is not None), None)
    apart = _km(before, each) if before else None
    if before is None or apart is None:
        return True
    hours = (each.at - before.at).total_seconds() / 3600
    # So near that the fix of a phone alone may differ so much.
    if apart * 1000 <= 2 * float(_rules()["again_m"]):
        return True
    return hours > 0 and apart / hours <= float(_rules()["fastest_km_h"])


def _km(one: Patrol, other: Patrol) -> float | None:
    a, b = one.draft, other.draft
    if a.longitude is None or a.latitude is None or b.longitude is None or b.latitude is None:
        return None
    return distance_km(a.longitude, a.latitude, b.longitude, b.latitude)


def _event(patrol: Patrol) -> tuple[date, tuple[int, int] | str]:
    """Return under what a finding counts: one a day and square, however many report it."""
    return local_day(patrol), square_of(patrol) or patrol.draft.place_text


@cache
def _rules() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "counting.yml"))


@cache
def _badges() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "badges.yml"))

"""Pacing: when each letter of a large send may leave, and how many may on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from basis.clock import SHANGHAI

# The platform takes 500 000 customer-service messages a day. Large sends stop short of it, so
# that citizens who write today are still answered.
LARGE_SENDS_A_DAY = 400_000
# Nobody's phone rings at night for a letter that can wait.
DAY_BEGINS, DAY_ENDS = time(8), time(21)
_SHORTEST = timedelta(milliseconds=200)
_DAYLIGHT = timedelta(hours=DAY_ENDS.hour - DAY_BEGINS.hour)


def leaving(
    count: int, *, start: datetime, over: timedelta, by_night: bool = False
) -> Iterator[datetime]:
    """Yield when each of `count` letters leaves, evenly from `start` over the time `over`.

    Unless `by_night`, letters leave between 8:00 and 21:00 in Shanghai; what falls into the
    night goes on in the morning. Never more than five a second, however short `over` is.
    """
    moment = start if by_night else _by_day(start)
    share = 1.0 if by_night else _daylight(start, over) / over if over else 1.0
    step = max(over * share / max(count, 1), _SHORTEST)
    for _ in range(count):
        yield moment
        moment += step
        if not by_night:
            moment = _by_day(moment)


def _by_day(moment: datetime) -> datetime:
    """Return the moment itself by day, else the next morning's beginning."""
    local = moment.astimezone(SHANGHAI)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return moment
    day = local.date() + timedelta(days=local.time() >= DAY_ENDS)
    return datetime.combine(day, DAY_BEGINS, SHANGHAI).astimezone(moment.tzinfo)


def _daylight(start: datetime, over: timedelta) -> timedelta:
    """Return how much of the time from `start` on falls between morning and evening."""
    end, total = start + over, timedelta(0)
    day = start.astimezone(SHANGHAI).date()
    while (begins := datetime.combine(day, DAY_BEGINS, SHANGHAI)) < end:
        total += max(min(begins + _DAYLIGHT, end) - max(begins, start), timedelta(0))
        day += timedelta(days=1)
    return total

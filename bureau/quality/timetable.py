"""When a source publishes: it is asked just after, and again soon if it is late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bureau.quality.model import SourceState

_FAILURES_THAT_CLOSE = 3
_LONGEST_CLOSED = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Timetable:
    """A value every `every`, published `lag` after its time, asked for each `retry` when late."""

    every: timedelta
    lag: timedelta
    retry: timedelta

    def next_value(self, newest: datetime) -> datetime:
        """Return when the value after `newest` is due."""
        return newest + self.every + self.lag

    def next_look(self, state: SourceState, *, at: datetime) -> datetime:
        """Return when to ask next: never while the breaker is open, never twice within `retry`."""
        look = at if state.newest is None else self.next_value(state.newest)
        if state.tried is not None:
            look = max(look, state.tried + self.retry)
        if state.closed_until is not None:
            look = max(look, state.closed_until)
        return look


AIR_HOURLY = Timetable(timedelta(hours=1), timedelta(minutes=30), timedelta(minutes=6))
WATER_FOUR_HOURLY = Timetable(timedelta(hours=4), timedelta(minutes=70), timedelta(minutes=30))


def after_success(state: SourceState, *, at: datetime, newest: datetime | None) -> SourceState:
    """Return the state after an answer; the breaker is closed again."""
    known = [moment for moment in (state.newest, newest) if moment is not None]
    return replace(
        state,
        tried=at,
        succeeded=at,
        newest=max(known, default=None),
        failures=0,
        closed_until=None,
        error="",
    )


def after_failure(state: SourceState, *, at: datetime, error: str, retry: timedelta) -> SourceState:
    """Return the state after a failure: from the third in a row the pause doubles each time."""
    failures = state.failures + 1
    closed_until = None
    if failures >= _FAILURES_THAT_CLOSE:
        doubled = retry * 2 ** min(failures - _FAILURES_THAT_CLOSE + 1, 10)
        closed_until = at + min(doubled, _LONGEST_CLOSED)
    return replace(state, tried=at, failures=failures, closed_until=closed_until, error=error)

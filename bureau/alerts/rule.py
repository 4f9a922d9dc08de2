"""When an alert speaks: once as the value goes over, not again before it was clearly below."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from basis.clock import SHANGHAI
from bureau.alerts.model import OF_ODOR, Alert, AlertKind
from bureau.quality.answers import AirAnswer
from bureau.quality.plausibility import FROZEN, IMPOSSIBLE, JUMP

# Below this share of the threshold the value counts as gone down: a value that trembles around
# the threshold is told once.
CLEARLY_BELOW = 0.9
# Nobody is woken; what still holds in the morning is told then.
QUIET_FROM, QUIET_UNTIL = time(22), time(7)
DIGEST_AT, DIGEST_TOO_LATE = time(7, 30), time(12)
_DOUBTFUL = {FROZEN, IMPOSSIBLE, JUMP}


class AlertStep(StrEnum):
    """What an alert does on looking."""

    REST = "rest"
    TELL = "tell"
    REARM = "rearm"


def quiet(at: datetime) -> bool:
    """Return whether it is night, when nothing is sent."""
    clock = at.astimezone(SHANGHAI).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def step(alert: Alert, air: AirAnswer | None, *, at: datetime) -> AlertStep:
    """Return what an alert does now; nobody is told twice on one day.

    A stale or a doubtful value moves no threshold; the digest says that it has no news.
    """
    if alert.wish.kind in OF_ODOR:
        return AlertStep.REST
    today = day_of(at)
    told_today = alert.told is not None and day_of(alert.told) == today
    if alert.wish.kind is AlertKind.DIGEST:
        # Who asks for it at eight in the morning gets the first one tomorrow.
        asked_in_time = alert.created < datetime.combine(today, DIGEST_AT, SHANGHAI)
        due = DIGEST_AT <= at.astimezone(SHANGHAI).time() < DIGEST_TOO_LATE
        return AlertStep.TELL if due and asked_in_time and not told_today else AlertStep.REST
    if air is None or air.stale or _DOUBTFUL & set(air.suspicions):
        return AlertStep.REST
    value = value_of(alert, air)
    if value is None:
        return AlertStep.REST
    if alert.above:
        below = value <= CLEARLY_BELOW * alert.wish.threshold
        return AlertStep.REARM if below else AlertStep.REST
    return AlertStep.TELL if value > alert.wish.threshold and not told_today else AlertStep.REST


def value_of(alert: Alert, air: AirAnswer) -> float | None:
    """Return what an alert watches: the AQI or a concentration."""
    return air.aqi if alert.wish.what == "AQI" else air.values.get(alert.wish.what)


def day_of(at: datetime) -> date:
    """Return the day in Shanghai."""
    return at.astimezone(SHANGHAI).date()

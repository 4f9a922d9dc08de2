"""What the platform's error codes mean for a message that it did not take."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from basis.clock import SHANGHAI


class Verdict(StrEnum):
    """What to do with a message after the platform's answer."""

    SENT = "sent"
    RENEW_TOKEN = "renew_token"  # noqa: S105 - a verdict, no secret
    RETRY = "retry"
    KEEP = "keep"  # for the citizen's next message
    PAUSE = "pause"  # every send waits for midnight
    FAIL = "fail"


TOKEN_CODES = frozenset({40001, 40014, 42001})
_VERDICTS = {
    0: Verdict.SENT,
    -1: Verdict.RETRY,  # the platform is busy
    45011: Verdict.RETRY,  # called too often in a minute
    45009: Verdict.PAUSE,  # the day's quota is spent
    45015: Verdict.KEEP,  # outside the citizen's window
    45047: Verdict.KEEP,  # the window's count is spent
    43004: Verdict.KEEP,  # the citizen does not follow
    43019: Verdict.KEEP,  # the citizen blocked us
    48001: Verdict.KEEP,  # the account may not write first at all
}

# Waits before the second, third, ... attempt; after the last one a message has failed.
BACKOFF = tuple(timedelta(seconds=s) for s in (2, 5, 15, 45, 120, 300, 900, 1800))


def verdict(errcode: int) -> Verdict:
    """Return what an `errcode` asks of us; an unknown code is no reason to try again."""
    if errcode in TOKEN_CODES:
        return Verdict.RENEW_TOKEN
    return _VERDICTS.get(errcode, Verdict.FAIL)


def next_attempt(*, attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after `attempts` failures, or None when it was the last."""
    return at + BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else None


def quota_returns(at: datetime) -> datetime:
    """Return the next midnight in Shanghai, when the platform's daily quotas start anew."""
    tomorrow = at.astimezone(SHANGHAI).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, SHANGHAI)

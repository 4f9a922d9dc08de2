"""Delivery windows: when, and how often, the platform lets us write to a citizen first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class WindowEvent(StrEnum):
    """What a citizen did that opens a window."""

    MESSAGE = "message"
    TOUCH = "touch"  # a menu click, a follow or a scan


@dataclass(frozen=True, slots=True)
class Window:
    """How long an act keeps the window open, and how many messages fit into it."""

    length: timedelta
    count: int


# The platform's customer-service rules since June 2023.
WINDOWS = {
    WindowEvent.MESSAGE: Window(timedelta(hours=48), 5),
    WindowEvent.TOUCH: Window(timedelta(minutes=1), 3),
}


ON_PLATFORM = timedelta(days=3)  # so long the platform keeps what a citizen sent


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to us: messages, and the instant at which the last window closes."""

    left: int
    ends: datetime | None


def allowance(
    *, acts: Iterable[tuple[WindowEvent, datetime]], sent: Sequence[datetime], at: datetime
) -> Allowance:
    """Return what may still be sent at `at`.

    `acts` are the citizen's acts, `sent` the instants of messages that the platform took.
    The newest act of each kind opens its window anew; a message counts against every window
    open when it was sent; the widest open window decides.
    """
    newest: dict[WindowEvent, datetime] = {}
    for act, when in acts:
        if when <= at and (act not in newest or when > newest[act]):
            newest[act] = when
    best = Allowance(0, None)
    for act, when in newest.items():
        window = WINDOWS[act]
        if at >= when + window.length:
            continue
        left = window.count - sum(when <= moment <= at for moment in sent)
        if left > best.left:
            best = Allowance(left, when + window.length)
    return best

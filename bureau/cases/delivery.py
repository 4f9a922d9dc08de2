"""How the bureau's words reach a citizen: in one message, several, or as a link; and whether."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.messaging import Letter, Outcome
from bureau.messaging.text import LIMIT, size, split

# Of the five messages that one of the citizen's allows, some stay for what comes after.
MOST_PARTS = 3
_MARK = "（{place}/{parts}）\n"
ROOM = LIMIT - size(_MARK.format(place=MOST_PARTS, parts=MOST_PARTS))

_ARRIVED = (Outcome.SENT, Outcome.SENT_WITH_REPLY)


class DeliveryState(StrEnum):
    """Whether the citizen has it."""

    QUEUED = "queued"  # on its way
    SENT = "sent"
    WAITING = "waiting"  # for the citizen's next message
    FAILED = "failed"
    GONE = "gone"  # the citizen left, or was erased


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """How a notice stands: `sent` of its `parts` messages arrived, the last one `at`.

    `failed`: the letters of the ledger that can be sent once more; `errcode`: the platform's.
    """

    state: DeliveryState
    parts: int
    sent: int
    at: datetime | None = None
    failed: tuple[int, ...] = ()
    errcode: int | None = None


def carriage(text: str, shortened: Callable[[], str]) -> list[str]:
    """Return the messages that carry a text, each within the platform's bytes.

    Up to `MOST_PARTS` it is split in order, each part numbered; a longer one goes as
    `shortened()`, which names the page of the whole.
    """
    if size(text) <= LIMIT:
        return [text]
    parts = split(text, limit=ROOM)
    if len(parts) > MOST_PARTS:
        return [shortened()]
    return [
        _MARK.format(place=place, parts=len(parts)) + part for place, part in enumerate(parts, 1)
    ]


def delivery(letters: Sequence[Letter]) -> NoticeDelivery:
    """Return how a notice stands whose letters these are, all of them.

    None at all were deleted with time: what became of them is not known, so it counts as failed.
    """
    arrived = [letter for letter in letters if letter.outcome in _ARRIVED]
    failed = [letter for letter in letters if letter.outcome is Outcome.FAILED]
    outcomes = {letter.outcome for letter in letters}
    if letters and len(arrived) == len(letters):
        state = DeliveryState.SENT
    elif outcomes & {Outcome.DROPPED, Outcome.LAPSED}:
        state = DeliveryState.GONE
    elif failed or not letters:
        state = DeliveryState.FAILED
    elif Outcome.DEFERRED in outcomes:
        state = DeliveryState.WAITING
    else:
        state = DeliveryState.QUEUED
    return NoticeDelivery(
        state=state,
        parts=len(letters),
        sent=len(arrived),
        at=max((letter.finished for letter in arrived if letter.finished), default=None),
        failed=tuple(letter.id for letter in failed),
        errcode=failed[0].errcode if failed else None,
    )

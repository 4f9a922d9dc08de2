"""Messages as the bureau keeps them: what arrived, what was answered, what leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bureau.messaging.windows import WindowEvent


class MessageState(StrEnum):
    """Where an arrived message stands."""

    WAITING = "waiting"  # stored, nobody works on it
    WORKING = "working"
    DONE = "done"


class Outcome(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"  # the platform took it as a customer-service message
    SENT_WITH_REPLY = "sent_with_reply"  # it went with the answer to a later message
    DEFERRED = "deferred"  # waits for the citizen's next message
    FAILED = "failed"
    DROPPED = "dropped"  # the citizen left
    LAPSED = "lapsed"  # of no use any more before it could be sent


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it comes in; `body` is its content without the sender.

    `met`: the sender was known a while ago; whoever was erased since is a stranger.
    """

    key: str
    citizen: str
    kind: str
    body: dict[str, Any]
    at: datetime
    opens: WindowEvent | None = None
    met: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """Something the citizen may tap, number or name; `payload` is what the assistant gets."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a citizen: `kind` is text, image or news, `body` its content.

    text: {"text"}, perhaps with the fields of a "notice" or a "service" that say the same;
    image: {"source"} a chart's name, an evidence id or an address;
    news: {"title", "description", "url", "picurl"}.
    """

    kind: str
    body: dict[str, Any]

    @classmethod
    def of_text(cls, text: str) -> Outgoing:
        """Return a text message."""
        return cls("text", {"text": text})


@dataclass(frozen=True, slots=True)
class ServiceNotice:
    """A template message that says the same as a letter, for what the citizen began themself.

    `fields` by the names of the template `template`; `link` is what it opens.
    """

    template: str
    fields: dict[str, str]
    link: str = ""

    def body(self) -> dict[str, Any]:
        """Return it as it stands in a letter's body."""
        return {"service": {"template": self.template, "fields": self.fields, "link": self.link}}


@dataclass(frozen=True, slots=True)
class Received:
    """A stored arrival; `seq` is its place in line, `answer` what a retry carries."""

    seq: int
    key: str
    citizen: str
    kind: str
    body: dict[str, Any]
    at: datetime
    state: MessageState
    attempts: int = 0
    answer: Outgoing | None = None
    passive: bool = False
    told_to_wait: bool = False


@dataclass(frozen=True, slots=True)
class TurnContext:
    """What a turn needs to know of its citizen: town, last offer, whether a letter is deferred.

    And who may take the message before the assistant: a reward's claim that is being typed, an
    officer who talks with them, a question about odor. Where none is, none is asked.
    """

    town: str | None
    options: tuple[Option, ...] = ()
    deferred: bool = False
    claims: bool = True
    talks: bool = True
    smells: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """The inbox's word on an arrival: its row, whether it is new, whether it may run now.

    `standing` goes with a row that may run now; one that has to wait is asked about later.
    """

    row: Received
    fresh: bool
    ours: bool
    standing: TurnContext | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the delivery ledger."""

    id: int
    to: str
    content: Outgoing
    why: str
    created: datetime
    outcome: Outcome
    attempts: int
    due: datetime
    errcode: int | None = None
    note: str = ""
    left: int | None = None
    window_ends: datetime | None = None
    first_tried: datetime | None = None
    finished: datetime | None = None
    message_key: str | None = field(default=None)
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class LargeSend:
    """How a large send stands: its letters by outcome; `last_due` while some still wait."""

    why: str
    queued: datetime
    letters: dict[Outcome, int]
    last_due: datetime | None


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a restart found: rows set free, and answers perhaps unsent.

    `unsure` names each of these with the instant at which that will be known.
    """

    freed: int
    unsure: tuple[tuple[int, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Living:
    """A process that serves, on whichever machine; `silent` seconds since its last sign."""

    name: str
    kind: str
    host: str
    silent: float


@dataclass(frozen=True, slots=True)
class WantedMedia:
    """Media still to be fetched from the platform."""

    id: str
    kind: str
    media_id: str
    attempts: int
    created: datetime


@dataclass(frozen=True, slots=True)
class InspectedMedia:
    """Media ready to keep, without metadata."""

    data: bytes
    mime: str

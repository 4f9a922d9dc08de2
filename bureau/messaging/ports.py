"""What messaging needs from outside: a store of messages, media and consents, and the platform.

Doors and rooms of work know these; `bureau.wiring` says what stands behind each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bureau.messaging.model import (
    Accepted,
    Arrival,
    InspectedMedia,
    LargeSend,
    Letter,
    Living,
    Option,
    Outcome,
    Outgoing,
    Received,
    Recovered,
    ServiceNotice,
    TurnContext,
    WantedMedia,
)
from bureau.messaging.windows import Allowance


class CitizenGoneError(Exception):
    """Somebody was erased since they were met: their next message is a stranger's."""


class StoreAwayError(Exception):
    """The store cannot be reached or used just now, as in its restart."""


class NoEvidenceError(LookupError):
    """There is no such evidence, or it has not been fetched."""


class PlatformRefusedError(Exception):
    """The platform answered with an error code, usually inside an HTTP 200."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg


class PlatformUnreachableError(Exception):
    """The platform could not be asked, or its answer could not be read."""


class Inbox(Protocol):
    """Arrived messages, one citizen's in their order. Every method raises `StoreAwayError`."""

    def accept(self, arrival: Arrival, *, owner: str) -> Accepted:
        """Store an arrival, or find the row of one that came before under its key.

        A new row is `ours` to run at once unless the citizen has an earlier one unfinished.
        Raises `CitizenGoneError`, and stores nothing, when one who was `met` is known no more.
        """

    def find(self, key: str) -> Received | None:
        """Return the row of this message key."""

    def claim(self, key: str, *, owner: str, at: datetime) -> Received | None:
        """Take a waiting row whose turn it is; None while an earlier one is unfinished."""

    def take_due(self, *, owner: str, at: datetime, most: int) -> list[Received]:
        """Take rows that are due and first in line: postponed, or left by a dead process."""

    def finish(
        self,
        row: Received,
        *,
        outgoing: Sequence[Outgoing],
        options: Sequence[Option],
        passive: bool,
        at: datetime,
        owner: str,
        deferred: bool = True,
        deferred_lead: str = "",
    ) -> Outgoing | None:
        """Close a row with its answer; return what goes back passively, if anything.

        With `passive` the first message goes back at once, led by what was deferred for the
        citizen (when `deferred` says that something may be) under the sentence `deferred_lead`;
        every other one joins the delivery ledger with it. Returns None without writing when the
        row is no longer this owner's.
        """

    def postpone(self, row: Received, *, due: datetime, counted: bool, owner: str) -> None:
        """Put a row back in line until `due`: its answer was not to be had now."""

    def left(self, key: str) -> None:
        """Note that the passive answer to this message left; written with the next message."""

    def confirm(self) -> None:
        """Write down at once what left since the last message."""

    def carry_late(self, row: Received, *, owner: str, at: datetime) -> Outgoing | None:
        """For a retry: take this row's answer back from the delivery ledger if it is there."""

    def in_hand(self, row: Received) -> bool:
        """Return whether a row waits only for what is being answered; False once it is done."""

    def standing(self, citizen: str) -> TurnContext:
        """Return what a citizen's turn needs to know: their town and what was last offered."""

    def options_of(self, citizen: str, seq: int) -> list[Option]:
        """Return what the answer to the citizen's message `seq` offered; none of others'."""

    def unfinished(self) -> int:
        """Return how many messages wait for their answer."""


class Pulse(Protocol):
    """How long those have waited who are owed something."""

    def oldest_unanswered(self) -> datetime | None:
        """Return when the oldest message arrived that has no answer yet."""

    def oldest_unsent(self, *, at: datetime) -> datetime | None:
        """Return since when the oldest letter could have left; large sends may take their time."""

    def letters(self) -> dict[tuple[str, ...], int]:
        """Return how many letters there are by outcome and the platform's code ("" for none)."""

    def overdue(self, *, at: datetime) -> dict[tuple[str, ...], int]:
        """Return how many cases are past their limit for a response and for an answer."""


class Recovery(Protocol):
    """Puts the inbox in order after a restart."""

    def recover(self, *, owner: str, at: datetime) -> Recovered:
        """After a restart at `at`, let go of what this owner held."""

    def relieve(self, *, at: datetime) -> int:
        """Take over from processes that died elsewhere; return how many messages were freed."""

    def trust(self, seqs: Sequence[int]) -> None:
        """Take as sent what `recover` was unsure of: the platform's next try has passed."""


class Limits(Protocol):
    """How fast somebody may do something."""

    def allow(self, name: str = "") -> bool:
        """Take one token of `name`; False when there is none."""


class Lead(Protocol):
    """One process at a time does what must not be done twice."""

    def leads(self) -> bool:
        """Return whether this process is the one."""

    def close(self) -> None:
        """Let another one lead."""


class Processes(Protocol):
    """Who serves."""

    def living(self) -> list[Living]:
        """Return the processes that say they live; none where the database is a file."""


class Outbox(Protocol):
    """Tells citizens (their keys) something, now or when the platform next allows."""

    def notify(
        self,
        *,
        to: str,
        text: str,
        why: str,
        at: datetime,
        not_before: datetime | None = None,
        until: datetime | None = None,
        topic: str | None = None,
        notice: dict[str, str] | None = None,
        service: ServiceNotice | None = None,
        bulk: bool = False,
    ) -> None:
        """Queue a text to a citizen, to be sent at once or at `not_before`.

        `why` names the cause; the same cause is told to the same citizen once. What could not
        be sent `until` an instant is of no use any more and never is. It replaces what still
        waits under the same `topic`. `notice` says the same by the fields of a subscription
        notice, for a citizen who agreed to one and whose window is closed; `service` as a
        template message, which needs no consent. What goes to many at once is `bulk`, and leaves
        behind the answers.
        """

    def spread(
        self,
        *,
        to: Sequence[str],
        text: str,
        why: str,
        at: datetime,
        over: timedelta,
        not_before: datetime | None = None,
        until: datetime | None = None,
        by_night: bool = False,
        notice: dict[str, Any] | None = None,
    ) -> int:
        """Queue one text to many citizens, evenly from `not_before` (or now) over a time.

        Such letters wait behind answers and keep to the daylight unless `by_night`. The same
        `why` reaches each citizen once, so that a send that broke off can be repeated.
        `notice` holds the fields ("notice") and id ("template") of a subscription notice.
        Return how many were queued anew.
        """

    def recall(self, *, to: str, topic: str) -> None:
        """Drop what waits for a citizen under a topic."""

    def allowance(self, *, to: str, at: datetime) -> Allowance:
        """Return what may still be sent to a citizen."""

    def letters(self, *, to: str, cause: str) -> list[Letter]:
        """Return a citizen's letters of a cause, or whose cause goes on with `:`, oldest first."""


class DeliveryLedger(Outbox, Protocol):
    """The outbox from behind: every message that we send first, with its fate."""

    def send(
        self,
        *,
        to: str,
        message: Outgoing,
        why: str,
        at: datetime,
        not_before: datetime | None = None,
        until: datetime | None = None,
        topic: str | None = None,
        bulk: bool = False,
    ) -> None:
        """Queue any message to a citizen, as `notify` does a text."""

    def take_due(self, *, at: datetime, most: int, bulk: bool = False) -> list[Letter]:
        """Take letters to send now: the first in line of each citizen, nobody else's."""

    def take_unsure(self, *, at: datetime, everything: bool = False) -> list[Letter]:
        """Return letters whose sender died while sending: perhaps sent, perhaps not.

        `everything` is for the sender's own restart, when no lease needs to run out.
        """

    def close(
        self,
        letter: Letter,
        *,
        outcome: Outcome,
        at: datetime,
        errcode: int | None = None,
        note: str = "",
        due: datetime | None = None,
        allowed: Allowance | None = None,
    ) -> None:
        """Write down what became of an attempt; QUEUED with `due` means another one."""

    def lapse(self, *, at: datetime) -> int:
        """Give up what is of no use any more; return how many letters."""

    def again(self, letter: int, *, at: datetime) -> bool:
        """Queue a letter anew that had failed; return whether there was one."""

    def undelivered(self, *, limit: int = 100) -> list[Letter]:
        """Return what did not arrive, newest first: refused, deferred, or still being tried."""

    def large_sends(self, *, since: datetime) -> list[LargeSend]:
        """Return how the large sends stand that were queued since an instant, newest first."""

    def of_citizen(self, *, to: str, limit: int = 20) -> list[Letter]:
        """Return a citizen's newest letters, newest first."""


class Quota(Protocol):
    """What may be sent today; the pause outlives the process that met the quota's end."""

    def paused(self, *, at: datetime) -> bool:
        """Return whether every send waits for midnight."""

    def spent(self, *, at: datetime) -> datetime:
        """Note that the platform says the day's quota is spent; return when it returns."""

    def large_sends_left(self, *, at: datetime) -> int:
        """Return how many letters of large sends may still leave today."""

    def took(self, letters: int) -> None:
        """Count letters of large sends that are leaving."""


class Consents(Protocol):
    """What citizens agreed to be sent once, outside any window."""

    def give(self, *, by: str, template: str, at: datetime, message_key: str) -> None:
        """Note that a citizen agreed to one notice of a template; the same event adds none."""

    def oldest(self, *, of: str, template: str) -> str | None:
        """Return a citizen's oldest consent to a template (its key), None without one."""

    def use(self, consent: str) -> None:
        """Take a consent as used."""

    def withdraw(self, *, by: str, template: str) -> None:
        """Forget every consent of a citizen to a template."""


class Evidence(Protocol):
    """Photos and recordings from citizens, each under its id."""

    def want(self, *, id: str, kind: str, media_id: str, by: str, at: datetime) -> str:  # noqa: A002
        """Note that a citizen sent media (image, voice, video); the same id does nothing twice."""

    def add(self, content: InspectedMedia, *, kind: str, by: str, at: datetime) -> str:
        """Store evidence that came another way than by the platform; return its id."""

    def take_wanted(self, *, at: datetime, most: int) -> list[WantedMedia]:
        """Take media that are due to be fetched."""

    def keep(self, id: str, content: InspectedMedia, *, at: datetime) -> None:  # noqa: A002
        """Store fetched bytes."""

    def postpone(self, id: str, *, due: datetime | None, note: str) -> None:  # noqa: A002
        """Note a failed fetch; without `due` it was the last."""

    def read(self, id: str) -> tuple[bytes, str]:  # noqa: A002
        """Return the bytes and their media type; raises `NoEvidenceError`."""

    def about(self, id: str) -> dict[str, Any] | None:  # noqa: A002
        """Return the record of a piece of evidence."""

    def missing(self, *, limit: int = 100) -> list[dict[str, Any]]:
        """Return media that were not or not yet fetched, newest first."""

    def again(self, id: str, *, at: datetime) -> bool:  # noqa: A002
        """Fetch anew what had failed, while the platform has it; return whether there was any."""

    def sweep(self) -> int:
        """Delete the bytes of what was erased; return of how many pieces."""


class Platform(Protocol):
    """The Official Account's API, as far as messages go.

    Every call raises `PlatformRefusedError` or `PlatformUnreachableError`.
    """

    def send(self, openid: str, message: Outgoing) -> None:
        """Send a customer-service message; an image needs its `media_id`."""

    def send_notice(self, openid: str, template: str, words: dict[str, str]) -> None:
        """Send a subscription notice; `words` by the names of the template's fields."""

    def send_service(self, openid: str, notice: ServiceNotice) -> None:
        """Send a template message, outside any window."""

    def was_sent(self, openid: str, text: str, *, since: datetime, until: datetime) -> bool:
        """Ask the platform's record of conversations whether a text went to a citizen."""

    def download(self, media_id: str) -> tuple[bytes, str]:
        """Return media and its type."""

    def upload(self, data: bytes, mime: str) -> str:
        """Upload a picture for sending; return its media id (valid for 3 days)."""


class Account(Platform, Protocol):
    """The Official Account's whole API that this project calls; raises as `Platform` does."""

    def close(self) -> None:
        """Close the connections."""

    def menu(self) -> dict[str, Any] | None:
        """Return the published menu, None when there is none."""

    def publish_menu(self, menu: dict[str, Any]) -> None:
        """Publish a menu."""

    def qr_address(self, scene: str) -> str:
        """Return what a permanent QR code of this scene encodes."""

    def server_addresses(self) -> list[str]:
        """Return the platform's own addresses: asking for them tests token and IP list."""

    def check_secret(self) -> None:
        """Ask for a token with AppID and AppSecret, whatever token is at hand; it stays valid."""

    def quota(self, path: str) -> dict[str, Any]:
        """Return the day's quota of a call: daily_limit, used, remain."""

    def citizen_of(self, code: str) -> tuple[str, bool]:
        """Exchange a page's code for an openid and whether it is a mere snapshot user."""

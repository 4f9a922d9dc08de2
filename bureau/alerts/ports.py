"""What alerts need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.alerts.model import Alert, AlertWish
from bureau.messaging import Allowance

# An alert's id, whether it is above now, when it was told.
Mark = tuple[int, bool, datetime | None]


class AlertStore(Protocol):
    """Where alerts are kept. Every method is one transaction."""

    def put(
        self, wish: AlertWish, *, citizen: str, above: bool, at: datetime, message_key: str
    ) -> Alert:
        """Keep a wish; one of the same kind, place and quantity takes the new threshold.

        The same message key again changes nothing.
        """

    def of_citizen(self, citizen: str) -> list[Alert]:
        """Return a citizen's alerts, the oldest first."""

    def end(
        self, ids: Sequence[int], *, citizen: str, at: datetime, message_key: str
    ) -> list[Alert]:
        """End alerts; return those that this message ended, also when it is played again."""

    def standing(self) -> list[Alert]:
        """Return every alert, a citizen's together."""

    def told(self, marks: Sequence[Mark]) -> None:
        """Note for each id whether it is `above` now and, unless None, when it was told."""

    def prune(self, *, before: datetime) -> None:
        """Delete what ended before an instant."""


class Letters(Protocol):
    """Tells a citizen something, now or when the platform next allows."""

    def notify(
        self,
        *,
        to: str,
        text: str,
        why: str,
        at: datetime,
        topic: str,
        until: datetime,
        notice: dict[str, str],
        bulk: bool,
    ) -> None:
        """Queue a text; it replaces what waits under the same topic, and is dropped at `until`.

        `notice` says the same in the fields of a subscription notice; `bulk` lets answers go
        before it.
        """

    def recall(self, *, to: str, topic: str) -> None:
        """Drop what waits for a citizen under a topic."""

    def allowance(self, *, to: str, at: datetime) -> Allowance:
        """Return what may still be sent to a citizen."""

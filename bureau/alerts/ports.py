"""What alerts need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bureau.alerts.model import Alert, AlertWish

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

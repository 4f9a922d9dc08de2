"""The outbox's working twin, for tests and trials: it keeps what was said and sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bureau.messaging.model import Letter, Outcome, Outgoing, ServiceNotice
from bureau.messaging.windows import Allowance


class KeptLetter(NamedTuple):
    """What a citizen was to be told, and its cause."""

    to: str
    text: str
    why: str


class KeptOutbox:
    """`bureau.messaging.ports.Outbox` that keeps in a list what was said.

    `outcome`: what became of all of it, as far as anybody asks.
    """

    def __init__(self) -> None:
        self.outcome = Outcome.QUEUED
        self.said: list[KeptLetter] = []
        self._causes: dict[tuple[str, str], datetime] = {}
        self._topics: dict[tuple[str, str], KeptLetter] = {}

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
        """Keep a text unless its cause was told to the citizen before."""
        if (to, why) in self._causes:
            return
        self._causes[to, why] = at
        said = KeptLetter(to, text, why)
        if topic is not None:
            self.recall(to=to, topic=topic)
            self._topics[to, topic] = said
        self.said.append(said)

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
        """Keep one text for many citizens; return how many had not been told of its cause."""
        before = len(self.said)
        for citizen in to:
            self.notify(to=citizen, text=text, why=why, at=at)
        return len(self.said) - before

    def recall(self, *, to: str, topic: str) -> None:
        """Drop what waits for a citizen under a topic."""
        if (said := self._topics.pop((to, topic), None)) is not None:
            self.said.remove(said)

    def allowance(self, *, to: str, at: datetime) -> Allowance:
        """Return that nothing may be sent: nobody ever wrote."""
        return Allowance(0, None)

    def letters(self, *, to: str, cause: str) -> list[Letter]:
        """Return a citizen's letters of a cause, or whose cause goes on with `:`, oldest first."""
        return [
            self._letter(place, said)
            for place, said in enumerate(self.said, start=1)
            if said.to == to and f"{said.why}:".startswith(f"{cause}:")
        ]

    def _letter(self, place: int, said: KeptLetter) -> Letter:
        at = self._causes[said.to, said.why]
        return Letter(
            id=place,
            to=said.to,
            content=Outgoing.of_text(said.text),
            why=said.why,
            created=at,
            outcome=self.outcome,
            attempts=0,
            due=at,
            finished=None if self.outcome is Outcome.QUEUED else at,
        )

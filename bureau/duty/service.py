"""What can be done about the alarm: binding a WeChat, ending that, alarming."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from bureau.cases import Case
from bureau.duty.model import Binding, DutyError, as_shown, new_code
from bureau.duty.ports import DutyStore
from bureau.duty.words import words
from bureau.messaging.ports import Outbox
from bureau.officers import Officer, Officers
from bureau.places import Gazetteer

CODE_LIVES = timedelta(minutes=15)
# What an officer was told stands in the portal; in the chat it is of no use later than this.
TOLD_FOR = timedelta(hours=12)
MOST_TRIES = 5  # of one citizen, within the life of a code


class Duty:
    """Binds officers to their WeChat by their consent, and alarms those who are bound.

    `key`: bytes under which codes are hashed; `portal`: the address of the officers' pages.
    """

    def __init__(
        self,
        store: DutyStore,
        outbox: Outbox,
        places: Gazetteer,
        officers: Officers,
        *,
        key: bytes,
        portal: str,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._places = places
        self._officers = officers
        self._key = key
        self._portal = portal

    def new_code(self, *, officer: str, at: datetime) -> str:
        """Return a code that binds this officer (login name) once, within 15 minutes.

        An earlier one of theirs ends.
        """
        code = new_code()
        expires = at + CODE_LIVES
        self._store.keep_code(officer=officer, digest=self._digest(code), expires=expires)
        return code

    def bind(self, *, code: str, by: str, at: datetime) -> Binding:
        """Bind the officer of a code to the citizen key that sent it, however it was typed.

        The same message played again gives the same binding. Raises `DutyError`: `unknown`,
        `too_many`.
        """
        if self._store.count_try(citizen=by, at=at, since=at - CODE_LIVES) > MOST_TRIES:
            raise DutyError("too_many")
        digest = self._digest(as_shown(code))
        # Every code is compared to its end, so that time tells nothing of any.
        meant = [
            each
            for each in self._store.codes(citizen=by, at=at)
            if hmac.compare_digest(each.digest, digest)
        ]
        binding = self._store.bind(meant[0], citizen=by, at=at) if meant else None
        if binding is None:
            raise DutyError("unknown")
        return binding

    def binding(self, *, officer: str) -> Binding | None:
        """Return the binding of an officer (login name)."""
        return self._store.of_officer(officer)

    def unbind(self, *, officer: str) -> None:
        """End the binding of an officer (login name), and their code; without one nothing."""
        self._store.unbind(officer)

    def alarm(self, *, case: Case, at: datetime) -> None:
        """Queue the alarm of a case to every bound officer who may see it, to each once."""
        text = words().alarm(
            case,
            where=self._places.label(case.town or case.county or self._places.city.code),
            address=f"{self._portal}/cases/{case.number}",
        )
        self.ring(text=text, why=f"alarm:{case.number}", sees=case.open_to, at=at)

    def alarm_again(self, *, case: Case, time: int, at: datetime, until: datetime) -> None:
        """Queue the alarm for another `time` to whoever `alarm` reaches; stale `until` then."""
        text = words().alarm_again(
            case,
            where=self._places.label(case.town or case.county or self._places.city.code),
            minutes=round((at - case.created).total_seconds() / 60),
            address=f"{self._portal}/cases/{case.number}",
        )
        why = f"alarm:{case.number}:{time}"
        self.ring(text=text, why=why, sees=case.open_to, at=at, until=until)

    def ring(
        self,
        *,
        text: str,
        why: str,
        sees: Callable[[Officer], bool],
        at: datetime,
        until: datetime | None = None,
    ) -> None:
        """Queue an alarm to every bound officer who `sees` what it is about, to each once."""
        for binding in self._store.bound():
            officer = self._officers.get(binding.officer)
            if officer is not None and sees(officer):
                self._outbox.notify(to=binding.citizen, text=text, why=why, at=at, until=until)

    def tell(self, *, officer: str, text: str, why: str, at: datetime) -> None:
        """Queue a text to an officer (login name) who is bound; to others nothing goes."""
        binding = self._store.of_officer(officer)
        if binding is not None:
            text = words().told(text, address=f"{self._portal}/")
            self._outbox.notify(to=binding.citizen, text=text, why=why, at=at, until=at + TOLD_FOR)

    def _digest(self, code: str) -> str:
        return hmac.digest(self._key, code.encode(), "sha256").hex()

"""What officers hear of their cases that no officer did: citizens' words, others' acts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bureau.cases import Case, Cases, Event, Verb
from bureau.cases import words as case_words
from bureau.casework.ports import DeskStore
from bureau.casework.service import Casework
from bureau.casework.words import words
from bureau.places import Gazetteer

_LONGEST = 80  # characters of what was written; the case holds it whole
_ASKED = ("replied", "ran_on")


class Rings(Protocol):
    """Alarms the officers on duty of a case."""

    def alarm(self, *, case: Case, at: datetime) -> None:
        """Queue the alarm of an urgent case, to each officer once however often it is asked."""


class CaseNews:
    """`bureau.cases.Alarms`: rings for urgent cases, and tells who has a case what happened."""

    def __init__(
        self, rings: Rings, casework: Casework, desk: DeskStore, cases: Cases, places: Gazetteer
    ) -> None:
        self._rings = rings
        self._casework = casework
        self._desk = desk
        self._cases = cases
        self._places = places

    def alarm(self, *, case: Case, at: datetime) -> None:
        """Queue the alarm of an urgent case, to each officer once however often it is asked."""
        self._rings.alarm(case=case, at=at)

    def heard(self, *, case: Case, event: Event) -> None:
        """Tell the lead, their stand-in and the helpers of an event, each once.

        A question's fate goes to who asked as well; of a case in nobody's hands hears who answered.
        """
        text = self._text(case, event)
        if not text:
            return
        known = set(self._desk.told_at(number=case.number, at=event.at))
        told = [(each, text) for each in sorted(self._concerned(case, event) - known)]
        self._casework.tell(told=told, number=case.number, at=event.at)

    def _text(self, case: Case, event: Event) -> str:
        note = event.note or (words().photo_only() if event.verb is Verb.SUPPLEMENT else "")
        return words().heard(
            event.audit,
            number=case.number,
            where=self._places.label(case.town or case.county or self._places.city.code),
            category=case_words().category(case.draft.category),
            note=note if len(note) <= _LONGEST else f"{note[:_LONGEST]}……",
            left=case_words().left(case.due, event.at) if case.due else "",
        )

    def _concerned(self, case: Case, event: Event) -> set[str]:
        hands = self._casework.hands([case.number])[case.number]
        whom = {*hands.helpers, *self._casework.acting(officer=hands.lead, at=event.at)}
        if not hands.lead:
            whom.add(case.answered_by)
        if event.audit in _ASKED:
            asked = [each for each in self._cases.history(case.number) if each.verb is Verb.ASK]
            whom |= {each.actor for each in asked[-1:]}
        return whom - {""}

"""Odor events told on: officers are alarmed, who agreed is asked, who wished it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from math import hypot

from basis.clock import SHANGHAI
from bureau.alerts import Alert, AlertKind, Alerts
from bureau.duty import Duty
from bureau.messaging.ports import Outbox
from bureau.messaging.windows import WINDOWS, WindowEvent
from bureau.noses.model import AskTally, NoseAnswer, OdorAlarm
from bureau.noses.ports import NoseStore
from bureau.noses.rule import NosesRule
from bureau.noses.words import words
from bureau.odor import OdorEvent, OdorEvents, TonightsOdor
from bureau.odor.forecast import MADE_AT
from bureau.odor.model import Sighting
from bureau.officers import Officer, Right
from bureau.places import Gazetteer, Level, Place

TOPIC_ASKED, TOLD = "odor-ask", "odor-told"
# An alarm that an officer reads the next morning is of no use any more.
_ALARM_LIVES = timedelta(hours=6)
# Who wrote so short a while ago is in the midst of something else.
_TALKING = timedelta(minutes=10)
_WEEK = timedelta(days=7)
_TOO_LATE = time(21)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a round did: alarms raised, people asked, people told."""

    alarms: int = 0
    asked: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is said to a nose's answer."""

    reply: str


class Noses:
    """The use-cases of alarms and questions about odor. `portal`: the officers' pages' address."""

    def __init__(
        self,
        store: NoseStore,
        odor: OdorEvents,
        tonight: TonightsOdor,
        alerts: Alerts,
        duty: Duty,
        outbox: Outbox,
        places: Gazetteer,
        rule: NosesRule,
        *,
        portal: str,
    ) -> None:
        self._store = store
        self._odor = odor
        self._tonight = tonight
        self._alerts = alerts
        self._duty = duty
        self._outbox = outbox
        self._places = places
        self._rule = rule
        self._portal = portal

    def sweep(self, *, at: datetime) -> Swept:
        """Look at the events of the last hours; alarm, ask and tell once what is to be.

        The worker calls it again and again; a round that broke off is made up for by the next.
        """
        alarms = asked = told = 0
        for event in self._odor.lately(since=at - self._rule.fresh):
            reports = [each for each in self._odor.reports(event) if each.noticed]
            people = self._odor.people(event)
            for step in self._rule.reached(event, people):
                alarms += self._alarm(event, step, people, at)
            if self._rule.quiet(at):
                continue
            if people >= self._rule.asked_from and at - event.summary.last <= self._rule.open_for:
                asked += self._ask(event, reports, at)
            if people >= self._rule.told_from:
                told += self._tell(event, at)
        return Swept(alarms, asked, told)

    def tell_tonight(self, *, at: datetime) -> int:
        """Tell who wished it tonight's chance, once an evening; return how many.

        One message holds all the places. Nothing goes where it cannot be said.
        """
        local = at.astimezone(SHANGHAI)
        if not MADE_AT <= local.time() < _TOO_LATE:
            return 0
        told = 0
        for citizen, wishes in groupby(self._alerts.wishing(AlertKind.TONIGHT), _citizen):
            mine = list(wishes)
            if any(w.told and w.told.astimezone(SHANGHAI).date() == local.date() for w in mine):
                continue
            lines = [line for wish in mine if (line := self._chance(wish.wish.place, at))]
            if not lines:
                continue
            self._outbox.notify(
                to=citizen, text=words().tonight(lines), why=f"odor-tonight:{local.date()}", at=at,
                until=at + timedelta(hours=4), topic="odor-tonight", bulk=True,
            )  # fmt: skip
            self._alerts.note_told([wish.id for wish in mine], at=at)
            told += 1
        return told

    def ringing(self, *, officer: Officer, at: datetime) -> list[int]:
        """Return the alarmed events an officer sees that nobody is at, the latest first."""
        events = []
        for number in self._store.untaken(since=at - self._rule.fresh):
            event = self._odor.find(number)
            # What was merged into another rings as that one, if that was alarmed, too.
            if event is not None and event.id == number and event.open_to(officer):
                events.append(event.id)
        return events

    def take(self, *, event: OdorEvent, by: Officer, at: datetime) -> bool:
        """Note that an officer is at an event's alarm; return whether it still was open.

        Only an officer who may work on it; the page has asked. Steps reached later ring anew.
        """
        return event.open_to(by, Right.WORK_CASES) and self._store.take(
            event.id, by=by.full_name, at=at
        )

    def alarms(self, event: OdorEvent) -> list[OdorAlarm]:
        """Return the alarms of an event, the oldest first."""
        return self._store.alarms(event.id)

    def asked(self, event: OdorEvent) -> AskTally:
        """Return how many were asked about an event and what they answered."""
        return self._store.tally(event.id)

    def hear(
        self, *, by: str, text: str, at: datetime, message_key: str, menu_id: str | None = None,
        offered: bool = False,
    ) -> Hearing | None:  # fmt: skip
        """Take a message for an answer to an open question; None where it is something else.

        `offered`: something of the assistant's waits to be chosen, so that a bare number is not
        ours. The same message played again is answered the same.
        """
        if menu_id is not None:
            tapped = words().tapped(menu_id)
            return None if tapped is None else self._tapped(tapped, by, at, message_key)
        ask = self._store.open_ask(by, since=at - self._rule.open_for)
        if ask is None or (ask.answer is not None and ask.answer_key != message_key):
            return None
        answer = words().written(text, first=not ask.talked and not offered)
        if answer is None:
            if not ask.talked:
                self._store.talked(ask.id)
            return None
        kept = self._store.answer(ask.id, answer, at=at, key=message_key)
        return Hearing(words().taken(kept.answer or answer))

    def _tapped(
        self, tapped: tuple[int, NoseAnswer], by: str, at: datetime, message_key: str
    ) -> Hearing | None:
        number, answer = tapped
        ask = self._store.one(number)
        if ask is None or ask.citizen != by:
            return None
        if ask.answer is None and at - ask.asked > self._rule.open_for:
            return Hearing(words().late())
        kept = self._store.answer(ask.id, answer, at=at, key=message_key)
        if kept.answer_key != message_key:
            return Hearing(words().already())
        return Hearing(words().taken(kept.answer or answer))

    def _alarm(self, event: OdorEvent, step: str, people: int, at: datetime) -> bool:
        if not self._store.raise_alarm(OdorAlarm(event.id, step, at, people)):
            return False
        text = words().alarm(
            event, step, people=people, where=self._where(event),
            address=f"{self._portal}/odor/{event.id}",
        )  # fmt: skip
        self._duty.ring(
            text=text, why=f"odor-alarm:{event.id}:{step}", sees=event.open_to,
            at=at, until=at + _ALARM_LIVES,
        )  # fmt: skip
        return True

    def _ask(self, event: OdorEvent, reports: Sequence[Sighting], at: datetime) -> int:
        """Ask who agreed and lives nearby, the nearest first; nobody too often, none who told."""
        near = []
        for alert in self._alerts.wishing(AlertKind.NOSE):
            place = self._places.get(alert.wish.place)
            if place is None or place.level not in (Level.TOWN, Level.DISTRICT):
                continue
            away = self._away(place, reports)
            if away <= self._rule.within_m:
                near.append((away, alert.id, alert.citizen, place))
        near.sort(key=lambda each: each[:2])
        before = self._store.asked([each[2] for each in near], since=at - _WEEK)
        told = self._odor.reporters(event)
        done, asked = self._store.tally(event.id).asked, 0
        for _, _, citizen, place in near:
            if done + asked >= self._rule.most:
                break
            if citizen in told or not self._may_ask(citizen, before.get(citizen, []), at):
                continue
            ask = self._store.ask(event=event.id, citizen=citizen, place=place.code, at=at)
            if ask is None:
                continue
            asked += 1
            self._outbox.notify(
                to=citizen,
                text=words().question(ask.id, where=place.name),
                why=f"{TOPIC_ASKED}:{ask.id}",
                at=at,
                until=at + self._rule.open_for,
                topic=TOPIC_ASKED,
            )
        return asked

    def _may_ask(self, citizen: str, before: Sequence[datetime], at: datetime) -> bool:
        if len(before) >= self._rule.a_week or any(at - each < self._rule.apart for each in before):
            return False
        allowed = self._outbox.allowance(to=citizen, at=at)
        # The window is spared: an answer to their own report matters more.
        if allowed.ends is None or allowed.left <= self._rule.spare:
            return False
        wrote = allowed.ends - WINDOWS[WindowEvent.MESSAGE].length
        return at - wrote >= _TALKING

    def _tell(self, event: OdorEvent, at: datetime) -> int:
        """Tell those who asked to be told of odor at a place of the event, each seldom enough."""
        by_citizen: dict[str, list[Alert]] = defaultdict(list)
        for alert in self._alerts.wishing(AlertKind.ODOR):
            if self._lies_in(event, alert.wish.place):
                by_citizen[alert.citizen].append(alert)
        told_already = self._odor.reporters(event)
        told = 0
        some = self._odor.some(self._odor.people(event))
        for citizen, alerts in by_citizen.items():
            latest = max((a.told for a in alerts if a.told), default=None)
            if citizen in told_already or (
                latest is not None and at - latest < self._rule.told_apart
            ):
                continue
            text = words().told(event, some=some, where=self._where(event))
            self._outbox.notify(
                to=citizen, text=text, why=f"{TOLD}:{event.id}", at=at,
                until=at + self._rule.fresh, topic=TOLD, bulk=True,
            )  # fmt: skip
            self._alerts.note_told([alert.id for alert in alerts], at=at)
            told += 1
        return told

    def _chance(self, code: str, at: datetime) -> str:
        place = self._places.get(code)
        tonight = self._tonight.at(town=place.official_code, at=at) if place else None
        return words().chance(place.name, tonight) if place and tonight else ""

    def _lies_in(self, event: OdorEvent, code: str) -> bool:
        """Return whether a place wished for is one of the event's: a town, its county, the city."""
        place = self._places.get(code)
        if place is None or place.level is Level.CITY:
            return place is not None
        return any(town.startswith(place.official_code) for town in event.summary.towns)

    def _away(self, place: Place, reports: Iterable[Sighting]) -> float:
        x, y = self._odor.plane.metres(place.longitude, place.latitude)
        return min((hypot(each.x_m - x, each.y_m - y) for each in reports), default=float("inf"))

    def _where(self, event: OdorEvent) -> str:
        return self._places.label(event.town) if event.town else ""


def _citizen(alert: Alert) -> str:
    return alert.citizen

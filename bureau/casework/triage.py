"""Corrections of how a report was read: kind, place, urgency, time; never a word of theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bureau.cases import (
    Alarms,
    Case,
    Cases,
    Draft,
    Event,
    Location,
    Verb,
    Who,
    categories,
)
from bureau.cases import words as case_words
from bureau.cases.lifecycle import step
from bureau.cases.numbers import NumberError, read
from bureau.cases.ports import CaseChange
from bureau.cases.routing import Routing
from bureau.cases.terms import Terms
from bureau.cases.text import clean
from bureau.cases.timing import timed
from bureau.casework.decision import LONGEST_NOTE, SHORTEST_REASON
from bureau.casework.model import CaseworkError
from bureau.casework.words import words
from bureau.places import Gazetteer

_PARTS = ("categories", "place", "location", "urgent", "started", "ended")


@dataclass(frozen=True, slots=True)
class ReportReading:
    """What a report is read as: category codes, the leading one first; a place's code; a point."""

    categories: tuple[str, ...]
    place: str | None
    location: Location | None
    urgent: bool
    started: datetime | None
    ended: datetime | None

    @classmethod
    def of(cls, draft: Draft) -> ReportReading:
        """Return how a draft is read now."""
        return cls(**{name: getattr(draft, name) for name in _PARTS})


class Triage:
    """Corrects how reports were read, with a reason; the earlier reading stays in the history."""

    def __init__(
        self, cases: Cases, places: Gazetteer, routing: Routing, terms: Terms, alarms: Alarms
    ) -> None:
        self._cases = cases
        self._places = places
        self._routing = routing
        self._terms = terms
        self._alarms = alarms

    def correct(
        self, *, number: str, reading: ReportReading, reason: str, by: str, at: datetime
    ) -> Case:
        """Read a report anew; time limit, area and authority follow, danger alarms.

        Raises `CaseworkError` with an explanation.
        """
        reason = clean(reason)
        if len(reason) < SHORTEST_REASON:
            raise CaseworkError("reason_missing")
        if len(reason) > LONGEST_NOTE:
            raise CaseworkError("text_long", most=LONGEST_NOTE)
        self._check(reading, at)
        try:
            number = read(number)
        except NumberError:
            raise CaseworkError("unknown") from None
        case = self._cases.change(
            number=number, decide=lambda case: self._decided(case, reading, reason, by, at)
        )
        if case is None:
            raise CaseworkError("unknown")
        if case.draft.urgent:
            self._alarms.alarm(case=case, at=at)  # once for a case, however often it is asked
        return case

    def _check(self, reading: ReportReading, at: datetime) -> None:
        if not reading.categories or not set(reading.categories) <= set(categories()):
            raise CaseworkError("category_unknown")
        if reading.place is not None and self._places.get(reading.place[:9]) is None:
            raise CaseworkError("unit_unknown")
        point = reading.location
        if point is not None and self._places.county_at(point.longitude, point.latitude) is None:
            raise CaseworkError("point_outside")
        if reading.started and reading.started > at:
            raise CaseworkError("time_ahead")
        if reading.started and reading.ended and reading.ended < reading.started:
            raise CaseworkError("times_crossed")

    def _decided(
        self, case: Case, reading: ReportReading, reason: str, by: str, at: datetime
    ) -> CaseChange:
        row = step(Verb.CORRECT, case.status)
        if row is None:
            raise CaseworkError("not_now", status=case.status_label)
        before = ReportReading.of(case.draft)
        lines = [
            words().remark(
                "corrected",
                field=words().field("point" if name == "location" else name),
                before=self._said(name, before),
                after=self._said(name, reading),
            )
            for name in _PARTS
            if getattr(before, name) != getattr(reading, name)
        ]
        if not lines:
            raise CaseworkError("nothing_changed")
        draft = replace(case.draft, **{name: getattr(reading, name) for name in _PARTS})
        county, town = case.county, case.town
        if before.place != reading.place:
            county, town = self._area(reading.place)
        moved = replace(
            case,
            draft=draft,
            county=county,
            town=town,
            authority=self._routing.authority(draft, county).code,
            updated=at,
        )
        moved = timed(case, moved, at, self._terms)
        note = "\n".join([*lines, words().remark("reason", reason=reason)])
        event = Event(at, Verb.CORRECT, Who.OFFICER, by, case.status, case.status, row.audit, note)
        return CaseChange(moved, event)

    def _area(self, code: str | None) -> tuple[str | None, str | None]:
        place = self._places.get(code[:9]) if code else None
        if place is None:
            return None, None
        official = place.official_code
        return place.county, official if len(official) == 9 else None

    def _said(self, name: str, reading: ReportReading) -> str:
        value = getattr(reading, name)
        if name == "urgent":
            return words().value("urgent" if value else "calm")
        if not value:
            return words().value("none")
        if name == "categories":
            return "、".join(case_words().category(each) for each in value)
        if name == "place":
            return self._places.label(value)
        if name == "location":
            point = f"{value.longitude:.5f}, {value.latitude:.5f}"
            return f"{point}（{value.label}）" if value.label else point
        return words().moment(value)

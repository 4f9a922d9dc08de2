"""Corrections of how a report was read: kind, place, urgency, time; never a word of theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bureau.cases import (
    Alarms,
    Case,
    Cases,
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
from bureau.cases.village import village_told
from bureau.casework.decision import LONGEST_NOTE, SHORTEST_REASON
from bureau.casework.model import CaseworkError
from bureau.casework.words import words
from bureau.places import Gazetteer
from bureau.places.villages import VillageRegister

_PARTS = ("categories", "place", "location", "urgent", "started", "ended")


@dataclass(frozen=True, slots=True)
class ReportReading:
    """What a report is read as: category codes, the leading one first; a place's code; a point.

    `village`: the code of a village of the place, None for none.
    """

    categories: tuple[str, ...]
    place: str | None
    location: Location | None
    urgent: bool
    started: datetime | None
    ended: datetime | None
    village: str | None = None

    @classmethod
    def of(cls, case: Case) -> ReportReading:
        """Return how a case is read now."""
        parts = {name: getattr(case.draft, name) for name in _PARTS}
        return cls(**parts, village=case.village)


class Triage:
    """Corrects how reports were read, with a reason; the earlier reading stays in the history."""

    def __init__(
        self,
        cases: Cases,
        places: Gazetteer,
        villages: VillageRegister,
        routing: Routing,
        terms: Terms,
        alarms: Alarms,
    ) -> None:
        self._cases = cases
        self._places = places
        self._villages = villages
        self._routing = routing
        self._terms = terms
        self._alarms = alarms

    def correct(
        self, *, number: str, reading: ReportReading, reason: str, by: str, at: datetime
    ) -> Case:
        """Read a report anew; time limit, area and authority follow, danger alarms.

        One that comes into another town lies in the village that it tells of there, if none is
        chosen. Raises `CaseworkError` with an explanation.
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
        before = ReportReading.of(case)
        draft = replace(case.draft, **{name: getattr(reading, name) for name in _PARTS})
        county, town = case.county, case.town
        if before.place != reading.place:
            county, town = self._area(reading.place)
            if reading.village in (None, case.village):
                reading = replace(reading, village=village_told(draft, town, self._villages))
        if reading.village != case.village or town != case.town:
            self._check_village(reading.village, town)
        lines = [
            words().remark(
                "corrected",
                field=words().field("point" if name == "location" else name),
                before=self._said(name, before),
                after=self._said(name, reading),
            )
            for name in (*_PARTS, "village")
            if getattr(before, name) != getattr(reading, name)
        ]
        if not lines:
            raise CaseworkError("nothing_changed")
        moved = replace(
            case,
            draft=draft,
            county=county,
            town=town,
            village=reading.village,
            authority=self._routing.authority(draft, county).code,
            updated=at,
        )
        moved = timed(case, moved, at, self._terms)
        note = "\n".join([*lines, words().remark("reason", reason=reason)])
        event = Event(at, Verb.CORRECT, Who.OFFICER, by, case.status, case.status, row.audit, note)
        return CaseChange(moved, event)

    def _check_village(self, code: str | None, town: str | None) -> None:
        if code is not None and code not in {
            each.code for each in (self._villages.of_town(town) if town else ())
        }:
            raise CaseworkError("village_elsewhere")

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
        if name == "village":
            return self._villages.label(value)
        if name == "location":
            point = f"{value.longitude:.5f}, {value.latitude:.5f}"
            return f"{point}（{value.label}）" if value.label else point
        return words().moment(value)

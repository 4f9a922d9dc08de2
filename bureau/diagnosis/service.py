"""Diagnoses made by the 5th, annotated, released, taken back, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from basis.clock import SHANGHAI
from bureau.diagnosis.calendar import MonthDays, last_whole_month
from bureau.diagnosis.making import diagnose
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Diagnosis, DiagnosisEntry, DiagnosisState
from bureau.diagnosis.ports import DiagnosisShelf
from bureau.places import Gazetteer, Level, Place

# From this day on the last days of a month have come in; what is late is waited for until the 5th.
MADE_FROM, MADE_BY = 3, 5
LONGEST_NOTE = 200
MOST_NOTES = 3
_LONGEST_REASON = 200
# Everything a month's diagnoses are made of.
Gather = Callable[[MonthDays, datetime], Material]
Draw = Callable[[Diagnosis, bool], bytes]


class DiagnosisError(Exception):
    """What cannot be done.

    `code`: `empty`, `long`, `many`, `released_already`, `state` or `month`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Diagnoses:
    """The use-cases of the monthly diagnosis."""

    def __init__(
        self,
        shelf: DiagnosisShelf,
        gather: Gather,
        draw: Draw,
        places: Gazetteer,
        *,
        demo: bool,
    ) -> None:
        self._shelf = shelf
        self._gather = gather
        self._draw = draw
        self._places = places
        self._demo = demo

    def areas(self) -> list[Place]:
        """Return the city, and each county before its towns."""
        counties = self._places.counties()
        return [
            self._places.city,
            *(area for each in counties for area in (each, *self._places.towns(each.code))),
        ]

    def area(self, code: str) -> Place | None:
        """Return an area that has diagnoses."""
        place = self._places.get(code)
        known = place is not None and place.level in (Level.CITY, Level.COUNTY, Level.TOWN)
        return place if known else None

    def make_due(self, *, at: datetime) -> int:
        """Make what is missing of the last whole month, from its day on; return how many were made.

        Where air or water has not come it waits until the 5th, and in a demonstration, whose past
        is still being filled in, as long as it takes. The worker calls it again and again; a month
        that is complete costs one question.
        """
        day = at.astimezone(SHANGHAI).day
        if day < MADE_FROM:
            return 0
        month = last_whole_month(at)
        there = self._shelf.areas(month.first)
        missing = [area for area in self.areas() if area.code not in there]
        if not missing:
            return 0
        material = self._gather(month, at)
        if not material.whole and (self._demo or day < MADE_BY):
            return 0
        made = [diagnose(material, area, demo=self._demo) for area in missing]
        return sum(self._shelf.keep(each, at=at) is not None for each in made)

    def make(self, *, area: str, month: date, by: str, at: datetime) -> Diagnosis:
        """Make an area's month anew of what is known now; it gets the next version.

        Raises `DiagnosisError`: `month` for one that is not over or an unknown area,
        `released_already`
        for one that is out and must be taken back first.
        """
        place, days = self.area(area), MonthDays.of(month)
        if place is None or days.first > last_whole_month(at).first:
            raise DiagnosisError("month")
        newest = self._shelf.newest(area, days.first)
        if newest is not None and newest.state is DiagnosisState.RELEASED:
            raise DiagnosisError("released_already")
        kept = self._shelf.keep(diagnose(self._gather(days, at), place, demo=self._demo), at=at)
        if kept is None:
            raise DiagnosisError("released_already")
        return kept

    def newest(self, *, area: str, month: date) -> Diagnosis | None:
        """Return the newest version of an area's month, released or not: for officers."""
        return self._shelf.newest(area, month)

    def released(self, *, area: str, month: date) -> Diagnosis | None:
        """Return what the public may read of an area's month."""
        return self._shelf.released(area, month)

    def last_released(self, *, area: str) -> Diagnosis | None:
        """Return the newest month released of an area."""
        months = self._shelf.released_months(area)
        return self._shelf.released(area, months[0]) if months else None

    def months(self, *, released: bool = False) -> list[date]:
        """Return the months that have diagnoses, or released ones; the newest first."""
        return self._shelf.months(released=released)

    def released_areas(self, *, month: date) -> list[str]:
        """Return the areas whose month is released."""
        return self._shelf.released_areas(month)

    def released_months(self, *, area: str) -> list[date]:
        """Return the months released of an area, the newest first."""
        return self._shelf.released_months(area)

    def entries(self, *, month: date) -> list[DiagnosisEntry]:
        """Return a month's diagnoses in short, by area."""
        return self._shelf.entries(month)

    def annotate(self, *, area: str, month: date, text: str, by: str, at: datetime) -> None:
        """Write beside a diagnosis that is not released yet; raises `DiagnosisError`."""
        told = " ".join(text.split())
        if not told:
            raise DiagnosisError("empty")
        if len(told) > LONGEST_NOTE:
            raise DiagnosisError("long")
        found = self._open(area, month)
        if len(found.notes) >= MOST_NOTES:
            raise DiagnosisError("many")
        if not self._shelf.annotate(found.id, text=told, by=by, at=at):
            raise DiagnosisError("released_already")

    def drop_note(self, *, area: str, month: date, note: int, by: str, at: datetime) -> None:
        """Take a note away before the release; raises `DiagnosisError`."""
        if not self._shelf.drop_note(self._open(area, month).id, note):
            raise DiagnosisError("state")

    def release(self, *, area: str, month: date, version: int, by: str, at: datetime) -> None:
        """Let the public read a version; raises `DiagnosisError` where it is not as it was seen."""
        found = self._open(area, month)
        if found.version != version:
            raise DiagnosisError("state")
        self._move(found, DiagnosisState.MADE, DiagnosisState.RELEASED, "", by, at)

    def withdraw(self, *, area: str, month: date, reason: str, by: str, at: datetime) -> None:
        """Take a released diagnosis back, with the reason; raises `DiagnosisError`."""
        told = " ".join(reason.split())
        if not told:
            raise DiagnosisError("empty")
        if len(told) > _LONGEST_REASON:
            raise DiagnosisError("long")
        found = self._shelf.newest(area, month)
        if found is None:
            raise DiagnosisError("state")
        self._move(found, DiagnosisState.RELEASED, DiagnosisState.WITHDRAWN, told, by, at)

    def paper(self, diagnosis: Diagnosis, *, public: bool) -> bytes:
        """Return it as PDF of two pages; the public's keeps small numbers back."""
        return self._draw(diagnosis, public)

    def _open(self, area: str, month: date) -> Diagnosis:
        found = self._shelf.newest(area, month)
        if found is None:
            raise DiagnosisError("state")
        if found.state is not DiagnosisState.MADE:
            raise DiagnosisError(
                "released_already" if found.state is DiagnosisState.RELEASED else "state"
            )
        return found

    def _move(
        self,
        found: Diagnosis,
        state: DiagnosisState,
        to: DiagnosisState,
        reason: str,
        by: str,
        at: datetime,
    ) -> None:
        if not self._shelf.move(found.id, state=state, to=to, reason=reason, by=by, at=at):
            raise DiagnosisError("state")

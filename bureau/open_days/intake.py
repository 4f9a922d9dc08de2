"""Many facilities and open days at once: what a sheet would change, and the change itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from basis.clock import SHANGHAI
from bureau.open_days import sheet
from bureau.open_days.desk import OpenDayDesk, faults_of_plan
from bureau.open_days.model import DayPlan, DayState, Facility, FacilityKind, OpenDay
from bureau.open_days.ports import OpenDayStore
from bureau.open_days.sheet import SheetFault, SheetLine, UnreadCellError, told
from bureau.open_days.timing import closes_by_itself
from bureau.open_days.words import words
from bureau.places import Gazetteer

_NEEDED = ("kind", "name", "town", "meeting")


class SheetChange(StrEnum):
    """What a row does to what is kept."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class SheetFacility:
    """A facility as a sheet has it; `fields` are the columns that differ from what is kept."""

    line: int
    facility: Facility
    change: SheetChange
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetDay:
    """An open day as a sheet has it; `kept` is the one that it changes."""

    line: int
    plan: DayPlan
    name: str
    change: SheetChange
    kept: OpenDay | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What a sheet would change; with faults nothing of it is taken."""

    facilities: tuple[SheetFacility, ...]
    days: tuple[SheetDay, ...]
    faults: tuple[SheetFault, ...]

    @property
    def changes(self) -> int:
        """Return how many facilities and days are new or changed."""
        every = [each.change for each in self.facilities] + [each.change for each in self.days]
        return sum(change is not SheetChange.SAME for change in every)

    @property
    def ready(self) -> bool:
        """Return whether there is something to take, and nothing wrong."""
        return not self.faults and self.changes > 0

    def count(self, what: str, change: str) -> int:
        """Return how many `facilities` or `days` change so."""
        return sum(each.change == change for each in getattr(self, what))

    @property
    def mark(self) -> str:
        """Return what the same plan alone gives, to take what was looked at and nothing else."""
        told_ = repr(
            [(each.change, each.facility) for each in self.facilities]
            + [(each.change, each.plan, each.kept and each.kept.id) for each in self.days]
        )
        return hashlib.sha256(told_.encode()).hexdigest()[:16]


class OpenDayIntake:
    """Takes sheets of facilities and open days, and gives what is kept as one."""

    def __init__(self, store: OpenDayStore, desk: OpenDayDesk, places: Gazetteer) -> None:
        self._store = store
        self._desk = desk
        self._places = places

    def plan(self, *, lines: Sequence[SheetLine], at: datetime) -> SheetPlan:
        """Return what rows would change, and everything that is wrong with them."""
        reading = _Reading(self._store, self._desk, self._places, at)
        for line in lines:
            reading.take_facility(line)
        facilities = tuple(reading.facilities())
        days = tuple(reading.days(lines))
        faults = sorted(set(reading.faults), key=lambda each: (each.line, each.column))
        return SheetPlan(facilities, days, tuple(faults))

    def take(self, *, plan: SheetPlan, at: datetime) -> None:
        """Keep what a plan changes; who comes is told where a day moved.

        Each facility and day by itself: broken off, the same sheet again takes the rest. Raises
        `OpenDayError` where something became impossible meanwhile.
        """
        for facility in plan.facilities:
            if facility.change is not SheetChange.SAME:
                self._desk.keep_facility(facility=facility.facility)
        for day in plan.days:
            if day.change is SheetChange.NEW:
                self._desk.announce(plan=day.plan, at=at)
            elif day.change is SheetChange.CHANGED and day.kept is not None:
                self._desk.change(day=day.kept.id, plan=day.plan, at=at)

    def rows(self, *, since: datetime) -> list[tuple[str | int | float | None, ...]]:
        """Return what is kept as rows of a sheet: each facility with its days that end later."""
        of_facility: dict[str, list[OpenDay]] = {}
        for day in self._store.days(since=since):
            if day.state is DayState.PLANNED:
                of_facility.setdefault(day.facility.code, []).append(day)
        return [
            self._row(facility, day)
            for facility in self._store.facilities()
            for day in of_facility.get(facility.code) or [None]  # type: ignore[list-item]
        ]

    def _row(self, facility: Facility, day: OpenDay | None) -> tuple[str | int | float | None, ...]:
        said = ("no", "yes")[facility.shown]
        of_day: tuple[str | int | None, ...] = (None,) * len(sheet.DAY_FIELDS)
        if day is not None:
            starts = _local(day.starts)
            of_day = (
                starts[:10], starts[11:],
                # Past midnight the day is said, too.
                _local(day.ends)[11 * (_local(day.ends)[:10] == starts[:10]) :],
                day.seats, _local(day.opens), _local(day.closes), day.note,
            )  # fmt: skip
        return (
            day.id if day else None, facility.code, facility.name, words().kind(facility.kind),
            self._places.label(facility.town), facility.meeting, facility.longitude,
            facility.latitude, facility.least_age, facility.alone_age, facility.most_each,
            facility.note, sheet.word(said), *of_day, words().part("demo") if facility.demo else "",
        )  # fmt: skip


class _Reading:
    """One reading of a sheet's rows beside what is kept."""

    def __init__(
        self, store: OpenDayStore, desk: OpenDayDesk, places: Gazetteer, at: datetime
    ) -> None:
        self._store, self._desk, self._places, self._at = store, desk, places, at
        self._kept = {each.code: each for each in store.facilities()}
        self._said: dict[str, dict[str, tuple[Any, str, int]]] = {}  # by code and field
        self._names: dict[str, str] = {}  # codes of the sheet's names
        self._first: dict[str, int] = {}
        self._result: dict[str, Facility] = {}
        self._codes: dict[int, str] = {}  # by line
        self.faults: list[SheetFault] = []

    def take_facility(self, line: SheetLine) -> None:
        """Take in what a row says of its facility."""
        if line.fault:
            self.faults.append(SheetFault(line.line, "", told("row", said=line.fault)))
            return
        code = self._code(line)
        if code is None:
            return
        self._codes[line.line] = code
        self._first.setdefault(code, line.line)
        facts = self._said.setdefault(code, {})
        for field in sheet.FACILITY_FIELDS:
            cell = line.cells.get(field, "")
            if not cell:
                continue
            value = self._read(line, field, partial(self._value, field, cell))
            known = facts.setdefault(field, (value, cell, line.line))
            if None not in (value, known[0]) and known[0] != value:
                self._fault(line, field, "differs", line=known[2], said=known[1])

    def facilities(self) -> Iterator[SheetFacility]:
        """Yield each facility of the sheet beside the one that is kept."""
        for code, facts in self._said.items():
            line, kept = SheetLine(self._first[code], {}), self._kept.get(code)
            lacking = [field for field in _NEEDED if field not in facts] if kept is None else []
            for field in lacking:
                self._fault(line, field, "empty")
            if lacking or any(
                value is None for value, cell, _ in facts.values() if not sheet.cleared(cell)
            ):
                continue
            changes = {_FIELD.get(name, name): value for name, (value, _, _) in facts.items()}
            before = kept or Facility(
                code=code, kind=FacilityKind.WASTE, name="", town="", meeting=""
            )
            facility = replace(before, **changes)
            for refusal, field in self._desk.faults_of_facility(facility):
                where = SheetLine(facts[field][2], {}) if field in facts else line
                self._fault(where, field, "row", said=words().refusal(refusal))
            self._result[code] = facility
            differ = tuple(
                name for name in facts if kept is None or _of(kept, name) != _of(facility, name)
            )
            change = (
                SheetChange.NEW
                if kept is None
                else SheetChange.CHANGED
                if differ
                else SheetChange.SAME
            )
            yield SheetFacility(line.line, facility, change, () if kept is None else differ)

    def days(self, lines: Sequence[SheetLine]) -> Iterator[SheetDay]:
        """Yield each open day of the sheet beside the one that is kept."""
        told_: dict[tuple[str, datetime], int] = {}
        for line in lines:
            code = self._codes.get(line.line)
            if code is None or not line.says("number", *sheet.DAY_FIELDS):
                continue
            kept = self._kept_day(line, code)
            if isinstance(kept, str):
                continue
            plan = self._plan(line, code, kept)
            if plan is None:
                continue
            kept = kept or self._same_start(plan)
            if kept is not None:
                plan = self._plan(line, code, kept) or plan
            first = told_.setdefault((code, plan.starts), line.line)
            if first != line.line:
                self._fault(line, "date", "same_day", line=first)
                continue
            yield self._compared(line, plan, kept)

    def _compared(self, line: SheetLine, plan: DayPlan, kept: OpenDay | None) -> SheetDay:
        facility = self._result.get(plan.facility) or self._kept.get(plan.facility)
        name = facility.name if facility else ""
        if kept is not None:
            fields = tuple(
                name
                for name in ("starts", "ends", "seats", "opens", "closes", "note")
                if getattr(kept, name) != getattr(plan, name)
            )
            if not fields:
                return SheetDay(line.line, plan, name, SheetChange.SAME, kept)
            if kept.state is DayState.CALLED_OFF:
                self._fault(line, "date", "row", said=words().refusal("called_off"))
                return SheetDay(line.line, plan, name, SheetChange.SAME, kept)
            if kept.ends <= self._at:
                self._fault(line, "date", "over")
                return SheetDay(line.line, plan, name, SheetChange.SAME, kept)
            if plan.seats < kept.taken:
                said = words().refusal("fewer_seats", taken=kept.taken, seats=plan.seats)
                self._fault(line, "seats", "row", said=said)
        if facility is not None and not facility.shown:
            self._fault(line, "shown", "not_shown")
        for refusal, field in faults_of_plan(plan, at=self._at):
            self._fault(line, field, "row", said=words().refusal(refusal))
        if kept is None:
            return SheetDay(line.line, plan, name, SheetChange.NEW)
        return SheetDay(line.line, plan, name, SheetChange.CHANGED, kept, fields)

    def _plan(self, line: SheetLine, code: str, kept: OpenDay | None) -> DayPlan | None:
        """Return what a row plans; what it leaves open stays, or follows from the rest."""
        cells = line.cells
        on: date | None = kept.starts.astimezone(SHANGHAI).date() if kept else None
        if cells.get("date"):
            on = self._read(line, "date", lambda: sheet.day(cells["date"]))
            if on is None:
                return None
        elif on is None and not sheet.has_day(cells.get("starts", "")):
            self._fault(line, "date", "empty")
            return None
        read: dict[str, Any] = {}
        readers: dict[str, Callable[[str], Any]] = {
            "starts": partial(sheet.clock, on=on),
            "ends": partial(sheet.clock, on=on),
            "seats": sheet.whole,
            "opens": sheet.instant,
            "closes": sheet.instant,
        }
        for field, reader in readers.items():
            said = cells.get(field, "")
            if said:
                read[field] = self._read(line, field, partial(reader, said))
            elif kept is not None and not (field in ("starts", "ends") and cells.get("date")):
                read[field] = getattr(kept, field)
            elif field in ("starts", "ends", "seats"):
                self._fault(line, field, "empty")
                read[field] = None
        if None in read.values():
            return None
        note = cells.get("note", "")
        return DayPlan(
            facility=code,
            starts=read["starts"],
            ends=read["ends"],
            seats=read["seats"],
            opens=read.get("opens")
            or self._at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0),
            closes=read.get("closes") or closes_by_itself(read["starts"]),
            note="" if sheet.cleared(note) else note or (kept.note if kept else ""),
        )

    def _same_start(self, plan: DayPlan) -> OpenDay | None:
        """Return the facility's day that begins at the same instant."""
        until = plan.starts + timedelta(minutes=1)
        same = [
            day
            for day in self._store.days(since=plan.starts, until=until)
            if day.facility.code == plan.facility and day.starts == plan.starts
        ]
        standing = [day for day in same if day.state is DayState.PLANNED]
        return (standing or same or [None])[0]  # type: ignore[list-item]

    def _kept_day(self, line: SheetLine, code: str) -> OpenDay | str | None:
        """Return the day of a row's number, None without one, what is wrong in words."""
        said = line.cells.get("number", "")
        if not said:
            return None
        number = self._read(line, "number", lambda: sheet.whole(said))
        if number is None:
            return said
        day = self._store.day(number)
        if day is None:
            return self._fault(line, "number", "number", said=said)
        if day.facility.code != code:
            return self._fault(line, "number", "other_facility", said=said)
        return day

    def _code(self, line: SheetLine) -> str | None:
        """Return the code of a row's facility: its own, or that of the name it gives."""
        code, name = line.cells.get("code", "").lower(), line.cells.get("name", "")
        if code:
            if not name and code not in self._kept and code not in self._said:
                self._fault(line, "code", "unknown_code", said=code)
                return None
            self._names.setdefault(name, code)
            return code
        if not name:
            self._fault(line, "name", "empty")
            return None
        kept = [each.code for each in self._kept.values() if each.name == name]
        if len(kept) > 1:
            self._fault(line, "name", "same_name", said=name)
            return None
        # Without a code of its own the same name always gives the same one.
        made = f"f-{hashlib.sha256(name.encode()).hexdigest()[:10]}"
        return self._names.setdefault(name, kept[0] if kept else made)

    def _value(self, field: str, cell: str) -> Any:
        """Return what a cell says of a facility; raises `UnreadCellError`."""
        if field in ("longitude", "latitude", "about") and sheet.cleared(cell):
            return "" if field == "about" else None
        match field:
            case "kind":
                return sheet.kind(cell)
            case "town":
                return sheet.town(cell, self._places)
            case "longitude" | "latitude":
                return sheet.degrees(cell)
            case "least_age" | "alone_age" | "most_each":
                return sheet.whole(cell)
            case "shown":
                return sheet.yes_or_no(cell)
        return cell

    def _read(self, line: SheetLine, field: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except UnreadCellError as error:
            self.faults.append(SheetFault(line.line, sheet.heading(field), error.what))
            return None

    def _fault(self, line: SheetLine, field: str, what: str, /, **facts: object) -> str:
        said = told(what, **facts)
        self.faults.append(SheetFault(line.line, sheet.heading(field), said))
        return said


# A facility's note and a day's share a name.
_FIELD = {"about": "note"}


def _of(facility: Facility, name: str) -> Any:
    return getattr(facility, _FIELD.get(name, name))


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

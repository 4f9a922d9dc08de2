"""Reports of smell and their events in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, insert, literal, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observation_rows import portions
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.odor import odor_acts as acts
from bureau.adapters.store.schema.odor import odor_events as events
from bureau.adapters.store.schema.odor import odor_sightings as sightings
from bureau.adapters.store.schema.odor_alarms import odor_asks as asks
from bureau.adapters.store.schema.patrols import patrols, volunteers
from bureau.adapters.store.upsert import insert_ignore
from bureau.adapters.store.within import within
from bureau.cases import Status
from bureau.odor.events import ASKED, CATEGORY, OdorEvent, OfficersAct, Placement, Plan
from bureau.odor.model import Sighting, Summary
from bureau.odor.ports import Notice
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.patrols import PatrolKind

_SMELLS = (CATEGORY, "air")
_CASE, _PATROL = "case:", "patrol:"
_PLACED = ("event", "pinned")


class StoredOdor:
    """`bureau.odor.OdorStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unread(self, *, since: datetime) -> list[Notice]:
        known = select(sightings.c.key)
        told = select(cases).where(
            cases.c.category.in_(_SMELLS),
            cases.c.created >= since,
            (literal(_CASE) + cases.c.number).not_in(known),
            # Made of a patrol point, which is taken in itself: one nose is no two.
            cases.c.message_key.not_like(f"{_PATROL}%"),
        )
        walked = select(patrols).where(patrols.c.kind == PatrolKind.ODOR, patrols.c.at >= since)
        answered = select(asks).where(asks.c.answered >= since)
        with self._database.reading() as connection:
            found = [_of_case(row) for row in connection.execute(told)]
            points = [_of_patrol(row) for row in connection.execute(walked)]
            points += [_of_ask(row) for row in connection.execute(answered)]
            seen = set(_among(connection, [point.key for point in points]))
        found += [point for point in points if point.key not in seen]
        return sorted(found, key=lambda each: (each.at, each.key))

    def take_in(self, new: Sequence[Sighting]) -> None:
        with self._database.transaction() as connection:
            for each in new:
                values = {name: getattr(each, name) for name in each.__slots__}
                values["qualities"] = list(each.qualities)
                insert_ignore(connection, sightings, **values, event=None, pinned=False)

    def sightings(self, *, start: datetime, end: datetime) -> list[Sighting]:
        return self._read(select(sightings).where(sightings.c.at.between(start, end)))

    def sighting(self, key: str) -> Sighting | None:
        found = self._read(select(sightings).where(sightings.c.key == key))
        return found[0] if found else None

    def of_event(self, event: int) -> list[Sighting]:
        return self._read(select(sightings).where(sightings.c.event == event))

    def placements(self, keys: Sequence[str]) -> dict[str, Placement]:
        found: dict[str, Placement] = {}
        with self._database.reading() as connection:
            for some in portions(keys):
                query = select(sightings).where(sightings.c.key.in_(some))
                for row in connection.execute(query):
                    found[row.key] = Placement(row.event, row.pinned)
        return found

    def apply(
        self, wanted: Plan, summaries: Mapping[tuple[str, ...], Summary], *, at: datetime
    ) -> list[int]:
        ids = []
        with self._database.transaction() as connection:
            for keys in wanted.fresh:
                event = _begin(connection, summaries[keys], at)
                ids.append(event)
                _place(connection, keys, event)
            for event, into in wanted.merged.items():
                one = events.c.id == event
                connection.execute(update(events).where(one).values(merged_into=into, updated=at))
                theirs = sightings.c.event == event
                connection.execute(update(sightings).where(theirs).values(event=into))
            by_event: dict[int, list[str]] = {}
            for key, event in wanted.placed.items():
                by_event.setdefault(event, []).append(key)
            for event, placed in by_event.items():
                _place(connection, placed, event)
        return ids

    def put_summary(self, event: int, summary: Summary, *, at: datetime) -> None:
        values = {**_columns(summary), "updated": at}
        with self._database.transaction() as connection:
            connection.execute(update(events).where(events.c.id == event).values(**values))

    def put_chance(self, event: int, chance: float) -> None:
        with self._database.transaction() as connection:
            connection.execute(update(events).where(events.c.id == event).values(chance=chance))

    def get(self, event: int) -> OdorEvent | None:
        with self._database.reading() as connection:
            row = connection.execute(select(events).where(events.c.id == event)).one_or_none()
        return event_of(row) if row else None

    def search(
        self, *, scope: OfficerScope = WHOLE_CITY, limit: int, offset: int
    ) -> tuple[list[OdorEvent], int]:
        lies_within = within(scope, events.c.county, events.c.town, literal(CATEGORY))
        wanted = [events.c.merged_into.is_(None), *lies_within]
        query = select(events).where(*wanted).order_by(events.c.last.desc(), events.c.id.desc())
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(events).where(*wanted))
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return [event_of(row) for row in rows], total or 0

    def move(
        self, keys: Sequence[str], *, source: int, target: int | None, by: str, at: datetime
    ) -> int | None:
        with self._database.transaction() as connection:
            asked = [event for event in (source, target) if event is not None]
            here = select(events).where(events.c.id.in_(asked), events.c.merged_into.is_(None))
            # Locked by number: two officers who merge crosswise wait for each other, not forever.
            rows = connection.execute(here.order_by(events.c.id).with_for_update()).all()
            if len(rows) != len(asked):
                return None
            theirs = sightings.c.event == source
            if target is None:
                target = _begin(connection, _summary(rows[0]), at)
            pinned = update(sightings).values(pinned=True)
            if keys:
                connection.execute(pinned.where(theirs))
                _place(connection, keys, target)
                did = (("split", source, target), ("begun", target, source))
            else:
                connection.execute(pinned.where(theirs | (sightings.c.event == target)))
                connection.execute(update(sightings).where(theirs).values(event=target))
                gone = update(events).where(events.c.id == source)
                connection.execute(gone.values(merged_into=target, updated=at))
                did = (("merged", source, target), ("received", target, source))
            for verb, event, other in did:
                connection.execute(
                    insert(acts).values(event=event, at=at, verb=verb, officer=by, other=other)
                )
        return target

    def acts(self, event: int) -> list[OfficersAct]:
        query = select(acts).where(acts.c.event == event).order_by(acts.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query)
            return [OfficersAct(row.at, row.verb, row.officer, row.other) for row in rows]

    def lately(self, *, since: datetime) -> list[OdorEvent]:
        query = select(events).where(events.c.last >= since, events.c.merged_into.is_(None))
        with self._database.reading() as connection:
            return [event_of(row) for row in connection.execute(query.order_by(events.c.id))]

    def reporters(self, keys: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        walked = select(literal(_PATROL) + cast(patrols.c.id, String), volunteers.c.citizen).join(
            volunteers, volunteers.c.id == patrols.c.volunteer
        )
        sources: tuple[tuple[str, Any, Any], ...] = (
            (_CASE, select(literal(_CASE) + cases.c.number, cases.c.citizen), cases.c.number),
            (_PATROL, walked, patrols.c.id),
            (
                ASKED,
                select(literal(ASKED) + cast(asks.c.id, String), asks.c.citizen),
                asks.c.id,
            ),
        )
        with self._database.reading() as connection:
            for lead, query, column in sources:
                mine = [key.removeprefix(lead) for key in keys if key.startswith(lead)]
                ids: list[Any] = mine if lead == _CASE else [int(each) for each in mine]
                for some in portions(ids):
                    for key, person in connection.execute(query.where(column.in_(some))):
                        found[key] = person
        return found

    def others(self, *, town: str, since: datetime, but: str) -> int:
        people = select(func.count(cases.c.citizen.distinct())).where(
            cases.c.category.in_(_SMELLS),
            cases.c.town == town,
            cases.c.created >= since,
            cases.c.citizen != but,
            cases.c.status != Status.WITHDRAWN,
        )
        with self._database.reading() as connection:
            return connection.scalar(people) or 0

    def active(self, *, start: datetime, end: datetime) -> dict[str, int]:
        people = func.count(cases.c.citizen.distinct()).label("people")
        query = select(cases.c.town, people).where(
            cases.c.category.in_(_SMELLS),
            cases.c.created.between(start, end),
            cases.c.town.is_not(None),
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(cases.c.town)).all()
        return {row.town: row.people for row in rows}

    def _read(self, query: Select[Any]) -> list[Sighting]:
        ordered = query.order_by(sightings.c.at, sightings.c.key)
        with self._database.reading() as connection:
            return [_sighting(row) for row in connection.execute(ordered)]


def _among(connection: Connection, keys: Sequence[str]) -> list[str]:
    found: list[str] = []
    for some in portions(keys):
        query = select(sightings.c.key).where(sightings.c.key.in_(some))
        found += connection.scalars(query).all()
    return found


def _begin(connection: Connection, summary: Summary, at: datetime) -> int:
    row = insert(events).values(**_columns(summary), updated=at).returning(events.c.id)
    return int(connection.execute(row).scalar_one())


def _place(connection: Connection, keys: Sequence[str], event: int) -> None:
    for some in portions(keys):
        connection.execute(update(sightings).where(sightings.c.key.in_(some)).values(event=event))


def _columns(summary: Summary) -> dict[str, Any]:
    values = {name: getattr(summary, name) for name in summary.__slots__}
    leading = summary.towns[0] if summary.towns else None
    return {
        **values,
        "qualities": [list(each) for each in summary.qualities],
        "towns": list(summary.towns),
        "town": leading,
        "county": leading[:6] if leading else None,
    }


def _summary(row: Any) -> Summary:
    # A row has methods of its own called `count` and `first`.
    values = {name: row._mapping[name] for name in Summary.__slots__}
    values["qualities"] = tuple((name, many) for name, many in values["qualities"])
    return Summary(**{**values, "towns": tuple(values["towns"])})


def event_of(row: Any) -> OdorEvent:
    """Return the event that a row is."""
    return OdorEvent(row.id, _summary(row), row.county, row.town, row.chance, row.merged_into)


def _sighting(row: Any) -> Sighting:
    values = {name: value for name, value in row._mapping.items() if name not in _PLACED}
    return Sighting(**{**values, "qualities": tuple(values["qualities"])})


def _of_case(row: Any) -> Notice:
    """Return a case as a notice, of the time the citizen named if that is near enough."""
    started = row.started
    recent = started is not None and 0 <= (row.created - started).total_seconds() <= 12 * 3600
    return Notice(
        f"{_CASE}{row.number}", started if recent else row.created, row.longitude, row.latitude,
        row.place, row.county, row.town, row.intensity != 0, row.intensity,
        tuple(row.odor_qualities),
    )  # fmt: skip


def _of_patrol(row: Any) -> Notice:
    noticed = row.found and row.intensity != 0
    return Notice(
        f"{_PATROL}{row.id}", row.at, row.longitude, row.latitude, row.place, row.county, row.town,
        noticed, row.intensity, tuple(row.qualities),
    )  # fmt: skip


def _of_ask(row: Any) -> Notice:
    """Return an answer as a notice: of where the citizen said they are to be asked about."""
    return Notice(
        f"{ASKED}{row.id}", row.answered, None, None, row.place, None, None,
        row.noticed, row.intensity, (),
    )  # fmt: skip

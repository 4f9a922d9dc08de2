"""Volunteers and patrols in the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.patrols import patrols, volunteers
from bureau.adapters.store.upsert import insert_ignore
from bureau.adapters.store.within import within
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.patrols import ApplicationStatus, Patrol, PatrolDraft, PatrolKind, Volunteer

_LISTS = ("photos", "qualities", "floating")
_OF_POINT = ("id", "volunteer", "county", "town", "at", "phone_at", "case_number", "confirmed")
_VOLUNTEER = [column for column in volunteers.c if column.name != "message_key"]


class StoredPatrols:
    """`bureau.patrols.PatrolStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply(
        self, *, citizen: str, kind: PatrolKind, town: str | None, at: datetime, message_key: str
    ) -> Volunteer:
        """Keep an application, or return the one of this message key.

        An earlier application of the same person and kind that was not declined is returned.
        """
        running = select(*_VOLUNTEER).where(
            volunteers.c.citizen == citizen,
            volunteers.c.kind == kind,
            volunteers.c.standing.not_in((ApplicationStatus.DECLINED, ApplicationStatus.LEFT)),
        )
        ours = select(*_VOLUNTEER).where(volunteers.c.message_key == message_key)
        with self._database.transaction() as connection:
            row = connection.execute(ours).first() or connection.execute(running).first()
            if row is None:
                insert_ignore(
                    connection,
                    volunteers,
                    message_key=message_key,
                    citizen=citizen,
                    kind=kind,
                    town=town,
                    standing=ApplicationStatus.APPLIED,
                    applied=at,
                    decided_by="",
                )
                row = connection.execute(ours).one()
        return _volunteer(row._mapping)

    def decide(
        self, *, volunteer: int, standing: ApplicationStatus, by: str, at: datetime
    ) -> Volunteer | None:
        """Decide an application that waits; None if it does not wait (any more)."""
        with self._database.transaction() as connection:
            row = connection.execute(
                update(volunteers)
                .where(
                    volunteers.c.id == volunteer, volunteers.c.standing == ApplicationStatus.APPLIED
                )
                .values(standing=standing, decided=at, decided_by=by)
                .returning(*_VOLUNTEER)
            ).one_or_none()
        return _volunteer(row._mapping) if row else None

    def stand(
        self,
        *,
        volunteer: int,
        before: tuple[ApplicationStatus, ...],
        standing: ApplicationStatus,
        by: str,
        at: datetime,
    ) -> Volunteer | None:
        """Let a volunteer stand otherwise; None if they do not stand as one of `before`."""
        wanted = (volunteers.c.id == volunteer, volunteers.c.standing.in_(before))
        with self._database.transaction() as connection:
            row = connection.execute(
                update(volunteers)
                .where(*wanted)
                .values(standing=standing, decided=at, decided_by=by)
                .returning(*_VOLUNTEER)
            ).one_or_none()
        return _volunteer(row._mapping) if row else None

    def note(
        self,
        *,
        volunteer: int,
        motive: str | None = None,
        team: str | None = None,
        trained: datetime | None = None,
    ) -> None:
        """Keep what is given of a volunteer and leave the rest."""
        given = {"motive": motive, "team": team, "trained": trained}
        values = {name: value for name, value in given.items() if value is not None}
        if values:
            with self._database.transaction() as connection:
                mine = volunteers.c.id == volunteer
                connection.execute(update(volunteers).where(mine).values(values))

    def volunteer(self, volunteer: int) -> Volunteer | None:
        """Return an application by its id."""
        found = self._volunteers(select(*_VOLUNTEER).where(volunteers.c.id == volunteer))
        return found[0] if found else None

    def of_citizen(self, citizen: str) -> list[Volunteer]:
        """Return a person's applications, the newest first."""
        query = select(*_VOLUNTEER).where(volunteers.c.citizen == citizen)
        return self._volunteers(query.order_by(volunteers.c.id.desc()))

    def volunteers(
        self, *, standing: ApplicationStatus | None, scope: OfficerScope = WHOLE_CITY
    ) -> list[Volunteer]:
        """Return applications, those that wait longest first."""
        waiting = case((volunteers.c.standing == ApplicationStatus.APPLIED, 0), else_=1)
        query = select(*_VOLUNTEER).order_by(waiting, volunteers.c.applied, volunteers.c.id)
        if standing is not None:
            query = query.where(volunteers.c.standing == standing)
        county = func.substr(volunteers.c.town, 1, 6)
        query = query.where(*within(scope, county, volunteers.c.town, volunteers.c.kind))
        return self._volunteers(query)

    def record(
        self,
        *,
        draft: PatrolDraft,
        volunteer: int,
        area: tuple[str | None, str | None],
        at: datetime,
        message_key: str,
        phone_at: datetime | None = None,
    ) -> Patrol:
        """Keep a patrol point, or return the one of this message key."""
        facts = {**asdict(draft), **{name: list(getattr(draft, name)) for name in _LISTS}}
        with self._database.transaction() as connection:
            insert_ignore(
                connection,
                patrols,
                message_key=message_key,
                volunteer=volunteer,
                county=area[0],
                town=area[1],
                at=at,
                phone_at=phone_at,
                **facts,
            )
            row = connection.execute(
                select(patrols).where(patrols.c.message_key == message_key)
            ).one()
        return _patrol(row._mapping)

    def of_message(self, message_key: str) -> Patrol | None:
        """Return the patrol point of a message key."""
        query = select(patrols).where(patrols.c.message_key == message_key)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _patrol(row._mapping) if row else None

    def newest_finding(self, *, volunteers: Collection[int], since: datetime) -> Patrol | None:
        """Return the newest point of some volunteers at which something was found."""
        wanted = (patrols.c.volunteer.in_(volunteers), patrols.c.at >= since, patrols.c.found)
        query = select(patrols).where(*wanted).order_by(patrols.c.at.desc(), patrols.c.id.desc())
        with self._database.reading() as connection:
            row = connection.execute(query.limit(1)).first()
        return _patrol(row._mapping) if row else None

    def allow(self, *, patrol: int) -> None:
        """Note that a point may become a case."""
        with self._database.transaction() as connection:
            connection.execute(update(patrols).where(patrols.c.id == patrol).values(consents=True))

    def became(self, *, patrol: int, case_number: str) -> bool:
        """Note which case was made of a point, once; return whether this was the first."""
        first = (patrols.c.id == patrol, patrols.c.case_number.is_(None))
        with self._database.transaction() as connection:
            noted = connection.execute(
                update(patrols)
                .where(*first)
                .values(case_number=case_number)
                .returning(patrols.c.id)
            )
            return noted.first() is not None

    def confirm(self, *, patrol: int, at: datetime) -> bool:
        """Note that a finding was true, once; return whether this was the first time."""
        first = (patrols.c.id == patrol, patrols.c.found, patrols.c.confirmed.is_(None))
        query = update(patrols).where(*first).values(confirmed=at).returning(patrols.c.id)
        with self._database.transaction() as connection:
            return connection.execute(query).first() is not None

    def between(
        self, *, since: datetime, until: datetime, scope: OfficerScope = WHOLE_CITY
    ) -> list[Patrol]:
        """Return the points of a time, the oldest first."""
        wanted = within(scope, patrols.c.county, patrols.c.town, patrols.c.kind)
        wanted += [patrols.c.at >= since, patrols.c.at < until]
        query = select(patrols).where(*wanted).order_by(patrols.c.at, patrols.c.id)
        with self._database.reading() as connection:
            return [_patrol(row._mapping) for row in connection.execute(query)]

    def of_volunteer(self, volunteer: int) -> list[Patrol]:
        """Return all points of a volunteer, the oldest first."""
        query = select(patrols).where(patrols.c.volunteer == volunteer)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(patrols.c.at, patrols.c.id))
            return [_patrol(row._mapping) for row in rows]

    def of_route(self, route: int) -> list[Patrol]:
        """Return all points of a route, the oldest first."""
        query = select(patrols).where(patrols.c.route == route)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(patrols.c.at, patrols.c.id))
            return [_patrol(row._mapping) for row in rows]

    def add_photo(self, *, patrol: int, photo: str) -> Patrol:
        """Add a photo to a patrol point that is kept, once; return the point."""
        with self._database.transaction() as connection:
            # Locked: two photos sent at once are both kept.
            kept = select(patrols).where(patrols.c.id == patrol).with_for_update()
            photos = list(connection.execute(kept).one().photos)
            if photo not in photos:
                connection.execute(
                    update(patrols).where(patrols.c.id == patrol).values(photos=[*photos, photo])
                )
            row = connection.execute(select(patrols).where(patrols.c.id == patrol)).one()
        return _patrol(row._mapping)

    def patrol(self, patrol: int) -> Patrol | None:
        """Return a patrol point by its id."""
        with self._database.reading() as connection:
            row = connection.execute(select(patrols).where(patrols.c.id == patrol)).one_or_none()
        return _patrol(row._mapping) if row else None

    def patrols(
        self,
        *,
        kind: str | None,
        county: str | None,
        limit: int,
        offset: int,
        scope: OfficerScope = WHOLE_CITY,
    ) -> tuple[list[Patrol], int]:
        """Return a page of patrols, the newest first, and how many there are in all."""
        wanted = within(scope, patrols.c.county, patrols.c.town, patrols.c.kind)
        if kind:
            wanted.append(patrols.c.kind == kind)
        if county:
            wanted.append(patrols.c.county == county)
        query = select(patrols).where(*wanted).order_by(patrols.c.at.desc(), patrols.c.id.desc())
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(patrols).where(*wanted))
            rows = connection.execute(query.limit(limit).offset(offset)).all()
        return [_patrol(row._mapping) for row in rows], total or 0

    def _volunteers(self, query: Any) -> list[Volunteer]:
        with self._database.reading() as connection:
            return [_volunteer(row._mapping) for row in connection.execute(query)]


def _volunteer(row: Any) -> Volunteer:
    facts = dict(row)
    return Volunteer(
        **{
            **facts,
            "kind": PatrolKind(facts["kind"]),
            "standing": ApplicationStatus(facts["standing"]),
        }
    )


def _patrol(row: Any) -> Patrol:
    facts = dict(row)
    own = {name: facts.pop(name) for name in _OF_POINT}
    del facts["message_key"]
    draft = PatrolDraft(**{**facts, **{name: tuple(facts[name]) for name in _LISTS}})
    return Patrol(draft=draft, **own)

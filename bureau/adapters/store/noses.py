"""Alarms and questions about odor in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observation_rows import portions
from bureau.adapters.store.schema.odor_alarms import odor_alarms as alarms
from bureau.adapters.store.schema.odor_alarms import odor_asks as asks
from bureau.adapters.store.upsert import insert_ignore
from bureau.noses import AskTally, NoseAnswer, NoseAsk, OdorAlarm


class StoredNoses:
    """`bureau.noses.NoseStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def raise_alarm(self, alarm: OdorAlarm) -> bool:
        values = {name: getattr(alarm, name) for name in alarm.__slots__}
        with self._database.transaction() as connection:
            return insert_ignore(connection, alarms, **values)

    def alarms(self, event: int) -> list[OdorAlarm]:
        query = select(alarms).where(alarms.c.event == event)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(alarms.c.raised, alarms.c.step))
            return [OdorAlarm(**row) for row in rows.mappings()]

    def untaken(self, *, since: datetime) -> list[int]:
        latest = func.max(alarms.c.raised)
        query = select(alarms.c.event).where(alarms.c.taken.is_(None), alarms.c.raised >= since)
        ordered = query.group_by(alarms.c.event).order_by(latest.desc(), alarms.c.event.desc())
        with self._database.reading() as connection:
            return list(connection.scalars(ordered))

    def take(self, event: int, *, by: str, at: datetime) -> bool:
        mine = update(alarms).where(alarms.c.event == event, alarms.c.taken.is_(None))
        with self._database.transaction() as connection:
            taken = connection.execute(mine.values(taken=at, taken_by=by).returning(alarms.c.step))
            return taken.first() is not None

    def ask(self, *, event: int, citizen: str, place: str, at: datetime) -> NoseAsk | None:
        with self._database.transaction() as connection:
            if not insert_ignore(
                connection, asks, event=event, citizen=citizen, place=place, asked=at, talked=False
            ):
                return None
            here = (asks.c.event == event, asks.c.citizen == citizen)
            return _ask(connection.execute(select(asks).where(*here)).one())

    def asked(self, citizens: Iterable[str], *, since: datetime) -> dict[str, list[datetime]]:
        found: dict[str, list[datetime]] = defaultdict(list)
        with self._database.reading() as connection:
            for some in portions(sorted(set(citizens))):
                query = select(asks.c.citizen, asks.c.asked).where(
                    asks.c.citizen.in_(some), asks.c.asked >= since
                )
                for citizen, at in connection.execute(query):
                    found[citizen].append(at)
        return dict(found)

    def open_ask(self, citizen: str, *, since: datetime) -> NoseAsk | None:
        query = select(asks).where(asks.c.citizen == citizen, asks.c.asked >= since)
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(asks.c.asked.desc()).limit(1)).one_or_none()
        return _ask(row) if row else None

    def one(self, ask: int) -> NoseAsk | None:
        with self._database.reading() as connection:
            row = connection.execute(select(asks).where(asks.c.id == ask)).one_or_none()
        return _ask(row) if row else None

    def answer(self, ask: int, answer: NoseAnswer, *, at: datetime, key: str) -> NoseAsk:
        here = asks.c.id == ask
        values = {"answered": at, "answer_key": key}
        with self._database.transaction() as connection:
            connection.execute(
                update(asks)
                .where(here, asks.c.answered.is_(None))
                .values(**values, noticed=answer.noticed, intensity=answer.intensity)
            )
            return _ask(connection.execute(select(asks).where(here)).one())

    def talked(self, ask: int) -> None:
        with self._database.transaction() as connection:
            connection.execute(update(asks).where(asks.c.id == ask).values(talked=True))

    def tally(self, event: int) -> AskTally:
        def counted(noticed: bool) -> Any:
            return func.coalesce(func.sum(case((asks.c.noticed.is_(noticed), 1), else_=0)), 0)

        query = select(func.count(), counted(True), counted(False)).where(asks.c.event == event)
        with self._database.reading() as connection:
            return AskTally(*map(int, connection.execute(query).one()))


def _ask(row: Any) -> NoseAsk:
    answer = None if row.answered is None else NoseAnswer(row.noticed, row.intensity)
    return NoseAsk(
        row.id, row.event, row.citizen, row.place, row.asked, row.talked, answer, row.answered,
        row.answer_key,
    )  # fmt: skip

"""Tonight's chances of odor in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.odor_public import odor_tonight, odor_tonight_fits
from bureau.adapters.store.upsert import insert_ignore
from bureau.odor.tonight import TownNight


class StoredTonight:
    """`bureau.odor.ports.TonightStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, chances: Sequence[TownNight], report: Mapping[str, Any], *, day: date) -> None:
        with self._database.transaction() as connection:
            if not insert_ignore(connection, odor_tonight_fits, day=day, body=dict(report)):
                return
            for each in chances:
                values = {name: getattr(each, name) for name in each.__slots__}
                insert_ignore(connection, odor_tonight, **values)

    def of_day(self, day: date) -> list[TownNight]:
        return self._read(odor_tonight.c.day == day)

    def judged(self, *, since: date) -> list[TownNight]:
        return self._read(odor_tonight.c.day >= since, odor_tonight.c.smelt.is_not(None))

    def judge(self, smelt: Mapping[date, Collection[str]]) -> None:
        with self._database.transaction() as connection:
            for day, towns in smelt.items():
                here = update(odor_tonight).where(
                    odor_tonight.c.day == day, odor_tonight.c.smelt.is_(None)
                )
                connection.execute(
                    here.where(odor_tonight.c.town.in_(list(towns))).values(smelt=True)
                )
                connection.execute(
                    here.where(odor_tonight.c.town.not_in(list(towns))).values(smelt=False)
                )

    def latest(self) -> tuple[date, Mapping[str, Any]] | None:
        newest = select(odor_tonight_fits).order_by(odor_tonight_fits.c.day.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(newest).one_or_none()
        return (row.day, row.body) if row else None

    def _read(self, *conditions: Any) -> list[TownNight]:
        query = select(odor_tonight).where(*conditions)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(odor_tonight.c.day, odor_tonight.c.town))
            return [TownNight(**row) for row in rows.mappings()]

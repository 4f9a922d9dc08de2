"""Negative oxygen ions in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, func, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observation_rows import Row, site_row
from bureau.adapters.store.schema.observations import ion_hours, sites
from bureau.adapters.store.upsert import upsert
from bureau.quality.model import DEMO, IonObservation, Saved, Station

_MEDIUM = "ions"


class StoredIons:
    """`bureau.quality.ions.IonStore` on the database; invented ones only with `demo`."""

    def __init__(self, database: Database, *, demo: bool = False) -> None:
        self._database = database
        self._demo = demo

    def newest(self, *, since: datetime, until: datetime) -> list[tuple[Station, IonObservation]]:
        """Return each station with its newest value of a time."""
        in_time = (ion_hours.c.at > since, ion_hours.c.at <= until, *self._visible(ion_hours))
        last = (
            select(ion_hours.c.station, func.max(ion_hours.c.at).label("at"))
            .where(*in_time)
            .group_by(ion_hours.c.station)
            .subquery()
        )
        query = (
            select(ion_hours, sites.c.name, sites.c.place, sites.c.longitude, sites.c.latitude)
            .join(last, (last.c.station == ion_hours.c.station) & (last.c.at == ion_hours.c.at))
            .join(sites, (sites.c.code == ion_hours.c.station) & (sites.c.medium == _MEDIUM))
            .order_by(ion_hours.c.station)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            (
                Station(row.station, row.name, row.source, row.place, row.longitude, row.latitude),
                IonObservation(row.station, row.at, row.source, row.per_cm3),
            )
            for row in rows
        ]

    def _visible(self, table: Table) -> list[ColumnElement[bool]]:
        return [] if self._demo else [table.c.source != DEMO]


def save_ions(
    connection: Connection, observed: Sequence[IonObservation], stations: Sequence[Station]
) -> Saved:
    """Store values and their stations; a corrected value replaces the old one."""
    if not observed:
        return Saved()
    placed = [site_row(station) | {"medium": _MEDIUM} for station in stations]
    upsert(connection, sites, placed, ("medium", "code"))
    times = [each.at for each in observed]
    earlier = select(ion_hours).where(ion_hours.c.at >= min(times), ion_hours.c.at <= max(times))
    known = {(row.station, row.at): dict(row._mapping) for row in connection.execute(earlier)}
    rows: dict[tuple[str, datetime], Row] = {
        (each.station, each.at): {name: getattr(each, name) for name in each.__slots__}
        for each in observed
    }
    changed = {key: row for key, row in rows.items() if known.get(key) != row}
    upsert(connection, ion_hours, list(changed.values()), ("station", "at"))
    corrected = len(changed.keys() & known.keys())
    return Saved(len(changed) - corrected, corrected, len(rows) - len(changed))

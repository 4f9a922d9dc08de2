"""The wind in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.observation_rows import Row, between, site_row
from bureau.adapters.store.schema.observations import sites
from bureau.adapters.store.schema.odor import wind_hours
from bureau.adapters.store.schema.odor_public import wind_forecasts
from bureau.adapters.store.upsert import upsert
from bureau.quality.model import DEMO, Saved, Station, WindObservation

_MEDIUM = "wind"


class StoredWinds:
    """`bureau.odor.ports.Winds` on the database; invented winds only with `demo`."""

    def __init__(self, database: Database, *, demo: bool = False) -> None:
        self._database = database
        self._demo = demo

    def stations(self) -> list[Station]:
        """Return the stations of wind."""
        query = select(sites).where(sites.c.medium == _MEDIUM, *self._visible(sites))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(sites.c.code)).all()
        return [
            Station(row.code, row.name, row.source, row.place, row.longitude, row.latitude)
            for row in rows
        ]

    def hours(self, *, start: datetime, end: datetime) -> list[WindObservation]:
        """Return the observations of start < at <= end, by time."""
        return self._read(wind_hours, start, end)

    def forecasts(self, *, start: datetime, end: datetime) -> list[WindObservation]:
        """Return the winds that were forecast for start < at <= end, by time."""
        return self._read(wind_forecasts, start, end)

    def _read(self, table: Table, start: datetime, end: datetime) -> list[WindObservation]:
        query = select(table).where(table.c.at > start, table.c.at <= end, *self._visible(table))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.at, table.c.station))
            return [WindObservation(**row) for row in rows.mappings()]

    def _visible(self, table: Table) -> list[ColumnElement[bool]]:
        return [] if self._demo else [table.c.source != DEMO]


def save_wind(
    connection: Connection, winds: Sequence[WindObservation], stations: Sequence[Station]
) -> Saved:
    """Store winds and their stations; a corrected value replaces the old one."""
    if not winds:
        return Saved()
    placed = [site_row(station) | {"medium": _MEDIUM} for station in stations]
    upsert(connection, sites, placed, ("medium", "code"))
    times = [wind.at for wind in winds]
    codes = sorted({wind.station for wind in winds})
    earlier = min(times) - timedelta(seconds=1)  # `between` leaves its first instant out
    known = {
        (row["station"], row["at"]): row
        for row in between(connection, wind_hours, "station", codes, earlier, max(times))
    }
    rows: dict[tuple[str, datetime], Row] = {}
    for wind in winds:
        rows[wind.station, wind.at] = {name: getattr(wind, name) for name in wind.__slots__}
    changed = {key: row for key, row in rows.items() if known.get(key) != row}
    upsert(connection, wind_hours, list(changed.values()), ("station", "at"))
    corrected = len(changed.keys() & known.keys())
    return Saved(len(changed) - corrected, corrected, len(rows) - len(changed))


def save_wind_forecasts(connection: Connection, winds: Sequence[WindObservation]) -> None:
    """Store winds that are forecast; a later look at the same hour replaces the one before."""
    rows = {
        (w.station, w.at): {c.name: getattr(w, c.name) for c in wind_forecasts.c} for w in winds
    }
    upsert(connection, wind_forecasts, list(rows.values()), ("station", "at"))

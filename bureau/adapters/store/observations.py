"""Observations in the database: series by site and time, corrections, raw answers, states."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from bureau.adapters.store.engine import Database
from bureau.adapters.store.ingest import save_air, save_days, save_months, save_water
from bureau.adapters.store.ions import save_ions
from bureau.adapters.store.observation_rows import (
    Row,
    between,
    forecast_row,
    plain,
    plain_rows,
    portions,
    site_row,
    to_air,
    to_forecast,
    to_state,
    to_water,
)
from bureau.adapters.store.schema.observations import (
    air_days,
    air_forecasts,
    air_observations,
    foreign_indices,
    ion_hours,
    raw_answers,
    sites,
    source_states,
    water_months,
    water_observations,
)
from bureau.adapters.store.schema.odor import wind_hours
from bureau.adapters.store.upsert import upsert
from bureau.adapters.store.wind import save_wind, save_wind_forecasts
from bureau.quality.ingest import outranks, rank
from bureau.quality.model import (
    DEMO,
    AirDay,
    AirForecast,
    AirObservation,
    Fetched,
    ForeignIndex,
    RawAnswer,
    Saved,
    Section,
    SourceState,
    Station,
    WaterMonth,
    WaterObservation,
)


class StoredObservations:
    """`bureau.quality.ports.Observations` on the database.

    Without `demo` the rows of the demonstration source are invisible, so that data of a trial
    never come back as an answer in real operation.
    """

    def __init__(self, database: Database, *, demo: bool = False) -> None:
        self._database = database
        self._demo = demo

    # Sites

    def register(self, new: Iterable[Station | Section]) -> None:
        """Add stations and sections, or bring their names and places up to date."""
        rows = [site_row(site) for site in new]
        with self._database.transaction() as connection:
            known = {
                (r.medium, r.code): dict(r._mapping) for r in connection.execute(select(sites))
            }
            changed: dict[tuple[str, str], Row] = {}
            for row in rows:
                identity = (row["medium"], row["code"])
                old = known.get(identity)
                if old is not None and outranks(old["source"], row["source"]):
                    continue
                new_row = row if old is None else _completed(row, old)
                if new_row != old:
                    changed[identity] = known[identity] = new_row
            upsert(connection, sites, list(changed.values()), ("medium", "code"))

    def stations(self) -> list[Station]:
        """Return every station, by code."""
        return [
            Station(r.code, r.name, r.source, r.place, r.longitude, r.latitude, tuple(r.aliases))
            for r in self._sites("air")
        ]

    def sections(self) -> list[Section]:
        """Return every section, by code."""
        return [
            Section(
                r.code, r.name, r.source, r.kind, r.place, r.longitude, r.latitude, tuple(r.aliases)
            )
            for r in self._sites("water")
        ]

    def _sites(self, medium: str) -> Sequence[Any]:
        query = select(sites).where(sites.c.medium == medium, self._visible(sites))
        with self._database.reading() as connection:
            return connection.execute(query.order_by(sites.c.code)).all()

    # Writing

    def save(self, fetched: Fetched, *, at: datetime) -> Saved:
        """Store observations; the same again changes nothing, a corrected value keeps the old.

        New rows are examined against the station's earlier hours; days and months that they
        belong to are computed again. Of two sources the better one's row stands.
        """
        self.register([*fetched.stations, *fetched.sections])
        kinds = {section.code: section.kind for section in self.sections()}
        with self._database.transaction() as connection:
            saved = save_air(connection, fetched.air, at)
            saved += save_water(connection, fetched.water, kinds, at)
            saved += save_days(connection, fetched.air_days)
            saved += save_months(connection, fetched.water_months)
            foreign = [plain(index) for index in fetched.foreign]
            upsert(connection, foreign_indices, foreign, ("station", "at", "source"))
            expected = [forecast_row(forecast) for forecast in fetched.forecasts]
            upsert(connection, air_forecasts, expected, ("place", "day", "source"))
            saved += save_wind(connection, fetched.winds, fetched.wind_stations)
            saved += save_ions(connection, fetched.ions, fetched.ion_stations)
            save_wind_forecasts(connection, fetched.wind_forecasts)
        return saved

    # Reading

    def latest_air(self, stations: Sequence[str]) -> dict[str, AirObservation]:
        """Return each station's newest observation."""
        rows = self._latest(air_observations, "station", stations)
        return {row["station"]: to_air(row) for row in rows}

    def air_series(
        self, stations: Sequence[str], *, start: datetime, end: datetime
    ) -> list[AirObservation]:
        """Return the observations of start < at <= end, by time."""
        with self._database.reading() as connection:
            rows = between(
                connection, air_observations, "station", stations, start, end,
                self._visible(air_observations),
            )  # fmt: skip
        return [to_air(row) for row in sorted(rows, key=lambda row: row["at"])]

    def air_days(self, stations: Sequence[str], *, first: date, last: date) -> list[AirDay]:
        """Return the days from first to last, by day."""
        rows = self._dated(air_days, "station", "day", stations, first, last)
        return [AirDay(**row) for row in rows]

    def latest_water(self, sections: Sequence[str]) -> dict[str, WaterObservation]:
        """Return each section's newest observation."""
        rows = self._latest(water_observations, "section", sections)
        return {row["section"]: to_water(row) for row in rows}

    def water_series(
        self, sections: Sequence[str], *, start: datetime, end: datetime
    ) -> list[WaterObservation]:
        """Return the observations of start < at <= end, by time."""
        with self._database.reading() as connection:
            rows = between(
                connection, water_observations, "section", sections, start, end,
                self._visible(water_observations),
            )  # fmt: skip
        return [to_water(row) for row in sorted(rows, key=lambda row: row["at"])]

    def water_months(self, sections: Sequence[str], *, first: date, last: date) -> list[WaterMonth]:
        """Return the months whose first days lie from first to last, by month."""
        rows = self._dated(water_months, "section", "month", sections, first, last)
        return [WaterMonth(**row) for row in rows]

    def foreign(self, *, since: datetime) -> list[ForeignIndex]:
        """Return index points of other scales since an instant."""
        query = select(foreign_indices).where(foreign_indices.c.at >= since)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(foreign_indices.c.at))
            return [ForeignIndex(**row) for row in rows.mappings()]

    def air_forecasts(self, places: Sequence[str], *, day: date) -> list[AirForecast]:
        """Return what is expected of a day at places, the better source's word first."""
        table = air_forecasts
        query = select(table).where(
            table.c.place.in_(places), table.c.day == day, self._visible(table)
        )
        with self._database.reading() as connection:
            rows = plain_rows(connection.execute(query))
        return [to_forecast(row) for row in sorted(rows, key=lambda row: rank(row["source"]))]

    # Sources

    def state(self, source: str) -> SourceState:
        """Return how a source has been doing; an empty state for a stranger."""
        query = select(source_states).where(source_states.c.source == source)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return SourceState(source) if row is None else to_state(row)

    def states(self) -> list[SourceState]:
        """Return the states of all sources, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(source_states).order_by(source_states.c.source))
            return [to_state(row) for row in rows.mappings()]

    def put_state(self, state: SourceState) -> None:
        """Remember how a source is doing."""
        row = asdict(state) | {"findings": list(state.findings)}
        with self._database.transaction() as connection:
            upsert(connection, source_states, [row], ("source",))

    def keep_raw(self, answers: Iterable[RawAnswer]) -> None:
        """Keep answers as they came."""
        rows = [
            {
                "source": answer.source,
                "fetched": answer.fetched,
                "request": answer.request,
                "status": answer.status,
                "body_zlib": zlib.compress(answer.body),
            }
            for answer in answers
        ]
        if rows:
            with self._database.transaction() as connection:
                connection.execute(insert(raw_answers), rows)

    def forget(self, *, raw_before: datetime, hourly_before: datetime) -> int:
        """Delete raw answers and hourly values that are older; return how many rows went."""
        old = [
            (raw_answers, raw_answers.c.fetched < raw_before),
            (air_observations, air_observations.c.at < hourly_before),
            (water_observations, water_observations.c.at < hourly_before),
            (foreign_indices, foreign_indices.c.at < hourly_before),
            (air_forecasts, air_forecasts.c.issued < hourly_before),
            (wind_hours, wind_hours.c.at < hourly_before),
            (ion_hours, ion_hours.c.at < hourly_before),
        ]
        with self._database.transaction() as connection:
            return sum(
                connection.execute(delete(table).where(is_old)).rowcount for table, is_old in old
            )

    def _visible(self, table: FromClause) -> ColumnElement[bool]:
        return table.c.source.is_not(None) if self._demo else table.c.source != DEMO

    def _latest(self, table: Table, key: str, codes: Sequence[str]) -> list[Row]:
        found: list[Row] = []
        newest = table.alias()
        with self._database.reading() as connection:
            for some in portions(codes):
                # One short walk down the key for each site instead of a scan of its years.
                named = select(sites.c.code).where(sites.c.code.in_(some)).distinct().subquery()
                last = (
                    select(func.max(newest.c.at))
                    .where(newest.c[key] == named.c.code, self._visible(newest))
                    .scalar_subquery()
                )
                query = select(table).join(
                    named, (table.c[key] == named.c.code) & (table.c.at == last)
                )
                found += plain_rows(connection.execute(query))
        return found

    def _dated(
        self, table: Table, key: str, column: str, codes: Sequence[str], first: date, last: date
    ) -> list[Row]:
        found: list[Row] = []
        with self._database.reading() as connection:
            for some in portions(codes):
                query = select(table).where(
                    table.c[key].in_(some),
                    table.c[column].between(first, last),
                    self._visible(table),
                )
                found += plain_rows(connection.execute(query))
        return sorted(found, key=lambda row: (row[column], row[key]))


def _completed(row: Row, old: Row) -> Row:
    """Return the row with what only the old one knows: a feed often does not say where it is."""
    known = {name: old[name] for name in ("place", "longitude", "latitude") if row[name] is None}
    return row | known | ({} if row["aliases"] else {"aliases": old["aliases"]})

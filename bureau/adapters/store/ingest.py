"""Storing observations and what follows from them, as `bureau.quality.ingest` decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from bureau.adapters.store.observation_rows import (
    Row,
    air_row,
    between,
    plain,
    plain_rows,
    portions,
    to_air,
    to_water,
    water_row,
)
from bureau.adapters.store.schema.observations import (
    air_days,
    air_observations,
    observation_corrections,
    water_months,
    water_observations,
)
from bureau.adapters.store.upsert import upsert
from bureau.quality import ingest
from bureau.quality.air_summary import day_of_hours
from bureau.quality.model import AirDay, AirObservation, Saved, WaterMonth, WaterObservation


def save_air(connection: Connection, hours: Sequence[AirObservation], at: datetime) -> Saved:
    """Store hours of air, keep what they replace, and average the days that are over."""
    if not hours:
        return Saved()
    times = [hour.at for hour in hours]
    stations = {hour.station for hour in hours}
    known = _around(connection, air_observations, "station", stations, times, ingest.AIR_MEMORY)
    ingested = ingest.ingest_air(hours, map(to_air, known))
    _keep_replaced(connection, "air", "station", ingested.replaced, air_row, at)
    upsert(connection, air_observations, list(map(air_row, ingested.changed)), ("station", "at"))
    for day, some in ingest.days_to_average(ingested.changed, at=at).items():
        _average_day(connection, day, some)
    return ingested.saved


def save_water(
    connection: Connection,
    samples: Sequence[WaterObservation],
    kinds: Mapping[str, Any],
    at: datetime,
) -> Saved:
    """Store samples, keep what they replace, and average their months."""
    if not samples:
        return Saved()
    times = [sample.at for sample in samples]
    sections = {sample.section for sample in samples}
    known = _around(connection, water_observations, "section", sections, times, ingest.WATER_MEMORY)
    ingested = ingest.ingest_water(samples, map(to_water, known), kinds)
    _keep_replaced(connection, "water", "section", ingested.replaced, water_row, at)
    rows = list(map(water_row, ingested.changed))
    upsert(connection, water_observations, rows, ("section", "at"))
    months = [
        _averaged_month(connection, section, month)
        for section, month in ingest.months_to_average(ingested.changed)
    ]
    save_months(connection, months)
    return ingested.saved


def save_days(connection: Connection, days: Sequence[AirDay]) -> Saved:
    """Store days of air."""
    stored = _periods(connection, air_days, "station", "day", map(plain, days))
    changed, saved = ingest.ingest_periods(days, (AirDay(**row) for row in stored))
    upsert(connection, air_days, list(map(plain, changed)), ("station", "day"))
    return saved


def save_months(connection: Connection, months: Sequence[WaterMonth]) -> Saved:
    """Store months of water."""
    stored = _periods(connection, water_months, "section", "month", map(plain, months))
    changed, saved = ingest.ingest_periods(months, (WaterMonth(**row) for row in stored))
    upsert(connection, water_months, list(map(plain, changed)), ("section", "month"))
    return saved


def _average_day(connection: Connection, day: date, stations: set[str]) -> None:
    rows = between(connection, air_observations, "station", sorted(stations), *ingest.hours_of(day))
    hours: dict[str, list[AirObservation]] = {}
    for row in rows:
        hours.setdefault(row["station"], []).append(to_air(row))
    save_days(connection, [day_of_hours(station, day, some) for station, some in hours.items()])


def _averaged_month(connection: Connection, section: str, month: date) -> WaterMonth:
    rows = between(connection, water_observations, "section", [section], *ingest.samples_of(month))
    return ingest.month_of_samples(section, month, list(map(to_water, rows)))


def _around(
    connection: Connection,
    table: Table,
    key: str,
    sites: Iterable[str],
    times: Sequence[datetime],
    memory: timedelta,
) -> list[Row]:
    """Return the stored rows of these sites from shortly before the first time to the last."""
    start = min(times) - memory - timedelta(seconds=1)
    return between(connection, table, key, sorted(sites), start, max(times))


def _keep_replaced(
    connection: Connection,
    medium: str,
    key: str,
    replaced: Iterable[tuple[Any, Any]],
    to_row: Callable[[Any], Row],
    at: datetime,
) -> None:
    rows = []
    for old, new in replaced:
        was, is_now = to_row(old), to_row(new)
        before = {name: value for name, value in was.items() if value != is_now[name]}
        rows.append(
            {"medium": medium, "site": was[key], "at": was["at"], "noticed": at, "before": before}
        )
    if rows:
        connection.execute(insert(observation_corrections), rows)


def _periods(
    connection: Connection, table: Table, key: str, column: str, rows: Iterable[Row]
) -> list[Row]:
    """Return what is stored of these rows' sites, from their first to their last day."""
    rows = list(rows)
    if not rows:
        return []
    first, last = min(row[column] for row in rows), max(row[column] for row in rows)
    found: list[Row] = []
    for some in portions(sorted({row[key] for row in rows})):
        query = select(table).where(table.c[key].in_(some), table.c[column].between(first, last))
        found += plain_rows(connection.execute(query))
    return found

"""Rows of observations: to and from the domain's words, in portions the databases can take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Table, select
from sqlalchemy.sql.elements import ColumnElement

from basis.clock import SHANGHAI
from bureau.quality.model import (
    PRECEDENCE,
    AirDay,
    AirForecast,
    AirObservation,
    ForeignIndex,
    Section,
    SourceState,
    Station,
    WaterMonth,
    WaterObservation,
)

Row = dict[str, Any]
Key = tuple[str, Any]
_MOST_PARAMETERS = 500


def portions(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[at : at + _MOST_PARAMETERS] for at in range(0, len(codes), _MOST_PARAMETERS))


def plain_rows(result: CursorResult[Any]) -> list[Row]:
    """Return the rows as dictionaries; quicker by half than a mapping for each."""
    names = list(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]


def between(
    connection: Connection,
    table: Table,
    key: str,
    codes: Sequence[str],
    start: datetime,
    end: datetime,
    *conditions: ColumnElement[bool],
) -> list[Row]:
    found: list[Row] = []
    for some in portions(codes):
        query = select(table).where(
            table.c[key].in_(some), table.c.at > start, table.c.at <= end, *conditions
        )
        found += plain_rows(connection.execute(query))
    return found


def outranks(one: str, other: str) -> bool:
    return rank(one) < rank(other)


def rank(source: str) -> int:
    return PRECEDENCE.get(source, 5)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def day_of(at: datetime) -> date:
    # The value of midnight is the mean of the hour before it: it belongs to the day that ends.
    return (at.astimezone(SHANGHAI) - timedelta(seconds=1)).date()


def site_row(site: Station | Section) -> Row:
    return {
        "medium": "air" if isinstance(site, Station) else "water",
        "code": site.code,
        "name": site.name,
        "source": site.source,
        "kind": "" if isinstance(site, Station) else site.kind,
        "place": site.place,
        "longitude": site.longitude,
        "latitude": site.latitude,
        "aliases": list(site.aliases),
    }


def plain(thing: AirDay | WaterMonth | ForeignIndex) -> Row:
    row = {name: getattr(thing, name) for name in thing.__slots__}
    for name in ("values", "points"):
        if name in row:
            row[name] = dict(row[name])
    return row


def air_row(observation: AirObservation) -> Row:
    row = {name: getattr(observation, name) for name in AirObservation.__slots__}
    return row | {"suspicions": " ".join(observation.suspicions)}


def to_air(row: Row) -> AirObservation:
    return AirObservation(**{**row, "suspicions": tuple(row["suspicions"].split())})


def forecast_row(forecast: AirForecast) -> Row:
    row = {name: getattr(forecast, name) for name in AirForecast.__slots__}
    return row | {"values": dict(forecast.values), "primary": " ".join(forecast.primary)}


def to_forecast(row: Row) -> AirForecast:
    return AirForecast(**{**row, "primary": tuple(row["primary"].split())})


def water_row(observation: WaterObservation) -> Row:
    row = {name: getattr(observation, name) for name in WaterObservation.__slots__}
    return row | {
        "values": dict(observation.values),
        "failed": " ".join(observation.failed),
        "suspicions": " ".join(observation.suspicions),
    }


def to_water(row: Row) -> WaterObservation:
    words = {name: tuple(row[name].split()) for name in ("failed", "suspicions")}
    return WaterObservation(**{**row, **words})


def to_state(row: Mapping[Any, Any]) -> SourceState:
    state = SourceState(**{str(name): value for name, value in row.items()})
    return replace(state, findings=tuple(state.findings))

"""Storing observations: the same twice changes nothing, a correction keeps what stood there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from basis.clock import SHANGHAI
from bureau.adapters.store.observation_rows import (
    Key,
    Row,
    air_row,
    between,
    day_of,
    midnight,
    outranks,
    plain,
    portions,
    rank,
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
from bureau.quality import plausibility as trust
from bureau.quality.air_summary import day_of_hours
from bureau.quality.model import AirObservation, Saved, WaterMonth, WaterObservation
from bureau.quality.water_summary import mean_values

# How far back a new value is compared with earlier ones.
_AIR_MEMORY = timedelta(hours=trust.FROZEN_HOURS)
_WATER_MEMORY = timedelta(hours=24)
_A_DAY = timedelta(days=1)


def save_air(connection: Connection, observations: Sequence[AirObservation], at: datetime) -> Saved:
    if not observations:
        return Saved()
    before = _around(connection, air_observations, "station", observations, _AIR_MEMORY)
    history: dict[str, list[AirObservation]] = {}
    for (station, _), row in sorted(before.items()):
        history.setdefault(station, []).append(to_air(row))
    examined = []
    for observation in sorted(observations, key=lambda o: o.at):
        series = history.setdefault(observation.station, [])
        earlier = [old for old in series if old.at < observation.at]
        examined.append(trust.examine_air(observation, earlier))
        series[:] = [*earlier, examined[-1], *(o for o in series if o.at > observation.at)]
    rows = [air_row(observation) for observation in examined]
    saved, changed = _compare(connection, "air", "station", rows, before, at)
    saved = replace(saved, doubts=_doubts(rows, "station"))
    upsert(connection, air_observations, changed, ("station", "at"))
    # A day that still lasts is told from its hours; its mean is made when it is over.
    over = {
        (row["station"], day)
        for row in changed
        if midnight(day := day_of(row["at"])) <= at - _A_DAY
    }
    compute_days(connection, over)
    return saved


def save_water(
    connection: Connection,
    observations: Sequence[WaterObservation],
    kinds: Mapping[str, Any],
    at: datetime,
) -> Saved:
    if not observations:
        return Saved()
    before = _around(connection, water_observations, "section", observations, _WATER_MEMORY)
    history: dict[str, list[WaterObservation]] = {}
    for (section, _), row in sorted(before.items()):
        history.setdefault(section, []).append(to_water(row))
    rows = []
    for observation in sorted(observations, key=lambda o: o.at):
        series = history.setdefault(observation.section, [])
        earlier = [old for old in series if old.at < observation.at]
        kind = kinds.get(observation.section, "river")
        examined = trust.examine_water(observation, earlier, kind=kind)
        series[:] = [*earlier, examined, *(o for o in series if o.at > observation.at)]
        rows.append(water_row(examined))
    saved, changed = _compare(connection, "water", "section", rows, before, at)
    saved = replace(saved, doubts=_doubts(rows, "section"))
    upsert(connection, water_observations, changed, ("section", "at"))
    months = {(row["section"], _month(row["at"])) for row in changed}
    compute_months(connection, months)
    return saved


def compute_days(connection: Connection, days: set[tuple[str, date]]) -> None:
    wanted: dict[date, set[str]] = {}
    for station, day in days:
        wanted.setdefault(day, set()).add(station)
    for day, stations in wanted.items():
        start = midnight(day)
        found = between(
            connection,
            air_observations,
            "station",
            sorted(stations),
            start,
            start + timedelta(days=1),
        )
        series: dict[str, list[AirObservation]] = {}
        for row in found:
            series.setdefault(row["station"], []).append(to_air(row))
        rows = [plain(day_of_hours(s, day, hours)) for s, hours in series.items()]
        save_published(connection, air_days, rows, "day", None)


def compute_months(connection: Connection, months: set[tuple[str, date]]) -> None:
    rows = []
    for section, month in months:
        # A sample is of its instant, so midnight opens the month: start <= at < end.
        start = midnight(month) - timedelta(seconds=1)
        end = midnight((month + timedelta(days=32)).replace(day=1)) - timedelta(seconds=1)
        found = between(connection, water_observations, "section", [section], start, end)
        mean = mean_values([row["values"] for row in found])
        source = max((row["source"] for row in found), key=rank)
        rows.append(plain(WaterMonth(section, month, source, mean, len(found))))
    save_published(connection, water_months, rows, "month", None)


def _around(
    connection: Connection,
    table: Table,
    key: str,
    observations: Sequence[AirObservation] | Sequence[WaterObservation],
    memory: timedelta,
) -> dict[Key, Row]:
    """Return the stored rows at the observations' times and shortly before, by site and time."""
    times = [observation.at for observation in observations]
    codes = sorted({getattr(observation, key) for observation in observations})
    start = min(times) - memory - timedelta(seconds=1)
    rows = between(connection, table, key, codes, start, max(times))
    return {(row[key], row["at"]): row for row in rows}


def _compare(
    connection: Connection,
    medium: str,
    key: str,
    rows: Sequence[Row],
    before: Mapping[Key, Row],
    at: datetime,
) -> tuple[Saved, list[Row]]:
    """Return what is new or corrected; what a correction replaces goes into the history."""
    new = corrected = 0
    changed: dict[Key, Row] = {}
    replaced: list[Row] = []
    for row in rows:
        identity = (row[key], row["at"])
        old = before.get(identity)
        if old is None:
            new += identity not in changed
        elif outranks(old["source"], row["source"]) or _same(old, row):
            continue
        else:
            corrected += 1
            was = {
                name: value
                for name, value in old.items()
                if name not in (key, "at") and value != row[name]
            }
            replaced.append(
                {"medium": medium, "site": row[key], "at": row["at"], "noticed": at, "before": was}
            )
        changed[identity] = row
    if replaced:
        connection.execute(insert(observation_corrections), replaced)
    return Saved(new, corrected, len(rows) - new - corrected), list(changed.values())


def _doubts(rows: Sequence[Row], key: str) -> tuple[str, ...]:
    """Return each suspicion with the sites whose newest row of these it casts doubt on."""
    newest = {row[key]: row for row in rows}  # they stand in the order of their times
    sites: dict[str, list[str]] = {}
    for site, row in sorted(newest.items()):
        for suspicion in row["suspicions"].split():
            sites.setdefault(suspicion, []).append(site)
    return tuple(f"{suspicion}: {', '.join(some)}" for suspicion, some in sites.items())


def _same(old: Row, row: Row) -> bool:
    # A row that was frozen only beside the hours then known is not a correction.
    return all(old[name] == value for name, value in row.items() if name != "suspicions")


def save_published(
    connection: Connection,
    table: Table,
    rows: Iterable[Row],
    column: str,
    at: datetime | None,
) -> Saved:
    """Store days or months; one that a better source or the source itself gave stands."""
    key = "station" if column == "day" else "section"
    rows = list(rows)
    if not rows:
        return Saved()
    first, last = min(row[column] for row in rows), max(row[column] for row in rows)
    before: dict[Key, Row] = {}
    for some in portions(sorted({row[key] for row in rows})):
        query = select(table).where(table.c[key].in_(some), table.c[column].between(first, last))
        for old in connection.execute(query).mappings():
            before[(old[key], old[column])] = dict(old)
    counted = "hours" if column == "day" else "count"
    changed, new = [], 0
    for row in rows:
        old_row = before.get((row[key], row[column]))
        if old_row is not None and (
            old_row == row
            or outranks(old_row["source"], row["source"])
            # A mean of ours never replaces what the same source printed as its own.
            or (
                row[counted] is not None
                and old_row[counted] is None
                and old_row["source"] == row["source"]
            )
        ):
            continue
        new += old_row is None
        changed.append(row)
    upsert(connection, table, changed, (key, column))
    return Saved(new, len(changed) - new, len(rows) - len(changed)) if at else Saved()


def _month(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date().replace(day=1)

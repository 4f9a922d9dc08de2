"""How long the answers take from a year of data: 4 stations by the hour, 252 sections by 4 hours.

Run `python -m bench.quality_answers [database URL]`; prints milliseconds.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bureau.adapters.providers.demo import demo_day, demo_hour, demo_sample
from bureau.adapters.store.engine import Database
from bureau.adapters.store.observation_rows import air_row, water_row
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.schema.observations import air_observations, water_observations
from bureau.places import gazetteer
from bureau.quality.model import Fetched, Section, WaterMonth
from bureau.quality.reading import SHANGHAI
from bureau.quality.service import QualityService
from bureau.quality.sites import national_stations

NOW = datetime(2026, 8, 21, 12, 40, tzinfo=SHANGHAI)
NEWEST = NOW.replace(minute=0)
DAYS, ROUNDS, GOAL_MS = 365, 40, 20.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"
        database = Database(url)
        database.migrate()
        store = StoredObservations(database, demo=True)
        sections = _fill(database, store)
        service = QualityService(store, gazetteer())
        for name, question in _questions(service, sections).items():
            question()
            times = [_milliseconds(question) for _ in range(ROUNDS)]
            wall, cpu = (statistics.median(of_a_kind) for of_a_kind in zip(*times, strict=True))
            fast = "" if wall < GOAL_MS else f"  slower than {GOAL_MS:g} ms"
            slowest = max(times)[0]
            print(f"{name:34} median {wall:6.2f} (cpu {cpu:6.2f})  slowest {slowest:6.2f}{fast}")
        database.close()


def _questions(service: QualityService, sections: list[Section]) -> dict[str, Callable[[], Any]]:
    places = gazetteer()
    town, county = places.get("330411105"), places.get("330402")
    day, month = NOW.date() - timedelta(days=1), NOW.date().replace(day=1)
    clock = iter(range(10**9))
    fresh = lambda: NOW + next(clock) * timedelta(minutes=6)  # noqa: E731  # nothing remembered
    return {
        "air now at a town": lambda: service.air_now(place=town, at=NOW),
        "air now over the city": lambda: service.air_now(at=NOW),
        "water now at a section": lambda: service.water_now(name=sections[7].name, at=NOW),
        "water now at a county": lambda: service.water_now(place=county, at=NOW),
        "yesterday": lambda: service.air_on(day=day, at=NOW),
        "this week beside the last": lambda: service.air_over(
            first=day - timedelta(days=6), last=day, at=NOW
        ),
        "series of 24 h": lambda: service.air_series(station="1252A", at=NOW),
        "series of 7 d": lambda: service.air_series(station="1252A", hours=168, at=NOW),
        "water series of 7 d": lambda: service.water_series(section=sections[7].code, at=NOW),
        "counties by air, computed": lambda: service.air_ranking(
            month=month, level="county", at=fresh()
        ),
        "towns by water, computed": lambda: service.water_ranking(month=month, at=fresh()),
        "towns by water, remembered": lambda: service.water_ranking(month=month, at=NOW),
    }


def _fill(database: Database, store: StoredObservations) -> list[Section]:
    """Store a year: hours and samples in bulk, days and months through the front door."""
    towns = [town.code for town in gazetteer().towns()]
    sections = [
        Section(f"section-{n}", f"第{n}断面", "demo", "river", towns[n % 72]) for n in range(252)
    ]
    store.register([*national_stations(), *sections])
    began = time.perf_counter()
    hours = [NEWEST - timedelta(hours=n) for n in range(24 * DAYS)]
    days = [NEWEST.date() - timedelta(days=n) for n in range(1, 2 * DAYS)]
    months = sorted({day.replace(day=1) for day in days})
    with database.transaction() as connection:
        for station in national_stations():
            rows = [air_row(demo_hour(station.code, hour)) for hour in hours]
            connection.execute(air_observations.insert(), rows)
        for section in sections:
            rows = [water_row(demo_sample(section.code, hour)) for hour in hours[::4]]
            connection.execute(water_observations.insert(), rows)
    whole = [demo_day(station.code, day) for station in national_stations() for day in days]
    means = [
        WaterMonth(section.code, month, "demo", demo_sample(section.code, NEWEST).values)
        for section in sections
        for month in months
    ]
    store.save(Fetched(air_days=tuple(whole), water_months=tuple(means)), at=NOW)
    print(f"a year stored in {time.perf_counter() - began:.0f} s")
    return sections


def _milliseconds(question: Callable[[], Any]) -> tuple[float, float]:
    """Return the time on the clock and on the processor: on a busy machine they differ."""
    clock, processor = time.perf_counter(), time.process_time()
    question()
    return 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor)


if __name__ == "__main__":
    main()

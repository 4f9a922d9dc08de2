"""How long a day's feed of the whole country takes: 1600 stations by 24 hours, hour by hour.

Run `python -m bench.quality_ingest [database URL]`; every hour is parsed from the platform's own
JSON, examined, stored and averaged into its day.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import datetime, timedelta

from bureau.adapters.providers.demo import demo_hour
from bureau.adapters.providers.national_air import read_rows
from bureau.adapters.store.engine import Database
from bureau.adapters.store.observations import StoredObservations
from bureau.quality.air_index import grade_air
from bureau.quality.model import Fetched
from bureau.quality.reading import SHANGHAI

MIDNIGHT = datetime(2026, 8, 21, tzinfo=SHANGHAI)
STATIONS, GOAL_SECONDS = 1600, 60


def main() -> None:
    feeds = [_feed(MIDNIGHT + timedelta(hours=hour)) for hour in range(1, 25)]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db")
        database.migrate()
        store = StoredObservations(database)
        for name in ("first", "again, nothing new"):
            began, total = time.perf_counter(), 0
            for hour, feed in enumerate(feeds, 1):
                at = MIDNIGHT + timedelta(hours=hour, minutes=35)
                stations, observations, _ = read_rows(json.loads(feed), at=at)
                saved = store.save(
                    Fetched(air=tuple(observations), stations=tuple(stations)), at=at
                )
                total += saved.new + saved.corrected + saved.unchanged
            seconds = time.perf_counter() - began
            word = "within" if seconds < GOAL_SECONDS else "BEYOND"
            print(f"{name:20} {total} rows in {seconds:.1f} s, {word} {GOAL_SECONDS} s")
        database.close()


def _feed(at: datetime) -> str:
    rows = []
    for number in range(STATIONS):
        code = f"{1000 + number}A"
        observation = demo_hour(code, at)
        grade = grade_air(observation.concentrations(), day=at.date())
        rows.append(
            {
                "StationCode": code,
                "PositionName": f"站{number}",
                "Area": "某市",
                "TimePoint": at.strftime("%Y-%m-%dT%H:%M:%S"),
                "Longitude": str(100 + number / 100),
                "Latitude": str(25 + number / 100),
                "PM2_5": str(observation.pm2_5_ug_m3),
                "PM10": str(observation.pm10_ug_m3),
                "SO2": str(observation.so2_ug_m3),
                "NO2": str(observation.no2_ug_m3),
                "CO": str(observation.co_mg_m3),
                "O3": str(observation.o3_ug_m3),
                "O3_24h": str(observation.o3_ug_m3),
                "AQI": str(grade.aqi) if grade else "—",
                "PrimaryPollutant": "—",
            }
        )
    return json.dumps(rows, ensure_ascii=False)


if __name__ == "__main__":
    main()

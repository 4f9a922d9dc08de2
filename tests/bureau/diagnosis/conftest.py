"""A year of invented months in a store of its own, and one town whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bureau.adapters.providers.demo import DemoAir, DemoWater
from bureau.adapters.providers.demo_wind import DemoWind, demo_wind
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.wind import StoredWinds
from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.material import Material
from bureau.quality.model import AirDay, AirObservation, Fetched, WaterMonth
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
OCTOBER = MonthDays.of(date(2026, 10, 1))
# PM2.5 twice as high as a year before and at seven in the morning; TP over class III.
KNOWN = "330411101"
MADE_UP = f"demo-{KNOWN}"
WORSE = f"{MADE_UP}-1"


def filled(var: Path) -> Bureau:
    """Return a bureau with October, September and the October before, and a year of water."""
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(var), "PORTAL_ADMIN_PASSWORD": "a password"}))
    fill(bureau)
    return bureau


def fill(bureau: Bureau) -> None:
    """Store the months; what is known of one town is stored last and so stands."""
    store, air = bureau.observations, DemoAir(bureau.places)
    for month in (OCTOBER, OCTOBER.before, OCTOBER.year_ago):
        for piece in air.history(first=month.first, last=month.last, at=AT):
            if piece.air_days:
                store.save(piece, at=AT)
    for piece in DemoWater(bureau.places).history(first=date(2025, 8, 1), last=OCTOBER.last, at=AT):
        if piece.water_months:
            store.save(piece, at=AT)
    _blow(bureau)
    _known(bureau)


def _blow(bureau: Bureau) -> None:
    source = DemoWind(bureau.places)
    stations = source.fetch(at=AT).wind_stations
    winds = [
        demo_wind(station.code, month.start + timedelta(hours=n + 1))
        for month in (OCTOBER, OCTOBER.before, OCTOBER.year_ago)
        for station in stations
        for n in range(month.length * 24)
    ]
    bureau.observations.save(Fetched(winds=tuple(winds), wind_stations=stations), at=AT)


def _known(bureau: Bureau) -> None:
    random = np.random.default_rng(5)
    days: list[AirDay] = []
    for month, level in ((OCTOBER, 44.0), (OCTOBER.before, 22.0), (OCTOBER.year_ago, 22.0)):
        for day in month.dates():
            pm2_5 = round(max(level + 5 * random.standard_normal(), 3.0), 1)
            days.append(AirDay(MADE_UP, day, "demo", pm2_5, 50.0, 6.0, 20.0, 0.6, 90.0))
    hours = [
        AirObservation(
            MADE_UP, OCTOBER.start + timedelta(hours=n + 1), "demo",
            pm2_5_ug_m3=round(40 + (25 if (n + 1) % 24 == 7 else 0) + 3 * random.standard_normal()),
            o3_ug_m3=60.0,
        )
        for n in range(OCTOBER.length * 24)
    ]  # fmt: skip
    bureau.observations.save(Fetched(air=tuple(hours)), at=AT)
    bureau.observations.save(Fetched(air_days=tuple(days)), at=AT)
    months = []
    month = OCTOBER
    for n in range(14):
        phosphorus = 0.31 if n == 0 else round(0.15 + 0.004 * (n % 3), 3)
        values = {"pH": 7.4, "DO": 8.0, "CODMn": 3.0, "NH3N": 0.3, "TP": phosphorus}
        months.append(WaterMonth(WORSE, month.first, "demo", values))
        month = month.before
    bureau.observations.save(Fetched(water_months=tuple(months)), at=AT)


def material(bureau: Bureau, month: MonthDays = OCTOBER) -> Material:
    """Return what a month's diagnoses are made of, as the wiring hands it over."""
    return Material(
        bureau.observations,
        StoredWinds(bureau.database, demo=True),
        bureau.figures,
        StoredOdor(bureau.database),
        bureau.places,
        month,
        AT,
    )


@pytest.fixture(scope="session")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """The months; nobody writes to it."""
    bureau = filled(tmp_path_factory.mktemp("diagnosed"))
    yield bureau
    bureau.close()


@pytest.fixture(scope="session")
def october(observed: Bureau) -> Material:
    return material(observed)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """A bureau without a value: its diagnoses say so, and are made all the same."""
    settings = {"DEMO": "1", "VAR_DIR": str(tmp_path), "PORTAL_ADMIN_PASSWORD": "a password"}
    bureau = Bureau(load(settings))
    yield bureau
    bureau.close()

"""The months by wind and the forecast's record, as officers read them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.tonight import StoredTonight
from bureau.odor.model import Sighting
from bureau.odor.month import month_span
from bureau.odor.tonight import TownNight
from bureau.odor.wind import between
from bureau.quality.model import Fetched, Station, WindObservation
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer


@pytest.fixture
def october(bureau: Bureau) -> None:
    """A month in which a south-east wind brings the smell."""
    drawn = np.random.default_rng(4)
    start, end = month_span(date(2026, 10, 1))
    city, town = bureau.places.city, bureau.places.towns()[0]
    winds, told, hour = [], [], start
    while (hour := hour + timedelta(hours=1)) <= end:
        direction = float(drawn.uniform(0, 360))
        winds.append(WindObservation("demo-w", hour, "demo", 2.0, direction))
        if between(direction, 135) < 20:
            key = f"patrol:{len(told)}"
            told.append(
                Sighting(key, hour, 0, 0, 0.0, True, 3, (), town.county, town.official_code)
            )
    where = Station("demo-w", "演示站", "demo", city.code, city.longitude, city.latitude)
    bureau.observations.save(Fetched(winds=tuple(winds), wind_stations=(where,)), at=AT)
    StoredOdor(bureau.database).take_in(told)


def test_a_month_shows_its_rose_its_interval_and_its_calm(officer: Officer, october: None) -> None:
    text = officer.get("/portal/odor/winds?month=2026-10").get_data(as_text=True)
    assert text.count('class="petal"') > 8
    assert text.count('class="whisker"') > 8
    assert "静风占 0%" in text
    assert "744 个小时有风的资料（演示站）" in text
    assert "九成区间" in text


def test_a_month_without_reports_says_why_there_is_no_rose(officer: Officer) -> None:
    text = officer.get("/portal/odor/winds").get_data(as_text=True)
    assert "画不出靠得住的图" in text


@pytest.mark.parametrize(
    "wrong",
    ["month=2026-13", "month=x", "month=2030-01", "place=1", "what=H2S", "month=2026-10-05"],
)
def test_what_there_is_not_is_not_found(officer: Officer, wrong: str) -> None:
    assert officer.get(f"/portal/odor/winds?{wrong}").status_code == 404


def test_before_the_first_forecast_the_page_says_when_it_comes(officer: Officer) -> None:
    assert "还没有推算过" in officer.get("/portal/odor/tonight").get_data(as_text=True)


def test_officers_read_score_skill_and_reliability(officer: Officer, bureau: Bureau) -> None:
    day = date(2026, 11, 23)
    report = {
        "enough": True, "nights": 200, "smelt": 120, "told": 900, "brier": 0.0912,
        "usual": 0.1014, "skill": 0.1006, "table": [[0.1, 0.2, 300, 0.141, 0.152]],
    }  # fmt: skip
    store, town = StoredTonight(bureau.database), bureau.places.towns()[0].official_code
    store.put([TownNight(day, town, 0.3, 0.1)], report, day=day)
    store.judge({day: {town}})
    text = officer.get("/portal/odor/tonight").get_data(as_text=True)
    for told in ("0.0912", "0.1014", "10.1%", "14.1%", "15.2%", "30%", "1 个镇次"):
        assert told in text, told

"""A chart is a small picture that shows what the store holds, gaps and levels included."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from basis.clock import SHANGHAI
from bureau.adapters.store.observations import StoredObservations
from bureau.places import gazetteer
from bureau.quality.charts import Chart, Charts, NoChartError
from bureau.quality.model import AirObservation, Fetched, WaterObservation
from bureau.quality.service import QualityService
from bureau.quality.sites import national_sections, national_stations

NOON = datetime(2026, 8, 21, 12, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
AIR = Chart("air", "1252A", "AQI", "24h", NOON)
SECTION = national_sections()[0].code
# Levels as they are drawn, at 30 % over white, and a gap's grey over one of them.
ORANGE, MAROON, GAP_ON_YELLOW = (255, 216, 178), (216, 178, 189), (214, 218, 162)


@pytest.fixture
def charts(store: StoredObservations, tmp_path: Path) -> Charts:
    store.register([*national_stations(), *national_sections()])
    return Charts(QualityService(store, gazetteer()), tmp_path / "charts")


def fill(store: StoredObservations, *, pm2_5: float = 40, without: tuple[int, ...] = ()) -> None:
    hours = (NOON - HOUR * back for back in range(24) if back not in without)
    air = [AirObservation("1252A", at, "national", pm2_5, 60, 5, 20, 0.5, 80) for at in hours]
    water = [
        WaterObservation(SECTION, NOON - 4 * HOUR * back, "national", {"DO": 6.5, "NH3N": 0.2})
        for back in range(42)
    ]
    store.save(Fetched(air=tuple(air), water=tuple(water)), at=NOON)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def share(picture: Image.Image, colour: tuple[int, int, int]) -> float:
    """Return how much of a picture is about this colour."""
    counted = picture.getcolors(1_000_000) or []
    close = sum(
        count
        for count, pixel in counted
        if all(abs(pixel[part] - colour[part]) <= 8 for part in range(3))
    )
    return close / (picture.width * picture.height)


def test_a_name_says_everything_and_is_read_back() -> None:
    assert str(AIR) == "chart:air:1252A:AQI:24h:2026082112"
    assert Chart.read(str(AIR)) == AIR
    for other in ("", "chart:air:1252A", "chart:air:../x:AQI:24h:2026082112", f"{AIR}0", "k" * 32):
        assert Chart.read(other) is None
    assert Chart.read("chart:air:1252A:AQI:24h:2026139912") is None


@pytest.mark.parametrize(
    "chart",
    [
        AIR,
        Chart("air", "city", "PM2.5", "7d", NOON),
        Chart("water", SECTION, "class", "7d", NOON),
        Chart("water", SECTION, "DO", "7d", NOON),
    ],
    ids=str,
)
def test_a_chart_fits_a_phone_and_is_not_blank(
    charts: Charts, store: StoredObservations, chart: Chart
) -> None:
    fill(store)
    data = charts.png(str(chart))
    picture = opened(data)
    assert picture.width == 750
    assert len(data) < 100_000
    assert len(picture.getcolors(100_000) or []) > 20
    assert share(picture, (255, 255, 255)) < 0.6


def test_the_levels_reached_are_seen_in_their_colours(
    charts: Charts, store: StoredObservations
) -> None:
    fill(store, pm2_5=130)
    picture = opened(charts.png(str(AIR)))
    assert share(picture, ORANGE) > 0.1
    assert share(picture, MAROON) < 0.01


def test_hours_without_a_value_are_a_grey_stripe(charts: Charts, store: StoredObservations) -> None:
    fill(store, without=(5, 6, 7))
    assert share(opened(charts.png(str(AIR))), GAP_ON_YELLOW) > 0.03
    fill(store)
    whole = Chart("air", "1252A", "PM10", "24h", NOON)
    assert share(opened(charts.png(str(whole))), GAP_ON_YELLOW) < 0.005


def test_a_chart_is_drawn_once(charts: Charts, store: StoredObservations) -> None:
    fill(store)
    first = charts.png(str(AIR))
    fill(store, pm2_5=200)
    assert charts.png(str(AIR)) == first


@pytest.mark.parametrize(
    "name",
    [
        "chart:air:1253A:AQI:24h:2026082112",
        "chart:air:1252A:dust:24h:2026082112",
        "chart:water:nowhere:class:7d:2026082112",
        "https://elsewhere.example/a.png",
    ],
)
def test_what_cannot_be_drawn_is_refused(
    charts: Charts, store: StoredObservations, name: str
) -> None:
    fill(store)
    with pytest.raises(NoChartError):
        charts.png(name)


def test_nobody_loads_the_drawing_library_before_the_first_chart() -> None:
    code = "import sys, webhook.worker, actions.server; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

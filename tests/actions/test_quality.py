"""Questions of air and water in a row, over a store with demonstration data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import context
from bureau.quality.model import AirDay, Fetched
from bureau.settings import load
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two days of values, made once."""
    var = tmp_path_factory.mktemp("observed")
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(var)}))
    for at in (AT - timedelta(days=1), AT):
        bureau.poller.poll(at=at, everything=True)
    bureau.close()
    return var / "demonstration.db"


@pytest.fixture
def asker(observed: Path, tmp_path: Path, executor: ActionExecutor) -> Iterator[Citizen]:
    """A citizen who asks where there are two days of values."""
    shutil.copy(observed, tmp_path)
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    context.use(bureau)
    yield Citizen(executor)
    bureau.close()


def ask(asker: Citizen, text: str, medium: str = "air") -> tuple[str, dict[str, str]]:
    """Ask something; return the response's name and its facts."""
    asker.says(text, f"ask_{medium}").run(f"action_{medium}")
    return asker.responses[0], asker.heard[0]


def test_follow_ups_lean_on_the_question_before(asker: Citizen) -> None:
    response, facts = ask(asker, "王店今天能跑步吗")
    assert (response, facts["place"], facts["lead"] != "") == ("utter_air_now", "王店镇", True)
    response, facts = ask(asker, "昨天呢")
    assert (response, facts["place"], facts["day"]) == ("utter_air_day", "王店镇", "昨天")
    response, facts = ask(asker, "那新塍呢")
    assert (response, facts["place"], facts["day"]) == ("utter_air_day", "新塍镇", "昨天")
    response, facts = ask(asker, "PM2.5多少")
    assert (response, facts["place"]) == ("utter_air_now", "新塍镇")
    response, facts = ask(asker, "水呢")
    assert response == "utter_water_now"
    response, facts = ask(asker, "昨天呢")
    assert response == "utter_water_past"


def test_a_question_that_stands_for_itself_leans_on_nothing(asker: Citizen) -> None:
    ask(asker, "王店昨天PM2.5多少")
    response, facts = ask(asker, "现在空气怎么样")
    assert (response, facts["place"]) == ("utter_air_now", "嘉兴")


def test_an_old_question_is_not_gone_on_with(asker: Citizen) -> None:
    ask(asker, "王店昨天PM2.5多少")
    asker.at = AT + timedelta(hours=1)
    _, facts = ask(asker, "昨天呢")
    assert facts["place"] == "嘉兴"


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("南湖水干净吗", "南湖没有水质自动站，最近的"),
        ("长水塘水质怎么样", "长水塘没有水质自动站，最近的"),
        ("王店的水干净吗", "王店没有水质自动站，最近的"),
    ],
)
def test_a_water_without_a_station_is_lent_nobodys_grade(
    asker: Citizen, text: str, instead: str
) -> None:
    response, facts = ask(asker, text, "water")
    assert (response, facts["instead"]) == ("utter_water_elsewhere", instead)
    assert not [message for message in asker.heard if message.get("image")]


@pytest.mark.parametrize("text", ["王江泾的水怎么样", "桐乡水质", "这里的水干净吗"])
def test_the_water_of_a_place_is_told_by_its_section(asker: Citizen, text: str) -> None:
    response, _ = ask(asker, text, "water")
    assert response == "utter_water_now"


def test_a_day_beyond_the_table_is_told_so_and_not_that_nothing_is_known(asker: Citizen) -> None:
    day = AirDay("330400", date(2025, 11, 20), "bureau", 20.0, o3_8h_ug_m3=850.0)
    context.bureau().observations.save(Fetched(air_days=(day,)), at=AT)
    response, facts = ask(asker, "2025年11月20日空气怎么样")
    assert (response, facts["names"]) == ("utter_air_day_beyond", "臭氧")


def test_the_same_chart_is_not_sent_twice_unless_asked_for(asker: Citizen) -> None:
    def charts(text: str) -> list[str]:
        ask(asker, text)
        return [message["image"] for message in asker.heard if message.get("image")]

    (first,) = charts("现在空气怎么样")
    assert first.startswith("chart:air:city:AQI:24h:")
    assert charts("空气怎么样") == []
    assert charts("空气变化图") == [first]
    assert charts("臭氧多少")[0].startswith("chart:air:city:O3:24h:")


def test_whose_fault_it_is_that_there_is_no_value(citizen: Citizen) -> None:
    response, facts = ask(citizen, "现在空气怎么样")
    assert (response, facts["why"]) == ("utter_air_unknown", "是我这边没取到，正在想办法")

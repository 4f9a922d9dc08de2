"""Negative oxygen ions in the chat."""

from __future__ import annotations

import pytest

from bureau.quality.model import Fetched, IonObservation, Station
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen


@pytest.fixture
def measured(bureau: Bureau) -> None:
    """Three stations' values of this hour."""
    places = {"330402": ("湘家荡", 1350.0), "330481": ("盐官", 800.0), "330421": ("汾湖", 90.0)}
    hour = AT.replace(minute=0)
    bureau.observations.save(
        Fetched(
            ions=tuple(
                IonObservation(code, hour, "bureau", value) for code, (_, value) in places.items()
            ),
            ion_stations=tuple(
                Station(code, name, "bureau", code) for code, (name, _) in places.items()
            ),
        ),
        at=AT,
    )


def answer(citizen: Citizen, text: str, action: str = "action_air") -> dict:
    told = citizen.says(text, "ask_air").run(action)
    (response,) = told["responses"]
    return response


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("text", ["海宁负氧离子多少", "海宁的负离子高不高啊", "海宁今天负氧怎么样"])
def test_a_places_value_is_told_with_its_grade_time_and_source(citizen: Citizen, text: str) -> None:
    told = answer(citizen, text)
    assert told["response"] == "utter_air_ions"
    assert (told["value"], told["grade"]) == ("800", "清新")
    assert told["station"] == "盐官"
    assert "监测网络" in told["source"]
    assert told["time"]
    assert told["old"] == ""


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("负氧离子多少", "action_air"),
        ("哪里空气最清新", "action_ranking"),
        ("哪里负氧离子最高", "action_ranking"),
        ("周末去哪里洗肺", "action_air"),
    ],
)
def test_without_a_place_the_freshest_are_told(citizen: Citizen, text: str, action: str) -> None:
    told = answer(citizen, text, action)
    assert told["response"] == "utter_air_ions_best"
    assert told["rows"].splitlines()[0] == "1. 湘家荡 1350，非常清新"


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("海宁空气怎么样", "action_air"),
        ("哪里空气最好", "action_ranking"),
        ("氨氮多少", "action_air"),
    ],
)
def test_look_alikes_are_answered_as_before(citizen: Citizen, text: str, action: str) -> None:
    assert "ions" not in answer(citizen, text, action)["response"]


def test_where_nobody_measures_it_is_said_and_the_freshest_is_left_to_the_index(
    citizen: Citizen,
) -> None:
    assert answer(citizen, "负氧离子多少")["response"] == "utter_air_ions_unknown"
    fresh = answer(citizen, "哪里空气最清新", "action_ranking")
    assert fresh["response"] == "utter_ranking_none"

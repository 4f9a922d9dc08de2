"""Places sent as a point or said out of the blue."""

from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.actions.conftest import Citizen

HERE = '/send_location{"longitude": 120.70, "latitude": 30.63, "label": "吉祥路88号"}'
ABROAD = '/send_location{"longitude": 121.47, "latitude": 31.23, "label": "人民广场"}'


def test_a_point_out_of_the_blue_names_the_town_and_is_kept(citizen: Citizen) -> None:
    citizen.says(HERE).run("action_place")
    assert citizen.responses == ["utter_place_here"]
    assert citizen.slots["point"][2] == "吉祥路88号"


def test_a_point_elsewhere_is_told_so(citizen: Citizen) -> None:
    citizen.says(ABROAD).run("action_place")
    assert citizen.responses == ["utter_place_outside"]
    assert "point" not in citizen.slots


@pytest.mark.parametrize(
    ("code", "answer"), [("330411105", "utter_place_settled"), ("999", "utter_place_unknown")]
)
def test_a_town_is_made_the_citizens_own_only_if_there_is_one(
    citizen: Citizen, bureau: Bureau, code: str, answer: str
) -> None:
    citizen.says(f'/send_location{{"option": "home", "label": "{code}"}}').run("action_place")
    assert citizen.responses == [answer]
    known = bureau.citizens.get(citizen.key)
    assert (known.town if known else None) == (code if answer == "utter_place_settled" else None)


@pytest.mark.parametrize("action", ["action_small_talk", "action_out_of_scope", "action_two_ways"])
def test_a_place_that_stands_alone_is_asked_about(citizen: Citizen, action: str) -> None:
    citizen.says("我家楼下", "small_talk").run(action)
    assert citizen.responses == ["utter_place_named"]

from __future__ import annotations

import pytest

from tests.actions.conftest import Citizen


@pytest.mark.parametrize("said", ["急!!", "求你们了", "快点", "在吗", "救命啊"])
def test_a_plea_inside_a_report_is_heard_and_nothing_is_lost(citizen: Citizen, said: str) -> None:
    citizen.tells("臭死了", categories=("odor",))
    for _ in range(3):
        assert citizen.tells(said, "small_talk") == "report_place"
        assert citizen.responses[0].startswith("utter_plea_")
    assert citizen.slots["report_draft"]["texts"] == ["臭死了"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [("求你们了", "utter_plea"), ("急!!", "utter_plea"), ("救命啊", "utter_plea_help"),
     ("在吗", "utter_test_message")],
)  # fmt: skip
def test_a_plea_out_of_the_blue_is_asked_what_happened(
    citizen: Citizen, said: str, answer: str
) -> None:
    citizen.says(said, "small_talk").run("action_small_talk")
    assert citizen.responses == [answer]


def test_who_urges_after_a_report_hears_how_it_stands(citizen: Citizen) -> None:
    citizen.tells("王店镇吉祥路塑料厂昨晚塑料味很重", categories=("odor",))
    citizen.tells("/affirm")
    citizen.run("action_finish_report")
    citizen.says("急!!", "small_talk").run("action_small_talk")
    assert citizen.responses == ["utter_plea_running", "utter_case_standing"]

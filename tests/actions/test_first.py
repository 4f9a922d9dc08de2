from __future__ import annotations

import pytest

from bureau.cases import Verb
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen
from tests.actions.test_report import confirm, told


def filed(citizen: Citizen) -> str:
    """The number of an ordinary case that the citizen filed just now."""
    confirm(told(citizen))
    return str(citizen.slots["last_case"][0])


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("孩子闻了喘不上气 嘴唇发紫", "utter_danger_harmed"),
        ("手碰了那个桶里的水 起水泡了", "utter_danger_contact"),
        ("我家鸭子喝了水死了一地", "utter_danger_animals"),
    ],
)
def test_danger_told_of_a_case_filed_just_now_makes_it_urgent(
    citizen: Citizen, bureau: Bureau, said: str, advice: str
) -> None:
    number = filed(citizen)
    citizen.says(said, "small_talk").run("action_reply")
    assert citizen.responses == [advice, "utter_danger_added"]
    (case,) = bureau.cases.of_citizen(by=citizen.key)
    assert case.draft.urgent
    assert bureau.cases.history(number)[-1].verb is Verb.SUPPLEMENT


def test_the_same_in_words_that_open_a_report(citizen: Citizen, bureau: Bureau) -> None:
    filed(citizen)
    citizen.tells("孩子闻了喘不上气 嘴唇发紫")
    assert "utter_danger_harmed" in citizen.responses
    citizen.run("action_finish_report")
    assert len(bureau.cases.of_citizen(by=citizen.key)) == 1


def test_danger_in_another_place_is_a_case_of_its_own(citizen: Citizen, bureau: Bureau) -> None:
    filed(citizen)
    citizen.tells("乍浦镇化工厂氨气泄漏 有人晕倒了", categories=("air",))
    citizen.run("action_finish_report")
    assert len(bureau.cases.of_citizen(by=citizen.key)) == 2


def test_two_messages_tell_danger_together(citizen: Citizen, bureau: Bureau) -> None:
    citizen.tells("诊所后面有人扔了好多东西 味道怪", categories=("waste",))
    citizen.tells("小孩在边上玩那些针管")
    assert citizen.slots["report_consent"] == "yes"
    assert any(name.startswith("utter_danger_") for name in citizen.responses)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("举报以后老板带人堵我家门 我害怕", "utter_hostile_besieged"),
        ("再不管我一把火烧了那个厂", "utter_hostile_threat"),
        ("把举报人的电话给我", "utter_hostile_expose"),
        ("你们执法的人收了老板红包", "utter_hostile_staff"),
        ("要不要带她去医院", "utter_danger_body"),
    ],
)
def test_what_others_must_act_on_is_said_plainly_and_not_filed(
    citizen: Citizen, bureau: Bureau, said: str, answer: str
) -> None:
    for intent in ("report", "small_talk"):
        citizen.says(said, intent)
        if intent == "report":
            citizen.run("validate_report_form", form="report_form")
        else:
            citizen.run("action_reply")
        assert citizen.responses == [answer]
    assert not bureau.cases.of_citizen(by=citizen.key)


def test_a_drill_alarms_nobody(citizen: Citizen, bureau: Bureau) -> None:
    citizen.tells("明天我们厂要搞氨泄漏演习 先说一声")
    assert not any(name.startswith("utter_danger_gas") for name in citizen.responses)

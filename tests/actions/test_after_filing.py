"""Afterthoughts to a case filed before, and thanks."""

from __future__ import annotations

import pytest

from bureau.cases import Draft
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen


def filed(citizen: Citizen, bureau: Bureau, *, urgent: bool = False) -> str:
    draft = Draft(categories=("odor",), place="330402100", place_text="东栅", urgent=urgent)
    case = bureau.cases.submit(draft=draft, by=citizen.key, at=AT, message_key="filed")
    citizen.slots["last_case"] = [case.number, AT.isoformat()]
    return case.number


def idly(citizen: Citizen, text: str, intent: str = "small_talk") -> list[str]:
    citizen.says(text, intent).run("action_small_talk")
    return citizen.responses


def test_thanks_promise_news_only_to_whoever_reported(citizen: Citizen, bureau: Bureau) -> None:
    citizen.says("多谢", "thank").run("action_reply")
    assert citizen.responses == ["utter_thank_plain"]
    filed(citizen, bureau)
    citizen.says("多谢你", "thank").run("action_reply")
    assert citizen.responses == ["utter_thank"]


@pytest.mark.parametrize(
    "text",
    ["昨天报的臭味没有了 谢谢你们", "河水不黑了 谢谢", "不吵了，辛苦大家", "味道散了 谢谢啊"],
)
def test_what_is_over_opens_no_report(citizen: Citizen, text: str) -> None:
    citizen.tells(text, categories=("odor",))
    assert citizen.responses == ["utter_thank_plain"]


@pytest.mark.parametrize(
    "text",
    ["又臭起来了，没人谢谢你们", "昨天不臭今天臭死了", "臭味又来了谢谢", "谢谢你们 楼下又开始烧了"],
)
def test_what_goes_on_does(citizen: Citizen, text: str) -> None:
    assert citizen.tells(text, categories=("odor",)) is not None
    assert "utter_thank_plain" not in citizen.responses


def test_that_everybody_is_well_is_added_to_an_urgent_case(
    citizen: Citizen, bureau: Bureau
) -> None:
    filed(citizen, bureau, urgent=True)
    assert idly(citizen, "孩子没事了") == ["utter_case_supplemented", "utter_case_well"]


def test_a_false_alarm_is_offered_to_be_withdrawn(citizen: Citizen, bureau: Bureau) -> None:
    filed(citizen, bureau, urgent=True)
    assert idly(citizen, "搞错了 原来是演习") == ["utter_case_withdraw_sure"]


@pytest.mark.parametrize("words", ["编号是啥我忘了", "我的事处理了吗"])
def test_how_the_case_stands_is_told_with_its_number(
    citizen: Citizen, bureau: Bureau, words: str
) -> None:
    number = filed(citizen, bureau)
    idly(citizen, words, "question")
    assert any(message.get("number") == number for message in citizen.heard)


def test_whoever_asks_for_the_money_hears_of_the_reward_too(
    citizen: Citizen, bureau: Bureau
) -> None:
    filed(citizen, bureau)
    assert idly(citizen, "我的奖金呢", "question")[-1] == "utter_case_reward"


def test_praise_is_thanked_for(citizen: Citizen) -> None:
    assert idly(citizen, "给你们点个赞", "ask_air") == ["utter_praised"]


def test_a_false_alarm_told_where_the_place_was_asked_is_offered_to_be_withdrawn(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = filed(citizen, bureau, urgent=True)
    citizen.slots |= {
        "supplement_number": number, "supplement_step": "place",
        "requested_slot": "supplement_text",
    }  # fmt: skip
    citizen.says("认错了 是在放鞭炮", "report")
    citizen.run("validate_supplement_form", form="supplement_form")
    assert citizen.responses == ["utter_case_withdraw_sure"]

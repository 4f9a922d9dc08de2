"""Whoever left a message for the bureau and asks after it hears how that message stands."""

from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.actions.conftest import Citizen


def left(citizen: Citizen) -> None:
    citizen.says('/handover{"option": "leave"}').run("action_reply")
    citizen.says("请给我回话，厂里的事没人理", "small_talk").run("action_small_talk")
    assert citizen.responses == ["utter_callback_left"]


@pytest.mark.parametrize("said", ["好了没", "有人吗", "怎么还没回", "你们局里的人什么时候回我"])
def test_a_message_that_waits_is_told_of(citizen: Citizen, said: str) -> None:
    left(citizen)
    citizen.says(said, "test_message").run("action_test_message")
    assert citizen.responses == ["utter_callback_waits"]


def test_its_answer_is_told_again(bureau: Bureau, citizen: Citizen) -> None:
    left(citizen)
    number = bureau.callbacks.of_citizen(by=citizen.key)[0].number
    bureau.callbacks.answer(number=number, text="已派人去看", by="lin", at=citizen.at)
    citizen.says("我留的言你们回了没", "ask_case").run("action_case")
    assert citizen.responses == ["utter_callback_answered"]


def test_a_report_made_after_it_is_what_is_asked_of(citizen: Citizen) -> None:
    left(citizen)
    citizen.tells("王店镇吉祥路塑料厂昨晚塑料味很重", categories=("odor",))
    citizen.tells("/affirm")
    citizen.run("action_finish_report")
    citizen.says("好了没", "ask_case").run("action_case")
    assert citizen.responses == ["utter_case_standing"]


def test_who_left_nothing_is_not_told_of_a_message(citizen: Citizen) -> None:
    citizen.says("好了没", "small_talk").run("action_small_talk")
    assert not any(name.startswith("utter_callback") for name in citizen.responses)

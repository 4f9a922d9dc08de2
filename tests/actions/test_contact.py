"""A contact is taken out of what was reported when its citizen says so, and that is said."""

from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.actions.conftest import Citizen

TOLD = "王店镇吉祥路塑料厂昨晚塑料味很重，我叫王小明，电话13800001111"


def told(citizen: Citizen) -> Citizen:
    assert citizen.tells(TOLD, categories=("odor",)) == "report_consent"
    return citizen


def filed(citizen: Citizen) -> None:
    told(citizen).tells("/affirm")
    citizen.run("action_finish_report")


@pytest.mark.parametrize("said", ["把刚才的电话抹掉", "别留我号码", "手机号不要写上去"])
def test_a_number_is_taken_out_before_the_report_is_filed(
    bureau: Bureau, citizen: Citizen, said: str
) -> None:
    told(citizen)
    assert citizen.tells(said, "erase_me") == "report_consent"
    assert citizen.responses == ["utter_contact_withheld"]
    citizen.tells("/affirm")
    citizen.run("action_finish_report")
    description = bureau.cases.of_citizen(by=citizen.key)[0].draft.description
    assert "13800001111" not in description
    assert "王小明" in description
    assert said not in description


def test_a_name_is_taken_out_and_the_report_is_anonymous(citizen: Citizen) -> None:
    told(citizen).tells("名字不要写上去")
    assert "王小明" not in citizen.slots["report_draft"]["texts"][0]
    assert citizen.slots["report_draft"]["anonymous"]


def test_nothing_is_said_to_be_gone_that_was_not_there(citizen: Citizen) -> None:
    citizen.tells("王店镇吉祥路塑料厂昨晚塑料味很重", categories=("odor",))
    citizen.tells("把我的电话删掉")
    assert citizen.responses == ["utter_contact_absent"]


def test_a_number_is_taken_out_of_the_case_and_of_what_was_added(
    bureau: Bureau, citizen: Citizen
) -> None:
    filed(citizen)
    citizen.says("打我13900002222也行").run("action_correct")
    citizen.says("刚才电话号码帮我删了，不要留", "erase_me").run("action_erase")
    assert citizen.responses == ["utter_contact_withheld_case"]
    case = bureau.cases.of_citizen(by=citizen.key)[0]
    notes = "".join(event.note for event in bureau.cases.history(case.number))
    assert "13800001111" not in case.draft.description
    assert "13900002222" not in notes
    assert "塑料味" in case.draft.description


def test_who_wants_all_forgotten_is_asked_whether_they_are_sure(citizen: Citizen) -> None:
    filed(citizen)
    citizen.says("把我的资料全部删掉", "erase_me").run("action_erase")
    assert citizen.responses == ["utter_erase_sure"]


def test_a_number_is_taken_out_of_a_report_that_was_put_off(citizen: Citizen) -> None:
    told(citizen)
    citizen.tells("先放着")
    citizen.says("算了电话别留", "erase_me").run("action_erase")
    assert citizen.responses == ["utter_contact_withheld"]
    assert "13800001111" not in citizen.slots["report_draft"]["texts"][0]
    assert "王小明" in citizen.slots["report_draft"]["texts"][0]


@pytest.mark.parametrize("said", ["可以了发出去", "好了，交吧", "那就报上去吧"])
def test_a_report_that_was_put_off_is_taken_up_by_the_word_to_hand_it_in(
    citizen: Citizen, said: str
) -> None:
    told(citizen)
    citizen.tells("先放着")
    result = citizen.says(said, "small_talk").run("action_small_talk")
    assert "report_form" in [event.get("name") for event in result["events"]]

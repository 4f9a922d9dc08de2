from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.actions.conftest import Citizen

DESPAIR = "我真的不想活了"


def in_despair(citizen: Citizen) -> Citizen:
    """A citizen who was met with care."""
    citizen.says(DESPAIR, "small_talk").run("action_reply")
    assert citizen.responses == ["utter_care"]
    return citizen


@pytest.mark.parametrize(
    ("said", "intent", "reply"),
    [
        ("嗯 我会打的", "affirm", "utter_care_will_call"),
        ("电话打不通", "handover", "utter_care_unanswered"),
        ("你只会背这几句", "insult", "utter_care_repeats"),
        ("刚才是冲动 现在好了", "out_of_scope", "utter_care_calm"),
        ("我才十一岁", "small_talk", "utter_care_child"),
        ("手上流血了", "small_talk", "utter_care_doing"),
    ],
)
def test_what_follows_despair_is_answered_in_it(
    citizen: Citizen, said: str, intent: str, reply: str
) -> None:
    in_despair(citizen).says(said, intent).run("action_reply")
    assert citizen.responses == [reply]


def test_replies_to_despair_vary(citizen: Citizen) -> None:
    in_despair(citizen)
    heard = []
    for said in ("你只会这一句", "又是这句", "说话呀", "你在吗"):
        citizen.says(said, "insult").run("action_reply")
        heard += citizen.responses
    assert len(set(heard)) == len(heard) == 4


def test_words_that_open_a_report_stay_in_despair(citizen: Citizen) -> None:
    in_despair(citizen).tells("就是那个味道害的")
    citizen.run("action_finish_report")
    assert citizen.responses == ["utter_care_nuisance"]
    citizen.says("我好累", "small_talk").run("action_reply")
    assert citizen.responses == ["utter_care_tired"]


def test_a_matter_ends_the_state(citizen: Citizen) -> None:
    in_despair(citizen)
    wanted = citizen.tells("王店镇吉祥路塑料厂昨晚排废气很臭", categories=("odor",))
    assert wanted == "report_consent"


def test_danger_beside_despair_is_danger(citizen: Citizen, bureau: Bureau) -> None:
    in_despair(citizen).tells("新塍镇化工厂氨气泄漏了 工人往外跑", categories=("air",))
    citizen.run("action_finish_report")
    assert bureau.cases.of_citizen(by=citizen.key)[0].draft.urgent


def test_what_was_told_in_the_same_breath_is_not_lost(citizen: Citizen) -> None:
    citizen.says("王店镇吉祥路塑料厂臭了三年 我真的不想活了", "small_talk", categories=("odor",))
    citizen.run("action_reply")
    assert "塑料厂" in str(citizen.slots["report_draft"])


def test_another_answer_ends_the_state(citizen: Citizen) -> None:
    in_despair(citizen).says("/help").run("action_reply")
    citizen.says("好的", "affirm").run("action_yes")
    assert not any(name.startswith("utter_care") for name in citizen.responses)


def test_somebody_elses_despair_is_not_the_writers(citizen: Citizen) -> None:
    citizen.says("隔壁阿婆说她不想活了 我该怎么劝", "small_talk").run("action_reply")
    assert citizen.responses == ["utter_care_third"]

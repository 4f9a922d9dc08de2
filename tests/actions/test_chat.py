"""Bare words outside a form: yes, no, cancel, say it again, what was not understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions import context
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen


def heard(citizen: Citizen, text: str, *buttons: dict[str, str]) -> None:
    """Let the assistant have said something, as Rasa keeps it."""
    citizen.events.append({"event": "bot", "text": text, "data": {"buttons": list(buttons)}})


@pytest.mark.parametrize(
    ("text", "intent", "action", "answer"),
    [
        ("好的", "affirm", "action_yes", "utter_nothing_offered"),
        ("不要", "deny", "action_no", "utter_nothing_offered"),
        ("取消", "cancel", "action_cancel", "utter_nothing_to_cancel"),
        ("你几岁了", "small_talk", "action_small_talk", "utter_small_talk"),
        ("明天会下雨吗", "out_of_scope", "action_out_of_scope", "utter_air_no_forecast"),
        ("这事归谁管", "other_government", "action_other_government", "utter_question_whose"),
        ("哪个", "nlu_fallback", "action_two_ways", "utter_two_ways"),
        ("催一下", "small_talk", "action_small_talk", "utter_case_none"),
        ("什么时候能解决", "other_government", "action_other_government", "utter_case_none"),
    ],
)
def test_words_without_anything_before_them_lead_on(
    citizen: Citizen, text: str, intent: str, action: str, answer: str
) -> None:
    citizen.says(text, intent).run(action)
    assert citizen.responses == [answer]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("老板不发工资", "人力社保局"),
        ("学校食堂太差", "教育局"),
        ("路口没红绿灯", "交警或交通运输局"),
    ],
)
def test_another_authoritys_matter_is_named_with_whose_it_is(
    citizen: Citizen, text: str, office: str
) -> None:
    citizen.says(text, "other_government").run("action_other_government")
    assert citizen.facts("utter_named_matter")["office"] == office


@pytest.mark.parametrize("action", ["action_other_government", "action_two_ways"])
def test_danger_is_a_report_whatever_it_was_read_as(citizen: Citizen, action: str) -> None:
    result = citizen.says("工地氨气泄漏了", "other_government").run(action)
    assert result["events"][-1]["name"] == "report_form"


def test_two_ways_on_are_offered_and_each_leads_somewhere(citizen: Citizen) -> None:
    citizen.says("那个", "nlu_fallback")
    citizen.message["intent_ranking"] = [
        {"name": name} for name in ("nlu_fallback", "small_talk", "ask_water", "insult", "ask_case")
    ]
    citizen.run("action_two_ways")
    payloads = [button["payload"] for button in citizen.facts("utter_two_ways")["buttons"]]
    assert payloads == ["/ask_water", "/ask_case"]


def test_the_last_answer_is_said_again_with_its_buttons(citizen: Citizen) -> None:
    citizen.says("你好", "greet")
    heard(citizen, "您好", {"title": "我要举报", "payload": "/report"})
    heard(citizen, "有什么事？")
    citizen.says("再说一遍", "small_talk").run("action_small_talk")
    assert [message["text"] for message in citizen.heard] == ["您好", "有什么事？"]
    assert citizen.heard[0]["buttons"][0]["payload"] == "/report"


def test_with_nothing_said_before_nothing_is_repeated(citizen: Citizen) -> None:
    citizen.says("再说一遍", "small_talk").run("action_small_talk")
    assert citizen.responses == ["utter_small_talk"]


OPEN = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)  # a Friday at ten
NIGHT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", [OPEN, NIGHT])
@pytest.mark.parametrize(("text", "intent"), [("人工", "handover"), ("找个活人", "small_talk")])
def test_who_wants_a_person_may_talk_here_while_somebody_is_there(
    citizen: Citizen, at: datetime, text: str, intent: str
) -> None:
    citizen.at = at
    action = "action_reply" if intent == "handover" else "action_small_talk"
    citizen.says(text, intent).run(action)
    assert citizen.responses == ["utter_handover_open" if at == OPEN else "utter_handover"]


def test_the_queue_is_told_as_it_is(citizen: Citizen) -> None:
    citizen.at = OPEN
    tap = '/handover{"option": "talk"}'
    citizen.says(tap).run("action_reply")
    assert citizen.responses[-1] == "utter_talk_next"
    hotline = context.bureau().hotline
    first = hotline.find(1)
    assert first is not None
    hotline.ask(by="another", at=OPEN)
    citizen.key = "c" * 32
    citizen.says(tap).run("action_reply")
    assert citizen.facts("utter_talk_queued")["before"] == 2


def test_after_hours_the_tap_takes_a_message_and_promises_when(citizen: Citizen) -> None:
    citizen.at = NIGHT
    citizen.says('/handover{"option": "talk"}').run("action_reply")
    assert citizen.responses[-1] == "utter_callback_ask"
    citizen.says("请回我电话，关于环评", "nlu_fallback").run("action_two_ways")
    assert citizen.facts("utter_callback_left")["moment"] == "11月30日11:30"


@pytest.mark.parametrize(
    "said",
    [
        "学校边上喷漆味道大",
        "医院后面天天烧垃圾",
        "我们这里空气差得很 没人管",
        "菜场路灯下面污水直流",
    ],
)
def test_a_matter_of_ours_is_never_sent_away_for_a_word_beside_it(
    citizen: Citizen, said: str
) -> None:
    result = citizen.says(said, "other_government").run("action_other_government")
    assert result["events"][-1]["name"] == "report_form"


@pytest.mark.parametrize("said", ["那再加一个人", "我女儿才四岁 行不", "到底开不开门嘛"])
def test_a_short_word_after_another_is_asked_about(citizen: Citizen, said: str) -> None:
    citizen.says(said, "other_government", confidence=0.7).run("action_other_government")
    assert "utter_other_government" not in citizen.responses


@pytest.mark.parametrize("said", ["公积金怎么提", "环卫工人工资没发", "我要补办社保卡"])
def test_another_authoritys_matter_is_still_sent_there(citizen: Citizen, said: str) -> None:
    citizen.says(said, "other_government").run("action_other_government")
    assert citizen.responses[0] in ("utter_other_government", "utter_named_matter")


def test_a_burning_battery_is_sent_to_the_fire_brigade_and_not_filed(citizen: Citizen) -> None:
    citizen.says("充电桩冒烟了", "other_government").run("action_other_government")
    assert citizen.responses == ["utter_danger_fire"]


def test_a_danger_only_asked_about_gets_what_protects_and_no_case(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.says("万一旁边厂里漏氨气往哪跑", "question").run("action_question")
    assert citizen.responses == ["utter_danger_advice"]
    assert not bureau.cases.of_citizen(by=citizen.key)

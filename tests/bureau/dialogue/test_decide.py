"""What a message does, by where the conversation stands."""

from __future__ import annotations

from datetime import datetime

import pytest

from bureau.dialogue.decide import Act, decide
from bureau.dialogue.message import Message
from bureau.dialogue.situation import Situation

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


def said(text: str, intent: str = "report", *, confidence: float = 0.95) -> Message:
    return Message(at=AT, text=text, intent=intent, confidence=confidence)


def tapped(intent: str, **carried: str) -> Message:
    return Message(at=AT, text="", intent=intent, confidence=1.0, tapped=True, carried=carried)


def asked(question: str) -> Situation:
    return Situation(form=question.split("_")[0], asked=question)


@pytest.mark.parametrize(
    ("text", "question", "act"),
    [
        ("没有", "report_time", Act.OVER),
        ("没有", "report_place", Act.UNKNOWN),
        ("没有", "patrol_seen", Act.NOTHING_SEEN),
        ("没有", "volunteer_town", Act.TELL),
        ("继续", "report_consent", Act.CONFIRM),
        ("继续报", "report_place", Act.RESUME),
        ("不对", "report_consent", Act.DECLINE),
        ("改一下", "report_consent", Act.CHANGE),
        ("算了", "report_time", Act.LEAVE),
        ("算了", "patrol_seen", Act.LEAVE),
        ("好的", "supplement_text", Act.CONFIRM),
        ("没看清", "report_place", Act.REPEAT),
        ("😷", "report_place", Act.REPEAT),
        ("凭什么告诉你们", "report_place", Act.REFUSE),
        ("不是王店，是新塍", "report_time", Act.CORRECT),
        ("到底有没有人管", "report_time", Act.ASK),
        ("王店镇吉祥路", "report_place", Act.TELL),
        ("算了半天账也没人管", "report_place", Act.TELL),
    ],
)
def test_the_same_words_do_what_the_question_before_them_makes_of_them(
    text: str, question: str, act: Act
) -> None:
    assert decide(said(text), asked(question)) is act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("我要举报", Act.BEGIN),
        ("催一下", Act.URGE),
        ("再说一遍", Act.REPEAT),
        ("还没解决", Act.UNSOLVED),
        ("满意", Act.SATISFIED),
        ("撤回", Act.WITHDRAW),
        ("没看清楚那家厂的名字", Act.TELL),
    ],
)
def test_outside_a_form_a_whole_phrase_says_what_it_does(text: str, act: Act) -> None:
    assert decide(said(text), Situation()) is act


def test_a_form_that_only_begins_is_neither_left_nor_digressed_from() -> None:
    begins = Situation(form="report")
    assert decide(said("算了"), begins) is Act.TELL
    assert decide(said("现在空气怎么样", "ask_air"), begins) is not Act.ASIDE


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("现在空气怎么样", "ask_air", 0.85),
        ("周六能跑步吗", "ask_air", 0.65),
        ("平湖空气", "ask_air", 0.65),
        ("转人工", "handover", 0.45),
        ("你是机器人吗", "small_talk", 0.7),
        ("谢谢", "thank", 0.9),
        ("工资不发怎么办", "other_government", 0.9),
    ],
)
def test_another_matter_is_let_through_and_only_when_it_is_sure(
    text: str, intent: str, confidence: float
) -> None:
    where = asked("report_place")
    assert decide(said(text, intent, confidence=confidence), where) is Act.ASIDE
    assert decide(said(text, intent, confidence=0.3), where) is not Act.ASIDE


def test_words_that_the_form_can_use_stay_in_it() -> None:
    thanks = said("谢谢，在中山路", "thank")
    assert decide(thanks, asked("report_place"), fits=lambda: True) is Act.TELL
    assert decide(thanks, asked("report_place"), fits=lambda: False) is Act.ASIDE


def test_whether_words_fit_is_not_asked_where_it_makes_no_difference() -> None:
    def never() -> bool:
        raise AssertionError

    assert decide(said("好的", "affirm"), asked("report_consent"), fits=never) is Act.CONFIRM
    assert decide(said("35", "small_talk", confidence=0.3), survey(), fits=never) is Act.TELL


def survey() -> Situation:
    return Situation(form="survey", asked="survey_answer", survey_question="age")


def test_a_survey_keeps_its_answers_and_lets_a_complaint_through() -> None:
    complaint = Message(
        at=AT, text="河水又黑又臭", intent="report", confidence=0.9, sure=("water",)
    )
    assert decide(complaint, survey()) is Act.ASIDE
    assert decide(complaint, survey(), fits=lambda: True) is Act.TELL
    assert decide(said("退出", "cancel", confidence=1.0), survey()) is Act.LEAVE
    assert decide(said("王店", "cancel", confidence=0.9), survey()) is Act.TELL


@pytest.mark.parametrize(
    ("intent", "question", "act"),
    [
        ("affirm", "report_consent", Act.CONFIRM),
        ("deny", "report_same", Act.DECLINE),
        ("correct", "report_consent", Act.CHANGE),
        ("cancel", "volunteer_kind", Act.LEAVE),
        ("ask_air", "report_place", Act.ASIDE),
        ("report", "survey_answer", Act.ASIDE),
        ("apply_volunteer", "volunteer_kind", Act.TELL),
        ("send_photo", "report_place", Act.TELL),
    ],
)
def test_a_tapped_button_does_what_it_says(intent: str, question: str, act: Act) -> None:
    assert decide(tapped(intent), asked(question)) is act


def test_discarding_leaves_a_report_that_only_begins() -> None:
    assert decide(tapped("report", option="discard"), Situation(form="report")) is Act.LEAVE

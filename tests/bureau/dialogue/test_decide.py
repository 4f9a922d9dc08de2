"""What a message does is decided in one place, from its reading and from what was asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bureau.dialogue.acts import Act, ActReading, Danger, Setting
from bureau.dialogue.decide import decide, service, ways
from bureau.dialogue.message import Message
from bureau.dialogue.situation import Offer, Situation

AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def message(text: str, **more: object) -> Message:
    return Message(at=AT, text=text, **more)  # type: ignore[arg-type]


def reading(*ranking: tuple[Act, float]) -> ActReading:
    return ActReading(ranking, Danger.GAS, 0.0, 0.0)


IN_FORM = Situation(form="report", asked="report_time")
READ_BACK = Situation(form="report", asked="report_consent")


def test_what_is_read_for_sure_is_taken():
    sure = reading((Act.CANCEL, 0.9), (Act.PAUSE, 0.05))
    assert decide(message("不报了"), READ_BACK, sure) is Act.CANCEL


@pytest.mark.parametrize("act", [Act.CONFIRM, Act.CANCEL, Act.WITHDRAW, Act.ERASE, Act.SOLVED])
def test_nothing_is_filed_changed_or_dropped_on_a_guess(act):
    guess = reading((act, 0.4), (Act.QUESTION, 0.3))
    assert decide(message("那个……"), READ_BACK, guess) is None


def test_a_question_may_be_guessed_since_an_answer_harms_nothing():
    guess = reading((Act.QUESTION, 0.4), (Act.CONFIRM, 0.3))
    assert decide(message("这样行吗"), READ_BACK, guess) is Act.QUESTION


def test_words_that_hold_what_was_asked_are_an_answer_whatever_they_resemble():
    like_thanks = reading((Act.THANK, 0.8), (Act.ANSWER, 0.1))
    told = decide(message("昨天半夜，谢谢"), IN_FORM, like_thanks, fits=lambda: True)
    assert told is Act.ANSWER


def test_a_question_stays_a_question_though_it_names_a_time():
    asks = reading((Act.QUESTION, 0.8), (Act.ANSWER, 0.1))
    assert decide(message("今天能来吗"), IN_FORM, asks, fits=lambda: True) is Act.QUESTION


def test_not_this_but_that_corrects():
    tells = reading((Act.ANSWER, 0.6), (Act.CORRECT, 0.3))
    assert decide(message("不是王店，是新塍"), READ_BACK, tells) is Act.CORRECT


def test_a_question_opens_no_report_and_a_complaint_that_asks_does():
    opening = Situation(form="report")
    asks = reading((Act.QUESTION, 0.6), (Act.REPORT, 0.3))
    assert decide(message("归谁管"), opening, asks) is Act.QUESTION
    complains = message("厂里半夜排臭气谁来管", intent="report", confidence=0.9)
    assert decide(complains, opening, asks) is Act.REPORT
    hardly = message("厂里的气味谁来管", intent="report", confidence=0.5)
    assert decide(hardly, opening, asks) is Act.QUESTION


def test_a_button_does_what_it_says():
    tapped = message("", intent="deny", tapped=True)
    assert decide(tapped, READ_BACK, None) is Act.DENY


def test_another_service_is_one_only_when_asked_for_surely():
    asks = message("我要当志愿者", intent="apply_volunteer", confidence=0.9)
    assert service(asks, IN_FORM)
    assert not service(asks, Situation(form="volunteer", asked="volunteer_kind"))
    assert not service(message("志愿", intent="apply_volunteer", confidence=0.3), IN_FORM)


def test_in_doubt_two_ways_are_offered():
    unsure = reading((Act.VENT, 0.4), (Act.PAUSE, 0.3), (Act.CONFIRM, 0.2))
    assert ways(unsure, frozenset({Act.PAUSE, Act.CONFIRM})) == [Act.PAUSE, Act.CONFIRM]


@pytest.mark.parametrize(
    ("situation", "setting"),
    [
        (Situation(), Setting.IDLE),
        (READ_BACK, Setting.READBACK),
        (Situation(just_filed="1"), Setting.FILED),
        (Situation(just_filed="1", answered="1"), Setting.ANSWERED),
        (Situation(just_filed="2", answered="1"), Setting.FILED),
        (Situation(refused="1"), Setting.REFUSED),
        (Situation(offer=Offer("erase"), just_filed="1"), Setting.YESNO),
        (Situation(form="report", just_filed="1"), Setting.FILED),
        (Situation(form="survey", asked="survey_answer", asked_openly=True), Setting.SURVEY_TEXT),
    ],
)
def test_the_setting_is_what_was_said_or_asked_right_before(situation, setting):
    assert situation.setting is setting


@pytest.mark.parametrize(
    "text", ["是不是楼下的烧烤店,每天晚上都有", "不是很臭，但是一直有", "不是每天都有，是下雨前"]
)
def test_not_every_sentence_with_a_not_takes_something_back(text):
    answers = reading((Act.ANSWER, 0.9), (Act.DETAIL, 0.05))
    assert decide(message(text), IN_FORM, answers) is Act.ANSWER


@pytest.mark.parametrize("text", ["不是王店，是新塍", "时间应该是前天", "地点改成乍浦"])
def test_what_takes_something_back_corrects(text):
    answers = reading((Act.ANSWER, 0.9), (Act.DETAIL, 0.05))
    assert decide(message(text), IN_FORM, answers) is Act.CORRECT


@pytest.mark.parametrize("text", ["1", "2.", "9、"])
def test_the_number_of_an_option_that_nobody_offers_does_nothing(text):
    like_a_person = reading((Act.PERSON, 0.9), (Act.ANSWER, 0.05))
    assert decide(message(text), Situation(), like_a_person) is None


@pytest.mark.parametrize("text", ["0", "12345", "1号厂房很臭"])
def test_other_numbers_are_read_as_ever(text):
    sure = reading((Act.PERSON, 0.9), (Act.ANSWER, 0.05))
    assert decide(message(text), Situation(), sure) is Act.PERSON

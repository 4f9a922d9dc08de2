"""The survey in the chat: what is an answer, what leaves, what is about something else."""

from __future__ import annotations

from typing import Any

import pytest

from actions.turn import Turn
from surveys.interview.wording import offered
from surveys.questionnaire.model import shipped
from tests.actions.conftest import AT, Citizen


def begun(citizen: Citizen) -> Citizen:
    turn(citizen, "填满意度", "start_survey")
    assert citizen.slots["survey_question"] == "town"
    return citizen


def turn(citizen: Citizen, text: str, intent: str, **more: Any) -> list[str]:
    """Say something in the survey; return the kinds of events that come back."""
    result = citizen.says(text, intent, **more).run("validate_survey_form", form="survey_form")
    return [event["event"] for event in result["events"]]


def test_an_answer_leads_to_the_next_question(citizen: Citizen) -> None:
    turn(begun(citizen), "王店", "out_of_scope")
    assert citizen.slots["survey_question"] == "lived"
    turn(citizen, "五年以上", "small_talk")
    assert citizen.slots["survey_question"] == "age"


@pytest.mark.parametrize(
    ("text", "intent", "categories"),
    [
        ("现在王店镇吉祥路塑料厂臭死了，快来人管管", "report", ("odor",)),
        ("河水又黑又臭没人管", "report", ("water",)),
        ("现在空气怎么样", "ask_air", ()),
        ("转人工", "handover", ()),
        ("你好", "greet", ()),
    ],
)
def test_what_is_no_answer_is_let_through_and_counts_as_no_mistake(
    citizen: Citizen, text: str, intent: str, categories: tuple[str, ...]
) -> None:
    begun(citizen)
    for _ in range(4):
        turn(citizen, text, intent, categories=categories)
        if citizen.slots["requested_slot"] is None:  # it left for a report; the sitting is kept
            turn(citizen, "满意度调查", "start_survey")
    turn(citizen, "王店", "out_of_scope")
    assert citizen.slots["survey_question"] == "lived"


@pytest.mark.parametrize("text", ["退出", "不想填了", "/cancel"])
def test_leaving_keeps_what_was_answered(citizen: Citizen, text: str) -> None:
    turn(begun(citizen), "王店", "out_of_scope")
    turn(citizen, text, "cancel", confidence=1.0)
    assert citizen.slots["requested_slot"] is None
    turn(citizen, "满意度调查", "start_survey")
    assert citizen.slots["survey_question"] == "lived"


def test_words_that_merely_resemble_a_cancel_are_read_as_an_answer(citizen: Citizen) -> None:
    turn(begun(citizen), "王店", "cancel", confidence=0.9)
    assert citizen.slots["survey_question"] == "lived"


@pytest.mark.parametrize(
    "mark", [mark for asked in shipped().questions for _, mark in offered(asked)]
)
def test_a_tapped_option_is_no_words_that_could_tell_danger_or_despair(mark: str) -> None:
    turn = Turn(by="lin", message_key="m", text=mark, at=AT)
    assert turn.reading is None
    assert (turn.danger, turn.despairs, turn.hostile) == ("", False, "")


@pytest.mark.parametrize("text", ["help: gas leak", "PH:2", "臭味:很重", "lived here: fire"])
def test_what_is_written_with_a_colon_is_read(text: str) -> None:
    assert Turn(by="lin", message_key="m", text=text, at=AT).reading is not None

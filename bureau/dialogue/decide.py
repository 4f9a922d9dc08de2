"""What a message does, from its words and from where the conversation stands.

This is the one place where it is decided: an action asks `decide` and never compares words. What
is written is read by the learned models (`acts`); what was tapped says so itself. An act that is
not read for sure is `DOUBT`, unless the words hold what the open form asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bureau.dialogue.acts.model import Act, ActReading
from bureau.dialogue.acts.thresholds import INTENT_SURE, SURE
from bureau.dialogue.message import Message
from bureau.dialogue.situation import Situation

# What is looked up, and so asked in a question's form.
LOOK_UPS = frozenset({"ask_air", "ask_water", "ask_ranking", "ask_month"})
# Other services and questions: tapped in a form, they are answered and the form goes on.
ASIDES = frozenset(
    {
        *LOOK_UPS, "ask_case", "question", "help", "handover", "start_survey", "apply_volunteer",
        "start_patrol", "subscribe_alert", "unsubscribe_alert", "other_government", "press",
        "ask_open_days", "book_visit", "my_visits", "ask_campaign", "start_quiz", "green_tip",
    }
)  # fmt: skip
REMARKS = frozenset({"greet", "thank", "goodbye", "small_talk", "insult", "test_message"})
# Services asked for in words; an act says only that something is asked for.
SERVICES = frozenset(
    {
        "start_survey", "apply_volunteer", "start_patrol", "subscribe_alert", "unsubscribe_alert",
        "ask_open_days", "book_visit", "my_visits", "ask_campaign", "start_quiz", "green_tip",
    }
)  # fmt: skip
# The intent that opens a form leads nowhere else while it is open.
OPENERS = {
    "volunteer": "apply_volunteer", "patrol": "start_patrol", "survey": "start_survey",
    "open_day": "book_visit",
}  # fmt: skip
# Acts that answer, correct or add to what a form asks for.
TELLING = frozenset({Act.ANSWER, Act.DETAIL, Act.REPORT, Act.CORRECT, Act.UNSOLVED, Act.SOLVED})
# Acts about something else than the open form: answered, and the form asks again.
ELSEWHERE = frozenset(
    {Act.QUESTION, Act.LOOKUP, Act.PROGRESS, Act.PERSON, Act.ERASE, Act.RESIGN, Act.THANK, Act.CHAT}
)
# In these a wrong guess would change or end something.
CONSEQUENTIAL = frozenset(
    {Act.CONFIRM, Act.CANCEL, Act.WITHDRAW, Act.SOLVED, Act.UNSOLVED, Act.ERASE, Act.RESTART}
)
# 不是王店，是新塍; 应该是前天. But 是不是王店 asks, and 不是很臭 tells how much.
_CORRECTED = re.compile(
    r"(?<![是可])不是(?![很太特蛮非一每天所]).{1,20}?(?:是|，|,)|应该是|改[成为回到]|换成"
)
# The number of an option that nobody offers any more: it does nothing. 0 asks for a person.
_OPTION = re.compile(r"[1-9][.。、]?")
_TAPPED = {
    "cancel": Act.CANCEL, "affirm": Act.CONFIRM, "deny": Act.DENY, "correct": Act.DENY,
    "restart": Act.RESTART, "erase_me": Act.ERASE, "ask_case": Act.PROGRESS,
    "handover": Act.PERSON, "question": Act.QUESTION,
}  # fmt: skip


def never() -> bool:
    """Return False: what fits no open question."""
    return False


def decide(
    message: Message,
    situation: Situation,
    reading: ActReading | None,
    *,
    fits: Callable[[], bool] = never,
) -> Act | None:
    """Return what a message does, None where that is in doubt.

    `reading`: what the models make of written words, None for what was tapped. `fits`: whether
    the message holds what the open form can use; asked only where that matters.
    """
    if reading is None:
        return _tapped(message, situation)
    if situation.form is None:
        if _OPTION.fullmatch(message.text):
            return None
        return reading.act if reading.chance >= SURE else None
    if situation.asked is None and situation.form == "report":
        return _opening(message, reading)
    return _in_form(message, situation, reading, fits)


def puts_right(text: str) -> bool:
    """Return whether words put something right in so many words: 不是王店，是新塍."""
    return _CORRECTED.search(text) is not None


def service(message: Message, situation: Situation) -> bool:
    """Return whether another service is asked for that has rules of its own: 满意度调查."""
    if message.intent == OPENERS.get(situation.form or ""):
        return False
    if message.tapped:
        elsewhere = {"report"} if situation.form == "survey" else set()
        return message.intent in ASIDES | REMARKS | elsewhere
    return message.intent in SERVICES and message.confidence >= INTENT_SURE


def ways(reading: ActReading, known: frozenset[Act]) -> list[Act]:
    """Return the two likeliest acts of those that can be offered."""
    return [act for act, _ in reading.ranking if act in known][:2]


def _tapped(message: Message, situation: Situation) -> Act | None:
    if message.pressed is not None:
        return message.pressed
    if message.intent == OPENERS.get(situation.form or "") or (
        situation.form is not None and not situation.asked
    ):
        return Act.REPORT
    return _TAPPED.get(message.intent, Act.ANSWER)


def _opening(message: Message, reading: ActReading) -> Act:
    """Read the message that opens a form: what asks opens none.

    Two models were asked, and the surer one is heard: whether words ask, and whether they complain.
    """
    complains = message.confidence if message.intent == "report" else 0.0
    asks = reading.act in (Act.QUESTION, Act.LOOKUP, Act.PROGRESS, Act.PERSON)
    return reading.act if asks and reading.chance >= max(SURE, complains) else Act.REPORT


def _in_form(
    message: Message, situation: Situation, reading: ActReading, fits: Callable[[], bool]
) -> Act | None:
    act, sure = reading.act, reading.chance >= SURE
    if act in TELLING and puts_right(message.text):
        return Act.CORRECT
    if sure and not (act in ELSEWHERE and act is not Act.ERASE and _answers(message, act, fits)):
        return act
    if fits():
        return Act.CORRECT if Act.CORRECT in (act, reading.ranking[1][0]) else Act.ANSWER
    # Whatever asks, chats or does not know may be guessed: nothing is changed by answering.
    harmless = act not in CONSEQUENTIAL and reading.chance >= SURE / 2
    return act if harmless or sure else None


def _answers(message: Message, act: Act, fits: Callable[[], bool]) -> bool:
    """Return whether words that resemble a remark or a question are an answer all the same."""
    asks = act in (Act.QUESTION, Act.LOOKUP, Act.PROGRESS, Act.PERSON)
    return not asks and fits()

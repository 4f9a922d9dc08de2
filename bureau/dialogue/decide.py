"""What a message does, from its words and from where the conversation stands.

This is the one place where phrases decide: an action asks `decide` and never compares words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from basis.answers import bare
from bureau.dialogue.message import Message
from bureau.dialogue.named import matter_named
from bureau.dialogue.phrases import contains, ends, means
from bureau.dialogue.situation import Situation


class Act(StrEnum):
    """What a message does. `TELL` is everything that is content, `ASIDE` another matter."""

    TELL = "tell"
    ASK = "ask"
    CORRECT = "correct"
    ASIDE = "aside"
    CONFIRM = "confirm"
    DECLINE = "decline"
    CHANGE = "change"
    LEAVE = "leave"
    REPEAT = "repeat"
    BEGIN = "begin"
    RESUME = "resume"
    UNKNOWN = "unknown"
    REFUSE = "refuse"
    OVER = "over"
    NOTHING_SEEN = "nothing_seen"
    URGE = "urge"
    SATISFIED = "satisfied"
    UNSOLVED = "unsolved"
    WITHDRAW = "withdraw"


# What is looked up, and so asked in a question's form.
LOOK_UPS = frozenset({"ask_air", "ask_water", "ask_ranking", "ask_case"})
# Questions that may be asked in the middle of a form; the form asks again afterwards.
ASIDES = frozenset(
    {
        *LOOK_UPS, "question", "help", "handover", "start_survey", "apply_volunteer",
        "start_patrol", "subscribe_alert", "unsubscribe_alert", "erase_me", "other_government",
    }
)  # fmt: skip
# Remarks that carry nothing for a form.
REMARKS = frozenset({"greet", "thank", "goodbye", "small_talk", "insult", "test_message"})
GREETINGS = frozenset({"greet", "thank", "goodbye"})
# Questions that are nobody's here, answered all the same.
OFF_TOPIC = frozenset({"out_of_scope", "small_talk"})
# Another service asked for in a few words, which no answer to a form's question resembles.
SERVICES = frozenset({"handover", "start_survey", "apply_volunteer", "start_patrol", "erase_me"})
# The intent that opens a form leads nowhere else while it is open.
OPENERS = {"volunteer": "apply_volunteer", "patrol": "start_patrol"}
# Free text in a form resembles every intent a little: only a sure reading counts.
SURE = 0.6
LIKELY = 0.4
CERTAIN = 0.8
EXACT = 1.0  # a whole message that is one of an intent's phrases
LONGEST_REMARK = 12

_TAPPED = {"cancel": Act.LEAVE, "affirm": Act.CONFIRM, "deny": Act.DECLINE}
# The phrases of an act, by their name in `phrases.yml`.
_MEANINGS: Mapping[Act, str] = {
    Act.CONFIRM: "agree",
    Act.DECLINE: "decline",
    Act.CHANGE: "change",
    Act.REPEAT: "repeat",
    Act.BEGIN: "begin",
    Act.RESUME: "resume",
    Act.UNKNOWN: "unknown",
    Act.OVER: "no_more",
    Act.NOTHING_SEEN: "nothing_seen",
    Act.URGE: "urges",
    Act.SATISFIED: "satisfied",
    Act.UNSOLVED: "unsolved",
    Act.WITHDRAW: "withdraw",
}
# Phrases stand for several acts (继续, 不对, 没有): where the conversation stands, the first of
# these is meant. A question of its own comes before its form.
_ORDER: Mapping[str | None, tuple[Act, ...]] = {
    None: (Act.BEGIN, Act.SATISFIED, Act.UNSOLVED, Act.WITHDRAW, Act.URGE, Act.REPEAT),
    "report_time": (Act.CONFIRM, Act.DECLINE, Act.OVER, Act.UNKNOWN, Act.CHANGE, Act.BEGIN,
                    Act.RESUME),
    "report": (Act.CONFIRM, Act.UNKNOWN, Act.DECLINE, Act.CHANGE, Act.BEGIN, Act.RESUME),
    "supplement": (Act.CONFIRM, Act.DECLINE),
    "patrol_place": (Act.NOTHING_SEEN, Act.UNKNOWN),
    "patrol": (Act.NOTHING_SEEN,),
    "volunteer": (),
}  # fmt: skip
# Answers to these end or change something, and are taken at their word before anything else.
_DECISIVE = {
    "report_same": (Act.CONFIRM, Act.DECLINE),
    "report_consent": (Act.CONFIRM, Act.CHANGE, Act.DECLINE),
    "supplement_text": (Act.CONFIRM, Act.DECLINE),
}
# Plain words that answer a report's question, whatever intent they resemble.
_ANSWERS = frozenset({Act.CONFIRM, Act.DECLINE, Act.CHANGE, Act.UNKNOWN, Act.OVER})
# 不是王店，是新塍; 应该是前天.
_CORRECTED = re.compile(r"不是.{1,20}?(?:是|，|,)|应该是|改成|改为")


def _never() -> bool:
    return False


def decide(message: Message, situation: Situation, *, fits: Callable[[], bool] = _never) -> Act:
    """Return what a message does.

    `fits`: whether it holds what the open form can use; such words stay in the form, however
    much they resemble another matter. It is asked only where that matters.
    """
    if situation.form is None:
        return _phrase(message.text, _ORDER[None]) or _told(message)
    if message.tapped:
        return _tapped(message, situation)
    if situation.form == "survey":
        return _in_survey(message, fits)
    return _in_form(message, situation, fits)


def says_nothing_new(text: str) -> bool:
    """Return whether words tell nothing that an officer should read: 不知道, 我要举报, 继续."""
    return means(text, "unknown", "begin", "resume")


def _phrase(text: str, order: tuple[Act, ...]) -> Act | None:
    return next((act for act in order if means(text, _MEANINGS[act])), None)


def _told(message: Message) -> Act:
    if message.intent == "correct" or _CORRECTED.search(message.text):
        return Act.CORRECT
    return Act.ASK if contains(message.text, "asks") else Act.TELL


def _tapped(message: Message, situation: Situation) -> Act:
    if situation.form == "report" and message.option == "discard":
        return Act.LEAVE
    if message.intent == OPENERS.get(situation.form or "") or not situation.asked:
        return Act.TELL
    if message.intent == "correct":
        return Act.CHANGE
    elsewhere = {"report"} if situation.form == "survey" else REMARKS
    if message.intent in ASIDES | elsewhere:
        return Act.ASIDE
    return _TAPPED.get(message.intent, Act.TELL)


def _in_survey(message: Message, fits: Callable[[], bool]) -> Act:
    """Read a message in the survey, which has its own words for leaving and going back."""
    if message.intent == "cancel" and message.confidence >= EXACT:
        return Act.LEAVE
    complains = message.intent == "report" and bool(message.sure)
    elsewhere = complains or message.intent in (ASIDES | GREETINGS) - {"start_survey"}
    if message.confidence >= SURE and elsewhere and not fits():
        return Act.ASIDE
    return Act.TELL


def _in_form(message: Message, situation: Situation, fits: Callable[[], bool]) -> Act:
    form, asked = situation.form or "", situation.asked
    text = message.text
    if asked and means(text, "leave"):
        return Act.LEAVE
    if asked and form == "report" and (means(text, "repeat") or not bare(text)):
        # A question mark or a crying face says nothing new, and uses up no question.
        return Act.REPEAT
    phrase = _phrase(text, _ORDER.get(asked or "", _ORDER[form]))
    if phrase is not None and phrase in _DECISIVE.get(asked or "", ()):
        return phrase
    if asked and _digresses(message, form, phrase, fits):
        return Act.ASIDE
    if phrase is None and form == "report" and asked and contains(text, "refuses"):
        return Act.REFUSE
    return phrase or _told(message)


def _digresses(message: Message, form: str, phrase: Act | None, fits: Callable[[], bool]) -> bool:
    """Return whether a message in a form is about something else."""
    if message.intent == OPENERS.get(form):
        return False
    text = message.text
    asking = contains(text, "asks")
    if message.intent in LOOK_UPS and asking and message.confidence >= CERTAIN:
        # 现在空气怎么样 holds a time, and is a question all the same.
        return True
    if message.confidence >= SURE and _asks_outright(message):
        return True
    brief = len(text) <= LONGEST_REMARK
    if message.intent in SERVICES and brief and message.confidence >= LIKELY:
        return True
    answers = form == "report" and phrase in _ANSWERS
    if message.confidence < SURE or answers or fits():
        return False
    if message.intent == "other_government":
        # Streets and schools are named in complaints as well: 中山路 is an answer.
        return asking and matter_named(text) is not None
    if message.intent in ASIDES:
        return asking or brief
    return message.intent in REMARKS and brief


def _asks_outright(message: Message) -> bool:
    """Return whether a message is the whole of a question: 周六能跑步吗, 平湖空气.

    A place or a time in it then belongs to the question.
    """
    if ends(message.text, "questions"):
        return message.intent in (ASIDES | OFF_TOPIC) - {"other_government"}
    looked_up = message.intent in LOOK_UPS and ends(message.text, "looked_up")
    return looked_up and bool(message.clues.place)

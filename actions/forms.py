"""What the forms share: leaving, digressions, coming back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import say, slots
from actions.offers import ANY_TIME
from actions.phrases import contains, ends, matter_named, means
from actions.turn import Turn

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
# Questions that are nobody's here, answered all the same.
OFF_TOPIC = frozenset({"out_of_scope", "small_talk"})
# Another service asked for in a few words, which no answer to a form's question resembles.
SERVICES = frozenset({"handover", "start_survey", "apply_volunteer", "start_patrol", "erase_me"})
# Free text in a form resembles every intent a little: only a sure reading counts.
SURE = 0.6
LIKELY = 0.4
CERTAIN = 0.8
LONGEST_REMARK = 12


def leaves(turn: Turn) -> bool:
    """Return whether the citizen leaves what is half done; exact phrases only."""
    return turn.intent == "cancel" if turn.tapped else means(turn.text, "leave")


def agrees(turn: Turn) -> bool:
    """Return whether the message is a yes."""
    return turn.intent == "affirm" if turn.tapped else means(turn.text, "agree")


def declines(turn: Turn) -> bool:
    """Return whether the message is a no."""
    return turn.intent == "deny" if turn.tapped else means(turn.text, "decline")


def digresses(turn: Turn, *, answered: bool, opener: str = "") -> bool:
    """Return whether a message in a form is about something else.

    `answered`: whether it tells something the form can use; such words stay in the form.
    `opener` is the intent that opens this very form and so leads nowhere else.
    """
    if turn.intent == opener:
        return False
    if turn.tapped:
        return turn.intent in ASIDES | REMARKS
    asking = contains(turn.text, "asks")
    if turn.intent in LOOK_UPS and asking and turn.confidence >= CERTAIN:
        # 现在空气怎么样 holds a time, and is a question all the same.
        return True
    if turn.confidence >= SURE and _asks_outright(turn):
        return True
    brief = len(turn.text) <= LONGEST_REMARK
    if turn.intent in SERVICES and brief and turn.confidence >= LIKELY:
        return True
    if answered or turn.confidence < SURE:
        return False
    if turn.intent == "other_government":
        # Streets and schools are named in complaints as well: 中山路 is an answer.
        return asking and matter_named(turn.text) is not None
    if turn.intent in ASIDES:
        return asking or brief
    return turn.intent in REMARKS and brief


def _asks_outright(turn: Turn) -> bool:
    """Return whether a message is the whole of a question: 周六能跑步吗, 平湖空气.

    A place or a time in it then belongs to the question.
    """
    if ends(turn.text, "questions"):
        return turn.intent in (ASIDES | OFF_TOPIC) - {"other_government"}
    return turn.intent in LOOK_UPS and ends(turn.text, "looked_up") and bool(turn.clues().place)


def digression(form: str) -> list[EventType]:
    """Return the event that lets another rule answer before the form goes on."""
    return [ActionExecutionRejected(form)]


def returns(tracker: Tracker, form: str) -> bool:
    """Return whether the form runs again after a digression was answered in this same turn."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return bool(event.get("name") == form)
    return False


def resumable(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Offer the half-filled report again when the form that came in between is over."""
    if not tracker.get_slot("report_draft"):
        return []
    say(dispatcher, "utter_report_waiting")
    return slots(offer=ANY_TIME.format("report"))


def asked_for(tracker: Tracker, form: str) -> str | None:
    """Return which of the form's slots was asked for, or None when the form only begins."""
    wanted = tracker.get_slot("requested_slot")
    prefix = form.removesuffix("_form")
    return wanted if isinstance(wanted, str) and wanted.startswith(prefix) else None

"""What the forms share: leaving, digressions, coming back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType

from actions.phrases import contains, means
from actions.turn import Turn

# Questions that may be asked in the middle of a form; the form asks again afterwards.
ASIDES = frozenset(
    {
        "ask_air", "ask_water", "ask_ranking", "ask_case", "question", "help", "handover",
        "start_survey", "apply_volunteer", "start_patrol", "subscribe_alert",
        "unsubscribe_alert", "erase_me",
    }
)  # fmt: skip
# Remarks that carry nothing for a form.
REMARKS = frozenset({"greet", "thank", "goodbye", "small_talk", "insult", "test_message"})
# Free text in a form resembles every intent a little: only a sure reading counts.
SURE = 0.6
LONGEST_REMARK = 12


def leaves(turn: Turn) -> bool:
    """Tell whether the citizen leaves what is half done; exact phrases only."""
    return turn.intent == "cancel" if turn.tapped else means(turn.text, "leave")


def agrees(turn: Turn) -> bool:
    """Tell whether the message is a yes."""
    return turn.intent == "affirm" if turn.tapped else means(turn.text, "agree")


def declines(turn: Turn) -> bool:
    """Tell whether the message is a no."""
    return turn.intent == "deny" if turn.tapped else means(turn.text, "decline")


def digresses(turn: Turn, *, answered: bool) -> bool:
    """Tell whether a message in a form is about something else.

    `answered`: whether it tells something the form can use; such words stay in the form.
    """
    if turn.tapped:
        return turn.intent in ASIDES | REMARKS
    if answered or turn.confidence < SURE:
        return False
    if turn.intent in ASIDES:
        return contains(turn.text, "asks") or len(turn.text) <= LONGEST_REMARK
    return turn.intent in REMARKS and len(turn.text) <= LONGEST_REMARK


def digression(form: str) -> list[EventType]:
    """Return the event that lets another rule answer before the form goes on."""
    return [ActionExecutionRejected(form)]


def returns(tracker: Tracker) -> bool:
    """Tell whether the form runs again after a digression was answered in this same turn."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return True
    return False


def asked_for(tracker: Tracker, form: str) -> str | None:
    """Return which of the form's slots was asked for, or None when the form only begins."""
    wanted = tracker.get_slot("requested_slot")
    prefix = form.removesuffix("_form")
    return wanted if isinstance(wanted, str) and wanted.startswith(prefix) else None

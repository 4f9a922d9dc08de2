"""Adding to a case: words, photos, corrections after it was filed."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BureauAction, say, slots
from actions.filing import last_case, supplemented
from actions.follow_ups import goes_on
from actions.forms import (
    agrees,
    asked_for,
    declines,
    digresses,
    digression,
    leaves,
    resumable,
    returns,
)
from actions.turn import Turn
from bureau.cases import StepError

FORM = "supplement_form"


class ValidateSupplementForm(BureauAction):
    """Takes the next message as an addition to the case in hand."""

    called = "validate_supplement_form"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Add what was sent, or let go."""
        number = str(tracker.get_slot("supplement_number") or "")
        wanted = asked_for(tracker, FORM)
        if wanted is None or returns(tracker, FORM):
            return slots(supplement_number=number, requested_slot="supplement_text")
        if leaves(turn) or declines(turn) or agrees(turn):
            say(dispatcher, "utter_nothing_to_cancel")
            return [*_over(), *resumable(dispatcher, tracker)]
        if digresses(turn, answered=False):
            return digression(FORM)
        add(number, turn, dispatcher)
        return [*_over(), *resumable(dispatcher, tracker)]


def _over() -> list[EventType]:
    return slots(supplement_number=None, requested_slot=None)


class ActionPhoto(BureauAction):
    """Takes a photo sent outside a form: to the case just filed, or as the start of a report."""

    called = "action_photo"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Add the photo to the case filed just now, or begin a report with it."""
        number = last_case(tracker, turn.at)
        if number is None:
            return [FollowupAction("report_form")]
        add(number, turn, dispatcher)
        return []


class ActionCorrect(BureauAction):
    """Takes a correction said outside a form: to the case just filed, if there is one."""

    called = "action_correct"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Add the correction, or ask which case is meant."""
        number = last_case(tracker, turn.at)
        if number is None and (events := goes_on(turn, dispatcher, tracker)):
            return events
        if number is None or turn.tapped:
            say(dispatcher, "utter_nothing_to_correct")
            return []
        add(number, turn, dispatcher)
        return []


def add(number: str, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Add this turn's words or photo to a case and say so, or say why not."""
    media = str(turn.carried.get("media") or "")
    try:
        supplemented(number, turn, text=turn.text, photos=(media,) if media else ())
    except StepError as refused:
        say(dispatcher, "utter_case_refused_step", explanation=refused.explanation)
        return
    say(dispatcher, "utter_case_supplemented", number=number)

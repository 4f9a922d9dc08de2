"""Adding to a case: words, photos, corrections after it was filed."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered
from actions.base import BureauAction, say, slots
from actions.case import about_case
from actions.filing import add, replied
from actions.first import beside, first, rings
from actions.follow_ups import goes_on
from actions.forms import digression, resumable
from actions.turn import Turn
from bureau.dialogue.acts import Act
from bureau.dialogue.after_filing import Afterthought, afterthought
from bureau.dialogue.decide import service


class ValidateSupplementForm(BureauAction):
    """Takes the next message as an addition to the case in hand."""

    called = "validate_supplement_form"
    form = "supplement"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Add what was sent, or let go."""
        number = str(tracker.get_slot("supplement_number") or "")
        again = slots(supplement_number=number, requested_slot="supplement_text")
        if turn.situation.asked is None or turn.situation.resumed:
            return again
        # Asked where people are in danger, whatever is told belongs to that case.
        urgent = tracker.get_slot("supplement_step") == "place"
        if turn.despairs or (turn.danger and not urgent):
            return [*_over(), *first(turn, dispatcher)]
        kind = turn.danger or beside(number, turn)
        if kind and rings(number, turn, kind, dispatcher):
            return again
        if service(turn, turn.situation):
            return digression(turn)
        match turn.does(fits=lambda: turn.clues.found):
            case Act.CONFIRM if urgent:
                say(dispatcher, "utter_case_filed_before", number=number)
                return again
            case Act.CANCEL | Act.DENY | Act.CONFIRM | Act.PAUSE:
                say(dispatcher, "utter_nothing_to_cancel")
            case Act.WITHDRAW:
                return [*_over(), *about_case(turn, dispatcher)]
            case _ if afterthought(turn.text) is Afterthought.FALSE_ALARM:
                return [*_over(), *about_case(turn, dispatcher, "withdraw")]
            case act if (events := answered(act, turn, dispatcher, tracker)) is not None:
                return [*events, *again]
            case _:
                add(number, turn, dispatcher)
        return [*_over(), *resumable(dispatcher, turn)]


def _over() -> list[EventType]:
    return slots(supplement_number=None, supplement_step=None, requested_slot=None)


class ActionPhoto(BureauAction):
    """Takes a photo sent outside a form: to what was recorded last, or as the start of a report."""

    called = "action_photo"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Add the photo to the patrol or the case of just now, or begin a report with it."""
        if turn.situation.questioned is not None:
            replied(turn.situation.questioned, turn, dispatcher)
            return []
        patrol, number = turn.situation.just_patrolled, turn.situation.just_filed
        if patrol is not None:
            context.bureau().patrols.add_photo(patrol=patrol, photo=turn.photo, by=turn.by)
            say(dispatcher, "utter_patrol_photo")
            return []
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
        number = turn.situation.just_filed
        if number is None and (events := goes_on(turn, dispatcher, tracker)):
            return events
        if number is None or turn.tapped:
            say(dispatcher, "utter_nothing_to_correct")
            return []
        add(number, turn, dispatcher, "utter_case_corrected")
        return []

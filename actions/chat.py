"""Yes, no and cancel outside a form."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.after_filing import thanked
from actions.alert import end_alerts
from actions.base import BureauAction, say, slots
from actions.callback import ask_for_message, ask_for_person, show_persons
from actions.case import answer
from actions.filing import let_go
from actions.forms import resumable
from actions.privacy import ask_to_erase, erase
from actions.turn import Turn
from actions.visits import CANCELLING, cancelled, seat_refused, seat_taken
from bureau.alerts import AlertKind
from bureau.cases import StepError, Verb
from bureau.dialogue import situation
from bureau.dialogue.plain_yes import plainly_yes
from bureau.dialogue.situation import Offer


class ActionReply(BureauAction):
    """Answers politeness, anger and the wish for a person by the intent's own words."""

    called = "action_reply"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say them."""
        match turn.option:
            case "leave":
                return ask_for_message(turn, dispatcher)
            case "talk":
                return ask_for_person(turn, dispatcher)
        if turn.intent == "handover":
            show_persons(turn, dispatcher)
        elif turn.intent == "thank":
            thanked(turn, dispatcher)
        else:
            say(dispatcher, f"utter_{turn.intent}")
        return []


class ActionYes(BureauAction):
    """Takes a bare yes for the offer that was made last."""

    called = "action_yes"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Do what was offered, or ask what is wanted."""
        return agreed(turn, dispatcher)


def agreed(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Do what was offered, or ask what is wanted."""
    match turn.situation.offer:
        case Offer("report"):
            return [*slots(offer=None), FollowupAction("report_form")]
        case Offer("survey_form"):
            return [FollowupAction("survey_form")]
        case Offer("notices"):
            context.bureau().invitations.asks_for_notices(by=turn.by, at=turn.at)
            say(dispatcher, "utter_survey_will_call")
            return slots(offer=None)
        case Offer("withdraw", number):
            return _step(number, Verb.WITHDRAW, turn, dispatcher)
        case Offer(situation.RATING, number):
            return _step(number, Verb.SATISFIED, turn, dispatcher)
        case Offer("erase"):
            # No way leads back: what only resembles a yes is asked once more.
            sure = turn.tapped or plainly_yes(turn.said) or plainly_yes(turn.text)
            return (erase if sure else ask_to_erase)(turn, dispatcher)
        case Offer(what, number) if what == CANCELLING:
            return cancelled(number, turn, dispatcher)
    if (events := seat_taken(turn, dispatcher)) is not None:
        return events
    alerts = context.bureau().alerts.of_citizen(by=turn.by)
    # The morning digest asks for a word, so that the next one may be sent.
    digest = any(alert.wish.kind is AlertKind.DIGEST for alert in alerts)
    say(dispatcher, "utter_alert_goes_on" if digest else "utter_nothing_offered")
    return []


class ActionNo(BureauAction):
    """Takes a bare no for the offer that was made last."""

    called = "action_no"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Let the offer go."""
        return declined(turn, dispatcher)


def declined(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Let the offer go."""
    match turn.situation.offer:
        case Offer("report"):
            return [*slots(offer=None), *let_go(dispatcher)]
        case Offer("survey_form" | "notices"):
            say(dispatcher, "utter_survey_declined")
        case Offer("withdraw"):
            say(dispatcher, "utter_case_kept")
        case Offer(situation.RATING, number):
            return _step(number, Verb.DISSATISFIED, turn, dispatcher)
        case Offer(what) if what == CANCELLING:
            say(dispatcher, "utter_visit_kept")
        case Offer("erase"):
            say(dispatcher, "utter_erase_kept")
            return [*slots(offer=None), *resumable(dispatcher, turn)]
        case _:
            before = turn.situation.topic
            if before is not None and before["topic"] == "alert":
                return end_alerts(turn, dispatcher)
            if (events := seat_refused(turn, dispatcher)) is not None:
                return events
            say(dispatcher, "utter_nothing_offered")
    return slots(offer=None)


class ActionCancel(BureauAction):
    """Takes a cancel outside a form: the half-filled report, or the citizen's open case."""

    called = "action_cancel"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Let go what is half done; a case is only withdrawn when that was said."""
        if turn.situation.half_told:
            return let_go(dispatcher)
        say(dispatcher, "utter_nothing_to_cancel")
        return slots(offer=None)


def _step(number: str, verb: Verb, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    reports = context.bureau().cases
    try:
        return answer(reports.own(number=number, by=turn.by), verb, turn, dispatcher)
    except StepError as refused:
        say(dispatcher, "utter_case_refused_step", explanation=refused.explanation)
        return slots(offer=None)

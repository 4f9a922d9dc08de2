"""Becoming a volunteer: which kind, which town."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered
from actions.base import BureauAction, say, slots
from actions.first import first
from actions.forms import digression
from actions.question import enquired
from actions.roster import roster_answered
from actions.turn import Turn
from actions.volunteering import after, leaving, question_answered, wants_to_leave
from bureau.dialogue.acts import Act
from bureau.dialogue.acts.thresholds import INTENT_SURE
from bureau.dialogue.decide import service
from bureau.dialogue.named import kind_named
from bureau.dialogue.volunteer_words import applies
from bureau.patrols import words

# Who may be no volunteer here is told first, and applies after.
_BEFORE_APPLYING = ("age", "minor", "elsewhere")


class ValidateVolunteerForm(BureauAction):
    """Takes in an application; it goes to the officers as soon as kind and town are known."""

    called = "validate_volunteer_form"
    form = "volunteer"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask for what is missing, or apply."""
        wanted = turn.situation.asked
        kind, town = tracker.get_slot("volunteer_kind"), tracker.get_slot("volunteer_town")
        if wanted is None:
            kind, town = None, turn.home
            if _said_otherwise(turn, dispatcher) or enquired(turn, dispatcher):
                return _over()
        elif turn.situation.resumed:
            return slots(requested_slot=wanted)
        place = _town(turn)
        named = kind_named(turn.text)
        if turn.despairs or turn.danger:
            return [*_over(), *first(turn, dispatcher)]
        act = turn.does(fits=lambda: bool(place or named))
        if wants_to_leave(turn) or (act is Act.RESIGN and not _applies(turn)):
            return _left(wanted, turn, dispatcher)
        if (events := _asked(turn, dispatcher, wanted, kind=named or kind, town=town)) is not None:
            return events
        if wanted is not None:
            told = bool(place or named)
            events = _beside(act, wanted, turn, dispatcher, tracker, told=told)
            if events is not None:
                return events
        kind, town = named or kind, place or town
        if kind is None or town is None:
            missing = "volunteer_kind" if kind is None else "volunteer_town"
            return slots(volunteer_kind=kind, volunteer_town=town, requested_slot=missing)
        return _apply(kind, town, turn, dispatcher)


def _said_otherwise(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Answer whoever leaves, asks for their shifts, or applied before; False where one applies."""
    if wants_to_leave(turn):
        leaving(turn, dispatcher)
        return True
    role = context.bureau().patrols.role(by=turn.by)
    if role is None:
        return False
    if role.approved and roster_answered(turn, dispatcher):
        return True
    if kind_named(turn.text) or question_answered(turn, dispatcher):
        return not kind_named(turn.text)
    response = "utter_volunteer_already" if role.approved else "utter_volunteer_waits"
    say(dispatcher, response, kind=words().kind(role.kind))
    return True


def _left(wanted: str | None, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Let an application go, or say how a volunteer stops."""
    if wanted is None:
        leaving(turn, dispatcher)
    else:
        say(dispatcher, "utter_volunteer_left")
    return _over()


def _applies(turn: Turn) -> bool:
    return turn.intent == "apply_volunteer" and turn.confidence >= INTENT_SURE


def _asked(
    turn: Turn,
    dispatcher: CollectingDispatcher,
    wanted: str | None,
    *,
    kind: str | None,
    town: str | None,
) -> list[EventType] | None:
    """Answer a question about volunteering; the form goes on, or opens where one applies, too."""
    about = question_answered(turn, dispatcher)
    if about is None:
        return None
    if wanted is None and not (applies(turn.text) and about not in _BEFORE_APPLYING):
        return [*_over(), *after(turn)]
    missing = wanted or ("volunteer_kind" if kind is None else "volunteer_town")
    return slots(volunteer_kind=kind, volunteer_town=town, requested_slot=missing)


def _beside(
    act: Act | None,
    wanted: str,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    *,
    told: bool,
) -> list[EventType] | None:
    """Answer what is no answer to the form's question; None where it is one."""
    if service(turn, turn.situation):
        return digression(turn)
    if act in (Act.CANCEL, Act.PAUSE, Act.DENY):
        say(dispatcher, "utter_volunteer_left")
        return _over()
    events = None if told else answered(act, turn, dispatcher, tracker)
    return None if events is None else [*events, *slots(requested_slot=wanted)]


def _town(turn: Turn) -> str | None:
    places = context.bureau().places
    if turn.point is not None:
        here = places.at(*turn.point[:2])
        return here.code if here else None
    named = places.best(turn.text)
    return named.place.code if named else None


def _apply(kind: str, town: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    bureau = context.bureau()
    volunteer = bureau.patrols.apply(
        kind=kind, town=town, by=turn.by, at=turn.at, message_key=turn.message_key
    )
    response = "utter_volunteer_already" if volunteer.approved else "utter_volunteer_applied"
    place = bureau.places.get(town)
    say(
        dispatcher,
        response,
        kind=words().kind(volunteer.kind),
        town=place.name if place else "",
        link=bureau.walking.own_address(by=turn.by, at=turn.at) or "",
    )
    return [*_over(), *after(turn)]


def _over() -> list[EventType]:
    return slots(volunteer_kind=None, volunteer_town=None, requested_slot=None)

"""Becoming a volunteer: which kind, which town."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say, slots
from actions.forms import digression
from actions.turn import Turn
from bureau.dialogue.decide import Act, decide
from bureau.dialogue.named import kind_named
from bureau.patrols import words


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
            role = context.bureau().patrols.role(by=turn.by)
            if role is not None and not kind_named(turn.text):
                response = "utter_volunteer_already" if role.approved else "utter_volunteer_waits"
                say(dispatcher, response, kind=words().kind(role.kind))
                return _over()
        elif turn.situation.resumed:
            return slots(requested_slot=wanted)
        place = _town(turn)
        named = kind_named(turn.text)
        match decide(turn, turn.situation, fits=lambda: bool(place or named)):
            case Act.LEAVE:
                say(dispatcher, "utter_volunteer_left")
                return _over()
            case Act.ASIDE:
                return digression(turn)
        kind, town = named or kind, place or town
        if kind is None or town is None:
            missing = "volunteer_kind" if kind is None else "volunteer_town"
            return slots(volunteer_kind=kind, volunteer_town=town, requested_slot=missing)
        return _apply(kind, town, turn, dispatcher)


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
    )
    return _over()


def _over() -> list[EventType]:
    return slots(volunteer_kind=None, volunteer_town=None, requested_slot=None)

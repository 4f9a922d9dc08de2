"""Questions about smell that report none: who else, which works, where; and wishes for later."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.alert import take
from actions.base import say, slots
from actions.odor import needs_a_town
from actions.turn import Turn
from bureau.dialogue.odor_words import notice_of, question_of
from bureau.dialogue.where import where
from bureau.places import Level, Place

_SHOWN = timedelta(days=30)
_MOST_NAMED = 5


def odor_asked(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer what is asked of smell, or take the wish to be told of it; None for neither."""
    if turn.tapped or not turn.text:
        return None
    place = where(turn, turn.situation, context.bureau().places).place
    city = context.bureau().places.city
    if (wish := notice_of(turn.text, (place or city).code)) is not None:
        if needs_a_town(wish):
            say(dispatcher, "utter_odor_which_town")
            return slots(asked={"topic": "alert", "at": turn.at.isoformat()})
        return take([wish], turn, dispatcher, known=place is not None)
    match question_of(turn.text):
        case "others":
            _others(place, turn, dispatcher)
        case "firm":
            say(dispatcher, "utter_odor_firm", link=_link())
        case "spots" | "chart":
            _where_it_smells(turn, dispatcher)
        case _:
            return None
    return []


def asks_of_others(turn: Turn) -> bool:
    """Return whether it is asked who else smelt it, which whoever reports may ask as well."""
    return question_of(turn.text) == "others"


def _others(place: Place | None, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say in words how many others told of smell in a town these hours, never exactly."""
    if place is None or place.level not in (Level.TOWN, Level.DISTRICT):
        say(dispatcher, "utter_odor_some_where", link=_link())
        return
    bureau = context.bureau()
    some = bureau.odor.others_too(town=place.code, by=turn.by, at=turn.at)
    label = bureau.places.label(place.code)
    say(dispatcher, "utter_odor_some" if some else "utter_odor_few", place=label, some=some,
        link=_link())  # fmt: skip


def _where_it_smells(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Name the towns of the last published events, and the map that shows them all."""
    bureau = context.bureau()
    shown = bureau.bulletin.shown(since=turn.at - _SHOWN, at=turn.at)
    codes = dict.fromkeys(code for each in shown for code in each.smell.towns)
    towns = {town.official_code: town for town in bureau.places.towns()}
    names = [towns[code].name for code in codes if code in towns][:_MOST_NAMED]
    say(
        dispatcher,
        "utter_odor_spots" if names else "utter_odor_map",
        towns="、".join(names),
        link=_link(),
    )


def _link() -> str:
    return f"{context.bureau().settings.public_url}/odor-map"

"""Odor that may come: tonight's chance, and being told or asked of it."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import Button, say, slots
from actions.turn import Turn
from basis.answers import bare
from basis.clock import SHANGHAI
from bureau.alerts import AlertKind, AlertWish
from bureau.dialogue.alert_words import said
from bureau.dialogue.decide import SERVICES
from bureau.dialogue.odor_words import asks_tonight, wish_of
from bureau.dialogue.quality_question import LONGEST_FOLLOW_UP
from bureau.dialogue.quality_words import asks
from bureau.dialogue.where import where
from bureau.odor.forecast import MADE_AT
from bureau.odor.nights import night_of
from bureau.places import Level, Place


def tonights_chance(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer whether it will smell tonight, or there: 那王店呢; None where that is not asked."""
    if turn.tapped or turn.intent in SERVICES:
        return None
    if not (asks_tonight(turn.text) or _goes_on(turn)):
        return None
    place = _here(turn)
    if place is None or place.level is Level.CITY:
        say(dispatcher, "utter_odor_tonight_where")
        return _topic(turn, place)
    tonight = context.bureau().tonight.at(town=place.official_code, at=turn.at)
    buttons = [_button("tonight", '/subscribe_alert{"option": "tonight"}')]
    if tonight is None:
        say(dispatcher, _unsaid(turn), place=place.name, buttons=buttons)
    else:
        say(
            dispatcher,
            "utter_odor_tonight_demo" if tonight.demo else "utter_odor_tonight",
            place=place.name,
            chance=tonight.words,
            percent=tonight.percent,
            usual=tonight.usual,
            buttons=buttons,
        )
    return _topic(turn, place)


def wished(turn: Turn) -> AlertWish | None:
    """Return the wish of odor that a message holds, None where it is about something else."""
    before = (turn.situation.topic or {}).get("place")
    place = _here(turn) or (context.bureau().places.get(before) if before else None)
    code = (place or context.bureau().places.city).code
    if turn.option in ("tonight", "odor", "nose"):
        return AlertWish(AlertKind(turn.option), code, "odor", 0)
    return wish_of(turn.text, code)


def needs_a_town(wish: AlertWish) -> bool:
    """Return whether a wish can be met at a town alone: whoever is asked stands somewhere."""
    place = context.bureau().places.get(wish.place)
    near = place is not None and place.level in (Level.TOWN, Level.DISTRICT)
    return wish.kind is not AlertKind.ODOR and not near


def told_of_others(town: str | None, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say that others nearby smelt it, too; return whether there were enough to say so."""
    bureau = context.bureau()
    if town is None:
        return False
    some = bureau.odor.others_too(town=town, by=turn.by, at=turn.at)
    if some:
        say(dispatcher, "utter_odor_others", place=bureau.places.label(town), some=some)
    return bool(some)


def _goes_on(turn: Turn) -> bool:
    """Return whether a few words name another place for the question before."""
    before, text = turn.situation.topic, turn.text
    if before is None or before["topic"] != "odor" or len(text) > LONGEST_FOLLOW_UP:
        return False
    named = context.bureau().places.best(text)
    return named is not None and (asks(text, "leaning") or bare(text) == named.text)


def _here(turn: Turn) -> Place | None:
    return where(turn, turn.situation, context.bureau().places).place


def _unsaid(turn: Turn) -> str:
    """Return how to say that a chance cannot be told: not yet, or for want of history."""
    early = night_of(local := turn.at.astimezone(SHANGHAI)) is None and local.time() < MADE_AT
    return "utter_odor_tonight_early" if early else "utter_odor_tonight_unknown"


def _topic(turn: Turn, place: Place | None) -> list[EventType]:
    code = place.code if place else None
    return slots(asked={"topic": "odor", "at": turn.at.isoformat(), "place": code})


def _button(title: str, payload: str) -> Button:
    return {"title": str(said()["buttons"][title]), "payload": payload}

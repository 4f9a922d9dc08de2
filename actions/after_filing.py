"""Short words about a case filed before, and thanks."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say
from actions.case import about_case
from actions.filing import add
from actions.turn import Turn
from bureau.dialogue.after_filing import Afterthought, afterthought


def hear_after_filing(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer an afterthought; None where the message is none, or there is no case it can mean."""
    said = afterthought(turn.text) if turn.text and turn.situation.offer is None else None
    if said is None or turn.situation.half_told:
        return None
    if said is Afterthought.PRAISE:
        say(dispatcher, "utter_praised")
        return []
    just = turn.situation.just_filed
    if said is Afterthought.FALSE_ALARM:
        return about_case(turn, dispatcher, "withdraw") if just else None
    if said is Afterthought.WELL:
        return _well(just, turn, dispatcher)
    return _asked(said, turn, dispatcher)


def thanked(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Answer thanks: news are promised only to whoever reported something."""
    filed = context.bureau().cases.of_citizen(by=turn.by, limit=1)
    say(dispatcher, "utter_thank" if filed else "utter_thank_plain")


def _well(
    number: str | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Add to an urgent case that whoever was unwell is better."""
    if number is None:
        return None
    case = context.bureau().cases.own(number=number, by=turn.by)
    if not case.draft.urgent:
        return None
    add(number, turn, dispatcher)
    say(dispatcher, "utter_case_well")
    return []


def _asked(
    said: Afterthought, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    if not context.bureau().cases.of_citizen(by=turn.by, limit=1):
        return None
    events = about_case(turn, dispatcher)
    if said is Afterthought.MONEY:
        say(dispatcher, "utter_case_reward")
    return events

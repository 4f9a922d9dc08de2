"""Questions about air and water: read once, answered by medium, with a picture beside the words."""

from __future__ import annotations

import re
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.air import answer_air
from actions.base import BureauAction, say, slots
from actions.ions import ions_answered
from actions.month import month_asked, months_compared_told, tell_released
from actions.odor import tonights_chance
from actions.question import explain
from actions.turn import Turn
from actions.water import answer_water
from bureau.dialogue.quality_question import Medium, read_question
from bureau.dialogue.quality_words import asks
from bureau.dialogue.where import Where

_GOING = re.compile("[去往]")
# 嘉善和平湖哪个好: so many places are told one after the other.
MOST_COMPARED = 3


class ActionAir(BureauAction):
    """Answers how the air is, was, or will be."""

    called = "action_air"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say it, or say honestly that it is not known."""
        if asks(turn.text, "meaning"):
            explain(turn, dispatcher)
            return []
        if ions_answered(turn, dispatcher) or _month_told("air", turn, dispatcher):
            return []
        return answer_quality("air", turn, dispatcher, tracker)


class ActionWater(BureauAction):
    """Answers how the water is or was at a section, a river or near a place."""

    called = "action_water"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say it, or say honestly that it is not known."""
        if _month_told("water", turn, dispatcher):
            return []
        return answer_quality("water", turn, dispatcher, tracker)


def _month_told(medium: Medium, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Tell a whole month from its diagnosis, if it is released; else the stations answer."""
    asked = month_asked(medium, turn)
    return asked is not None and tell_released(asked, turn, dispatcher)


def answer_quality(
    medium: Medium, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Answer a question; the picture is named here and drawn by whoever sends it."""
    if (told := tonights_chance(turn, dispatcher)) is not None:
        return told
    if months_compared_told(turn, dispatcher):
        return []
    places = context.bureau().places
    # 明天去苏州玩: whoever goes somewhere asks about there.
    asked_of = places.whereabouts(_GOING.sub("在", turn.text))
    if asked_of.elsewhere and not asked_of.place:
        say(dispatcher, "utter_quality_elsewhere", city=asked_of.elsewhere)
        asked = read_question(turn, turn.situation, medium, places)
        return slots(asked=asked.kept(turn.at))
    asked = read_question(turn, turn.situation, medium, places)
    for rival in asked_of.rivals[:MOST_COMPARED]:
        one = replace(asked, here=Where(rival, None, named=True))
        (answer_air if asked.medium == "air" else answer_water)(one, turn, dispatcher)
    if asked_of.rivals:
        return []
    answer = answer_air if asked.medium == "air" else answer_water
    chart = answer(asked, turn, dispatcher)
    events = slots(asked=asked.kept(turn.at))
    # The same picture again would only be scrolled over, unless it is asked for.
    if chart is not None and (asked.picture or tracker.get_slot("chart") != str(chart)):
        dispatcher.utter_message(image=str(chart))
        events += slots(chart=str(chart))
    return events

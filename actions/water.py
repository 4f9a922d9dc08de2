"""The water: the verdict first, then the section, the indicator that decides, time and source."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import office
from actions.base import BureauAction, say, slots
from actions.quality_words import asks, pollutant_names, said, section_name, source_line
from actions.readback import plain
from actions.turn import Turn
from actions.where import where
from bureau.quality.answers import WaterAnswer


class ActionWater(BureauAction):
    """Answers how the water is at a section, a river or near a place."""

    called = "action_water"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say it, or say honestly that it is not known."""
        answer_water(turn, dispatcher, tracker)
        return slots(topic="water")


def answer_water(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Answer for the section, the river or the place asked for."""
    if asks(turn.text, "forecast"):
        say(dispatcher, "utter_water_no_forecast")
        return
    bureau = office.bureau()
    place = where(turn, tracker).place or bureau.places.city
    name = section_name(turn.text) or None
    answer = bureau.quality.water_now(place=place, name=name, at=turn.at)
    if answer is None or answer.water_class is None:
        say(dispatcher, "utter_water_unknown")
        return
    facts: dict[str, Any] = dict(source_line(answer, turn.at))
    say(
        dispatcher,
        "utter_water_now",
        section=answer.section,
        klass=answer.class_name,
        verdict=said()["water"]["verdict"][answer.water_class],
        deciding=_deciding(answer),
        near=_near(answer, name),
        **facts,
    )


def _deciding(answer: WaterAnswer) -> str:
    if answer.water_class is None or answer.water_class <= 3 or not answer.deciding:
        return ""
    names = pollutant_names(answer.deciding, "water")
    return str(said()["water"]["deciding"].format(names=names))


def _near(answer: WaterAnswer, name: str | None) -> str:
    words = said()["water"]
    near = str(words["nearness"][answer.nearness]).format(km=answer.distance_km or 0)
    if name and answer.nearness != "name":
        return str(words["not_found"].format(name=plain(name, 12))) + near
    return near

"""The water: the verdict first, then the section, the indicator that decides, time and source."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import office
from actions.base import BureauAction, say
from actions.quality_words import asks, pollutant_names, said, section_name, source_line
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
        if asks(turn.text, "forecast"):
            say(dispatcher, "utter_water_no_forecast")
            return []
        bureau = office.bureau()
        here = where(turn, tracker)
        name = section_name(turn.text)
        place = here.place or (bureau.places.city if name or not turn.text else None)
        answer = bureau.quality.water_now(place=place or bureau.places.city, name=name, at=turn.at)
        if answer is None or answer.water_class is None:
            say(dispatcher, "utter_water_unknown")
            return []
        say(
            dispatcher,
            "utter_water_now",
            section=answer.section,
            klass=answer.class_name,
            verdict=said()["water"]["verdict"][answer.water_class],
            deciding=_deciding(answer),
            near=_near(answer),
            **source_line(answer, turn.at),
        )
        return []


def _deciding(answer: WaterAnswer) -> str:
    if answer.water_class is None or answer.water_class <= 3 or not answer.deciding:
        return ""
    names = pollutant_names(answer.deciding, "water")
    return str(said()["water"]["deciding"].format(names=names))


def _near(answer: WaterAnswer) -> str:
    words = str(said()["water"]["nearness"][answer.nearness])
    words = words.format(km=answer.distance_km or 0)
    return f"（{words}）" if words else ""

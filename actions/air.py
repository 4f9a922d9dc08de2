"""The air: the verdict first, then figures, time and source."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import office
from actions.base import BureauAction, Button, say, slots
from actions.dates import SHANGHAI
from actions.quality_words import (
    asks,
    demo_mark,
    pollutant,
    pollutant_names,
    said,
    source_line,
    station,
    value,
)
from actions.turn import Turn
from actions.where import Where, where
from bureau.places import Level
from bureau.quality.answers import AirAnswer


class ActionAir(BureauAction):
    """Answers how the air is, was, or over the week."""

    called = "action_air"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say it, or say honestly that it is not known."""
        answer_air(turn, dispatcher, tracker)
        return slots(topic="air")


def answer_air(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Answer for the place and the time asked for."""
    here = where(turn, tracker)
    if asks(turn.text, "forecast"):
        say(dispatcher, "utter_air_no_forecast")
    elif asks(turn.text, "week"):
        _week(turn, here, dispatcher)
    elif asks(turn.text, "yesterday"):
        _yesterday(turn, here, dispatcher)
    else:
        _now(turn, here, dispatcher)


def _now(turn: Turn, here: Where, dispatcher: CollectingDispatcher) -> None:
    answer = office.bureau().quality.air_now(place=here.place, position=here.position, at=turn.at)
    if answer is None or answer.level is None or answer.aqi is None:
        say(dispatcher, "utter_air_unknown")
        return
    words = said()["air"]
    level = answer.level.number
    say(
        dispatcher,
        "utter_air_now",
        lead=words["can"][level] if asks(turn.text, "can") else "",
        place=_name(here),
        level=answer.level.name,
        verdict=words["verdict"][level],
        station=station(answer),
        aqi=answer.aqi,
        figure=_figure(answer, pollutant(turn.text)),
        primary=_primary(answer.primary),
        advice=words["sensitive"][level],
        hint="" if here.place or here.position else said()["air"]["hint"],
        buttons=_home(here, turn),
        **source_line(answer, turn.at),
    )


def _yesterday(turn: Turn, here: Where, dispatcher: CollectingDispatcher) -> None:
    date = turn.at.astimezone(SHANGHAI).date() - timedelta(days=1)
    answer = office.bureau().quality.air_on(day=date, at=turn.at, place=here.place)
    if answer is None or answer.level is None:
        say(dispatcher, "utter_air_no_day")
        return
    wanted = pollutant(turn.text) or "PM2.5"
    wanted = "O3_8h" if wanted == "O3" else wanted
    figure = value(wanted, answer.values[wanted]) if wanted in answer.values else ""
    say(
        dispatcher,
        "utter_air_day",
        place=answer.place,
        level=answer.level.name,
        aqi=answer.aqi,
        figure=figure,
        primary=_primary(answer.primary),
        source=answer.source_label,
        demo=demo_mark(answer),
    )


def _week(turn: Turn, here: Where, dispatcher: CollectingDispatcher) -> None:
    last = turn.at.astimezone(SHANGHAI).date() - timedelta(days=1)
    answer = office.bureau().quality.air_over(
        first=last - timedelta(days=6), last=last, at=turn.at, place=here.place
    )
    mean = answer.summary.statistics.get("PM2.5") if answer else None
    if answer is None or mean is None:
        say(dispatcher, "utter_air_no_day")
        return
    before = answer.before.statistics.get("PM2.5")
    response = "utter_air_week"
    if before:
        response = "utter_air_week_better" if mean <= before else "utter_air_week_worse"
    say(
        dispatcher,
        response,
        place=answer.place,
        good=answer.summary.good_days,
        days=answer.summary.days,
        mean=f"{mean:.0f}",
        before=f"{before or 0:.0f}",
        source=answer.source_label,
    )


def _name(here: Where) -> str:
    return here.place.name if here.place else str(said()["here"])


def _figure(answer: AirAnswer, wanted: str | None) -> str:
    name = wanted or "PM2.5"
    return value(name, answer.values[name]) if name in answer.values else ""


def _primary(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return str(said()["air"]["primary"].format(names=pollutant_names(names, "air")))


def _home(here: Where, turn: Turn) -> list[Button]:
    """Offer to remember the town, to those whose town is not known."""
    if here.place is None or here.place.level is not Level.TOWN or not here.named or turn.home:
        return []
    payload = f'/send_location{{"option": "home", "label": "{here.place.code}"}}'
    return [{"title": said()["remember"].format(name=here.place.name), "payload": payload}]

"""Negative oxygen ions: how many at a place, and where the air is freshest."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say
from actions.turn import Turn
from bureau.dialogue.dates import hour
from bureau.dialogue.quality_words import asks, said
from bureau.dialogue.where import where
from bureau.quality import words
from bureau.quality.ions import IonAnswer, scale_name

_SHOWN = 3


def ions_answered(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Answer what asks for negative oxygen ions or the freshest air; False for anything else.

    Where nobody measures them, the freshest air is left to the index.
    """
    named, freshest = asks(turn.text, "ions"), asks(turn.text, "freshest")
    if not (named or freshest):
        return False
    every = context.bureau().ions.every(at=turn.at)
    if not every:
        if named:
            say(dispatcher, "utter_air_ions_unknown")
        return named
    place = where(turn, turn.situation, context.bureau().places)
    if freshest or asks(turn.text, "where_most") or place.place is None:
        _ranked(every, turn, dispatcher)
    else:
        answer = context.bureau().ions.near(place=place.place, at=turn.at) or every[0]
        _told(answer, place.place.name, turn, dispatcher)
    return True


def _told(answer: IonAnswer, name: str, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    known = said()["ions"]
    apart = answer.distance_km
    say(
        dispatcher,
        "utter_air_ions",
        old=_old(answer, turn),
        place=name,
        value=f"{answer.observed.per_cm3:.0f}",
        grade=answer.grade.name,
        means=answer.grade.means,
        station=answer.station.name + (known["distance"].format(km=apart) if apart else ""),
        time=hour(answer.observed.at, now=turn.at),
        scale=scale_name(),
        source=answer.source_label,
        demo=words.demo_mark(demo=answer.demo, source_label=answer.source_label),
    )


def _ranked(every: list[IonAnswer], turn: Turn, dispatcher: CollectingDispatcher) -> None:
    row = said()["ions"]["row"]
    rows = [
        row.format(
            rank=rank,
            name=each.station.name,
            value=f"{each.observed.per_cm3:.0f}",
            grade=each.grade.name,
        )
        for rank, each in enumerate(every[:_SHOWN], 1)
    ]
    first = every[0]
    say(
        dispatcher,
        "utter_air_ions_best",
        old=_old(first, turn),
        rows="\n".join(rows),
        time=hour(first.observed.at, now=turn.at),
        scale=scale_name(),
        source=first.source_label,
        demo=words.demo_mark(demo=first.demo, source_label=first.source_label),
    )


def _old(answer: IonAnswer, turn: Turn) -> str:
    if not answer.stale(turn.at):
        return ""
    hours = round((turn.at - answer.observed.at).total_seconds() / 3600)
    return str(said()["old"]).format(hours=hours, whose=said()["whose"]["none"])

"""Rankings of towns and counties by air and water."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import office
from actions.base import BureauAction, say
from actions.dates import SHANGHAI
from actions.quality_words import asks, demo_mark, said
from actions.turn import Turn
from actions.where import where

SHOWN = 5
# Of the first days of a month there is nothing to rank yet.
FIRST_DAY = 5


class ActionRanking(BureauAction):
    """Says who ranks where this month, and where the citizen's own place stands."""

    called = "action_ranking"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say the first five and the citizen's own."""
        if asks(turn.text, "survey"):
            say(dispatcher, "utter_ranking_survey")
            return []
        month = turn.at.astimezone(SHANGHAI).date().replace(day=1)
        if asks(turn.text, "last_month") or turn.at.astimezone(SHANGHAI).day < FIRST_DAY:
            month = (month - timedelta(days=1)).replace(day=1)
        water = asks(turn.text, "water")
        levels = ("county", "town") if asks(turn.text, "county") else ("town", "county")
        for level in levels:
            ranking = _ranking(month, level, turn, water=water)
            ranked = [row for row in ranking.rows if row.rank is not None]
            if len(ranked) > 1:
                own = where(turn, tracker).place
                _tell(ranking, ranked, own.code if own else "", dispatcher, water=water)
                return []
        say(dispatcher, "utter_ranking_none")
        return []


def _ranking(month: date, level: str, turn: Turn, *, water: bool) -> Any:
    quality = office.bureau().quality
    if water:
        return quality.water_ranking(month=month, at=turn.at, level=level)
    return quality.air_ranking(month=month, at=turn.at, level=level)


def _tell(
    ranking: Any, ranked: list[Any], own: str, dispatcher: CollectingDispatcher, *, water: bool
) -> None:
    words = said()
    rows = [
        words["rank_row"].format(
            rank=row.rank, name=row.name, value=f"{row.cwqi if water else row.value:.2f}"
        )
        for row in ranked[:SHOWN]
    ]
    mine = next((row for row in ranked if own and own.startswith(row.place)), None)
    line = ""
    if mine is not None:
        line = words["rank_own"].format(name=mine.name, rank=mine.rank, of=len(ranked))
    say(
        dispatcher,
        "utter_ranking_water" if water else "utter_ranking_air",
        month=ranking.month.month,
        best=ranked[0].name,
        rows="\n".join(rows),
        own=line,
        source=ranking.source_label,
        demo=demo_mark(ranking),
    )

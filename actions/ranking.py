"""Rankings of towns and counties by air and water, and who has the best air right now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say
from actions.ions import ions_answered
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.dialogue.dates import hour
from bureau.dialogue.quality_words import asks, demo_mark, said
from bureau.dialogue.where import where
from bureau.places import Level
from bureau.quality.answers import AirAnswer

SHOWN = 5


class ActionRanking(BureauAction):
    """Says who ranks where this month or right now, and where the citizen's own place stands."""

    called = "action_ranking"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say the first five (or the last) and the citizen's own."""
        if asks(turn.text, "survey"):
            say(dispatcher, "utter_ranking_survey")
            return []
        if not asks(turn.text, "rank_water") and ions_answered(turn, dispatcher):
            return []
        place = where(turn, turn.situation, context.bureau().places).place
        own = place.code if place else ""
        water = asks(turn.text, "rank_water")
        if asks(turn.text, "now") and not water and _now(own, turn, dispatcher):
            return []
        for month, level in _tries(turn, county=place is not None and place.level is Level.COUNTY):
            ranking = _ranking(month, level, turn, water=water)
            ranked = [row for row in ranking.rows if row.rank is not None]
            if len(ranked) > 1:
                _tell(ranking, ranked, own, turn, dispatcher, water=water)
                return []
        if water or not _now(own, turn, dispatcher):
            say(dispatcher, "utter_ranking_none")
        return []


def _tries(turn: Turn, *, county: bool) -> list[tuple[date, str]]:
    """Return months and levels in the order in which a ranking is looked for.

    `county`: a county is asked about, whose rank is among counties.

    A month that still lasts is often not valid yet: then the one before it speaks.
    """
    this = turn.at.astimezone(SHANGHAI).date().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    levels = ("county", "town") if county or asks(turn.text, "county") else ("town", "county")
    months = [last] if asks(turn.text, "last_month") else [this, last]
    return [(month, level) for month in months for level in levels]


def _ranking(month: date, level: str, turn: Turn, *, water: bool) -> Any:
    quality = context.bureau().quality
    if water:
        return quality.water_ranking(month=month, at=turn.at, level=level)
    return quality.air_ranking(month=month, at=turn.at, level=level)


def _tell(
    ranking: Any,
    ranked: list[Any],
    own: str,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    *,
    water: bool,
) -> None:
    known = said()
    shown = _shown(ranked, turn.text)
    rows = [
        known["rank_row_water" if water else "rank_row"].format(
            rank=row.rank,
            name=row.name,
            value=f"{row.cwqi if water else row.value:.2f}",
            days=row.sections if water else row.summary.days,
        )
        for row in shown
    ]
    mine = next((row for row in ranked if own and own.startswith(row.place)), None)
    first = ""
    if mine is not None and asks(turn.text, "which_rank"):
        told = known["rank_first"]
        first = told.format(month=ranking.month.month, name=mine.name, rank=mine.rank,
                            of=len(ranked))  # fmt: skip
    this = turn.at.astimezone(SHANGHAI).month
    early = this != ranking.month.month and not asks(turn.text, "last_month")
    say(
        dispatcher,
        "utter_ranking_water" if water else "utter_ranking_air",
        early=(known["rank_early"].format(month=this) if early else "") + first,
        month=ranking.month.month,
        head=shown[0].name,
        verdict=_verdict("water" if water else "air", turn.text),
        rows="\n".join(rows),
        own=_own(mine.name, mine.rank, len(ranked)) if mine and not first else "",
        source=ranking.source_label,
        demo=demo_mark(ranking),
    )


def _now(own: str, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Rank the towns by the newest hour; False when fewer than two have a fresh value."""
    quality, places = context.bureau().quality, context.bureau().places
    towns = {station.code: station.place for station in quality.stations(at=turn.at)}
    by_town: dict[str, AirAnswer] = {}
    for air in quality.airs_now(at=turn.at):
        place = places.get(towns.get(air.station_code or "") or "")
        if air.stale or air.aqi is None or place is None or place.level is not Level.TOWN:
            continue
        # Of a town's stations the worse one speaks: nobody shall be told too good an air.
        if place.code not in by_town or (by_town[place.code].aqi or 0) < air.aqi:
            by_town[place.code] = air
    ranked = sorted(by_town.items(), key=lambda entry: entry[1].aqi or 0)
    if len(ranked) <= 1:
        return False
    known = said()
    numbered = [(rank, code, places.label(code), air) for rank, (code, air) in enumerate(ranked, 1)]
    shown = _shown(numbered, turn.text)
    rows = [
        known["rank_row_now"].format(
            rank=rank, name=name, aqi=air.aqi, level=air.level.name if air.level else ""
        )
        for rank, _, name, air in shown
    ]
    mine = next((entry for entry in numbered if entry[1] == own), None)
    newest = max((air for _, air in ranked), key=lambda air: air.observed_at)
    say(
        dispatcher,
        "utter_ranking_now",
        head=shown[0][2],
        verdict=_verdict("air", turn.text),
        rows="\n".join(rows),
        own=_own(mine[2], mine[0], len(ranked)) if mine else "",
        time=hour(newest.observed_at, now=turn.at),
        source=newest.source_label,
        demo=demo_mark(newest),
    )
    return True


def _shown(ranked: list[Any], text: str) -> list[Any]:
    """Return the first rows, or the last ones, the worst first."""
    return ranked[: -SHOWN - 1 : -1] if asks(text, "worst") else ranked[:SHOWN]


def _verdict(medium: str, text: str) -> str:
    return str(said()["rank_worst" if asks(text, "worst") else "rank_best"][medium])


def _own(name: str, rank: int, among: int) -> str:
    return str(said()["rank_own"]).format(name=name, rank=rank, of=among)

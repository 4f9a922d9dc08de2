"""Which place a question is about."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk import Tracker

from actions import context
from actions.place import recent_point
from actions.turn import Turn
from bureau.places import Place


@dataclass(frozen=True)
class Where:
    """A place, a position (longitude, latitude, GCJ-02) when one was sent, and how it is known."""

    place: Place | None
    position: tuple[float, float] | None
    named: bool


def where(turn: Turn, tracker: Tracker) -> Where:
    """Return the place named, else the point just sent, else the citizen's town, else none."""
    places = context.bureau().places
    named = places.best(turn.text) if turn.text else None
    if named is not None:
        return Where(named.place, None, named=True)
    point = recent_point(tracker, turn.at)
    if point is not None:
        return Where(places.at(point[0], point[1]), (point[0], point[1]), named=True)
    home = turn.home
    return Where(places.get(home) if home else None, None, named=False)

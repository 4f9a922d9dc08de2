"""The towns as the surveys ask for them."""

from __future__ import annotations

from bureau.places import Gazetteer, Level
from surveys.wave_admin import Towns


def survey_towns(places: Gazetteer) -> Towns:
    """A text to its town (by town or village name), and a code to its full name."""

    def resolve(text: str) -> tuple[str, str] | None:
        named = [mention.place for mention in places.find(text)]
        coded = places.get(text)  # a button or the page's list may send the code itself
        towns = [place for place in (coded, *named) if place and place.level is Level.TOWN]
        return (towns[0].code, places.label(towns[0].code)) if towns else None

    codes = tuple(town.code for town in places.towns())
    return Towns(resolve=resolve, name=places.label, codes=codes)

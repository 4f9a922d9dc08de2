"""What a wish for an alert says: digest or threshold, of what, how much; from `alert_words.yml`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from basis.answers import NUMERAL, clean
from basis.numerals import numeral
from basis.packaged import yaml_beside
from bureau.alerts import AlertKind, AlertWish
from bureau.dialogue.quality_words import asks, pollutant
from bureau.places import Gazetteer
from bureau.quality import words as quality
from bureau.quality.bands import polluted_from

# 3.5 is no whole number, and its 3 none either.
_NUMBER = rf"({NUMERAL})(?![\d.]*\d)"


@cache
def said() -> dict[str, Any]:
    """Return the words, read once."""
    return dict(yaml_beside(__file__, "alert_words.yml"))


def wishes(text: str, place: str, *, day: date) -> list[AlertWish]:
    """Return what a message asks to be told about a place.

    Without a number an alert speaks where pollution begins by the standard in force on `day`.
    """
    found = []
    threshold = threshold_named(text)
    if asks(text, "digest"):
        found.append(AlertWish(AlertKind.DIGEST, place))
    if not found or asks(text, "over") or threshold is not None:
        what = pollutant(text) or "AQI"
        usual = round(polluted_from(what, day=day))
        found.append(AlertWish(AlertKind.OVER, place, what, threshold or usual))
    return found


def threshold_named(text: str) -> int | None:
    """Return the threshold a message names by a number or by a level, whatever its size."""
    plain = re.sub(said()["no_number"], " ", unicodedata.normalize("NFKC", text), flags=re.I)
    found = re.fullmatch(_NUMBER, clean(plain)) or re.search(
        rf"(?:{said()['before_number']})[了到在是为 ]*{_NUMBER}", plain, re.IGNORECASE
    )
    if found is not None:
        try:
            return numeral(found[1])
        except ValueError:
            return None  # 超过一二百
    return next((value for word, value in said()["levels"].items() if word in plain), None)


def changed(text: str, newest: AlertWish, places: Gazetteer, *, day: date) -> AlertWish | None:
    """Return the wish that a few words after a subscription make of it, None when of nothing.

    Another place, pollutant or number changes the newest one; 每天早上 asks for the digest beside
    it, and 不要每天 for nothing. A pollutant without a number has the usual one, as in `wishes`.
    """
    named = places.best(text)
    place = named.place.code if named else newest.place
    threshold, substance = threshold_named(text), pollutant(text)
    if asks(text, "digest"):
        return None if asks(text, "denied") else AlertWish(AlertKind.DIGEST, place)
    # 臭氧多少 asks; 臭氧也要 wants to be told.
    if threshold is None and substance is not None and asks(text, "wanted"):
        threshold = round(polluted_from(substance, day=day))
    if threshold is not None:
        what = newest.what if newest.kind is AlertKind.OVER else "AQI"
        return AlertWish(AlertKind.OVER, place, substance or what, threshold)
    return replace(newest, place=place) if named else None


def row(wish: AlertWish, place: str) -> str:
    """Return a line of the list of alerts."""
    return str(said()["row"][wish.kind]).format(
        place=place, what=quantity(wish), threshold=wish.threshold
    )


def quantity(wish: AlertWish) -> str:
    """Return what a wish watches, as people call it."""
    return "AQI" if wish.what == "AQI" else quality.named((wish.what,), "air")

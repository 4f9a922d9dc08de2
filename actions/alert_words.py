"""What a wish for an alert says: digest or threshold, of what, how much; from `alert.yml`."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import Any

from actions.quality_words import pollutant
from basis.packaged import yaml_beside
from bureau.alerts import AlertKind, AlertWish
from bureau.quality import words as quality
from bureau.quality.bands import polluted_from
from bureau.understanding.numerals import number

_NUMBER = r"(\d{1,4}|[零一二两三四五六七八九十百]{1,6})"
# 一百五 is 150, not 105.
_SHORT_TENS = re.compile(r"百([一二三四五六七八九])(?![十百])")


@cache
def said() -> dict[str, Any]:
    """Return the words, read once."""
    return dict(yaml_beside(__file__, "alert.yml"))


def asks(text: str, what: str) -> bool:
    """Return whether a message asks for something: `digest`, `over`, `list` …"""
    return any(word in text for word in said()["asks"][what])


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
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(said()["no_number"], " ", plain, flags=re.IGNORECASE)
    plain = _SHORT_TENS.sub(r"百\1十", plain)
    found = re.fullmatch(_NUMBER, plain) or re.search(
        rf"(?:{said()['before_number']})[了到在是为 ]*{_NUMBER}", plain, re.IGNORECASE
    )
    if found is not None:
        try:
            return number(found[1])
        except ValueError:
            return None
    return next((value for word, value in said()["levels"].items() if word in plain), None)


def row(wish: AlertWish, place: str) -> str:
    """Return a line of the list of alerts."""
    return str(said()["row"][wish.kind]).format(
        place=place, what=quantity(wish), threshold=wish.threshold
    )


def quantity(wish: AlertWish) -> str:
    """Return what a wish watches, as people call it."""
    return "AQI" if wish.what == "AQI" else quality.named((wish.what,), "air")

"""Reading a message for everything a report needs beside its intent."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from bureau.places import gazetteer
from bureau.places.model import Place
from bureau.understanding import times
from bureau.understanding.model import Clues
from bureau.understanding.spots import read_firm, read_spot, shapes
from bureau.understanding.words import words

# 不是王店,是新塍: what is taken back is no clue.
_END = r",。;!?\uff0c\uff1b\uff01\uff1f"
_TAKEN_BACK = re.compile(rf"(?<![是可])不是[^{_END}是]{{1,15}}?(?=[{_END}]|是|$)")
LONGEST = 1500
"""Characters read of a very long letter: its clues stand at the beginning."""


def read(text: str, *, at: datetime, home: Place | str | None = None) -> Clues:
    """Find place, time, odor, strength, effect, firm, urgency in a message.

    `at` (aware) is when the message came; `home` is the citizen's own place or its code, which
    我家 stands for. Never raises for any text; what is not said stays empty.
    """
    original = text[:LONGEST]
    plain = unicodedata.normalize("NFKC", original).strip()
    if not plain:
        return Clues()
    plain = _TAKEN_BACK.sub("", plain) or plain
    known = words()
    # The words of time are the citizen's own, so that they are read from the message as written.
    time = times.read_time(_TAKEN_BACK.sub(_blanked, original), at)
    # Words of time end in 点 or 号 and would pass for a part of a name.
    without_time = plain.replace(unicodedata.normalize("NFKC", time.text), ",") if time else plain
    spot = read_spot(without_time, gazetteer().get(home) if isinstance(home, str) else home)
    smells = known.smell(plain)
    sources = dict.fromkeys(source for odor in smells for source in odor.sources)
    return Clues(
        found_place=spot.place,
        place_text=spot.text,
        exact_place=spot.exact,
        time=time,
        odor_qualities=tuple(odor.name for odor in smells),
        likely_sources=tuple(sources),
        intensity=known.strength(plain),
        ongoing=known.goes_on(plain),
        effects=known.harm(plain),
        suspected_firm=read_firm(without_time),
        urgent=known.is_urgent(plain),
        anonymous=bool(known.anonymous.search(plain)),
    )


def _blanked(found: re.Match[str]) -> str:
    return "," * len(found.group())


def warm() -> None:
    """Load every table, so that the first message waits for none of them."""
    gazetteer()
    words()
    shapes()
    times.warm()

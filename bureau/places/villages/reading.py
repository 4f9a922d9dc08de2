"""Which village of a town a report means, by its words or, failing that, by its point."""

from __future__ import annotations

import re
from collections.abc import Sequence

from basis.packaged import words_beside
from bureau.places.coordinates import distance_km
from bureau.places.longer_names import longer_names
from bureau.places.villages.model import Village
from bureau.places.word_bounds import WordBounds

_WORDS = words_beside(__file__)
_TAKEN_BACK = re.compile(_WORDS["taken_back"])
_CAME = re.compile(_WORDS["came_from"])
_NOT_THERE = re.compile(_WORDS["not_there"])
_DIRECTION = re.compile(_WORDS["direction"])
# The nearest centre counts only if the next is at least twice as far: borders are not known.
_CLEARLY = 2.0
_FAR_KM = 2.0


def read_village(
    villages: Sequence[Village],
    texts: Sequence[str],
    point: tuple[float, float] | None = None,
) -> Village | None:
    """Return the one village of a town that is meant, None where none or several may be.

    `villages`: all of the town. `texts`: what tells the place, the most telling first; the first
    that names any of them decides. `point`: degrees (GCJ-02); it decides only where no text names
    one and every village has a centre.
    """
    here = [each for each in villages if not each.gone]
    named = _by_name(here)
    for text in texts:
        found = _meant(text, named)
        if found:
            return found[0] if len(found) == 1 else None
    return _nearest(here, point) if point else None


def _by_name(villages: Sequence[Village]) -> dict[str, Village | None]:
    """Return the villages by their names; a name that two of them share belongs to neither."""
    named: dict[str, Village | None] = {}
    for each in villages:
        for name in each.names:
            named[name] = each if named.get(name, each) == each else None
    return named


def _meant(text: str, named: dict[str, Village | None]) -> list[Village]:
    """Return the villages that a text means, each once; of one that is taken back, nothing."""
    bounds, found, start = WordBounds(text), dict[str, Village](), 0
    longest = max(map(len, named), default=0)
    while start < len(text):
        ends = range(min(len(text), start + longest), start + 1, -1)
        end = next((end for end in ends if text[start:end] in named), start)
        village = named.get(text[start:end])
        if village is not None and _holds(text, start, end, bounds):
            found[village.code] = village
        start = max(end, start + 1)
    return list(found.values())


def _holds(text: str, start: int, end: int, bounds: WordBounds) -> bool:
    """Return whether a name at this place of a text says that something is there."""
    if bounds.cut_at(start) or _NOT_THERE.match(text, end) or _DIRECTION.match(text, end):
        return False
    if longer_names().begins(text, end):
        return False
    return not (_TAKEN_BACK.search(text[:start]) or _CAME.match(text, end))


def _nearest(villages: Sequence[Village], point: tuple[float, float]) -> Village | None:
    away = []
    for each in villages:
        if each.longitude is None or each.latitude is None:
            return None
        away.append((distance_km(*point, each.longitude, each.latitude), each))
    if len(away) < 2:
        return None
    (near, village), (next_one, _), *_ = sorted(away, key=lambda pair: pair[0])
    return village if near <= _FAR_KM and near * _CLEARLY <= next_one else None

"""How surely towns are found: real messages joined with every town's names.

Each of the 72 towns is said in the ways people say it (its name, its short name, both after
the county, its common misspellings) and joined with the next message of a list, before, behind
or within, so that the words around a name are nobody's invention.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle
from pathlib import Path

from basis.packaged import read_yaml
from bureau.places import Place, gazetteer
from bureau.understanding.reading import read

_NAMES = Path(__file__).parents[1] / "bureau" / "places" / "data" / "names.yml"
JOINS = (
    "{name}{text}",
    "{name}，{text}",
    "{text}，在{name}",
    "我在{name}，{text}",
    "投诉{name}{text}",
)


def said() -> Iterator[tuple[str, Place]]:
    """Every way of saying a town, with the town."""
    places = gazetteer()
    for town in places.towns():
        county = places.get(town.parent or "")
        for called in (town.name, *town.short_names):
            yield called, town
            if county is not None:
                yield county.name + called, town
                yield county.short_names[0] + called, town
    spellings = read_yaml(_NAMES)["spellings"]
    for written, code in spellings.items():
        meant = places.get(str(code))
        if meant is not None:
            yield written, meant


def missed(texts: Sequence[str], at: datetime) -> tuple[list[str], int]:
    """Join the texts with the towns; return those read otherwise, and how many there were."""
    others = cycle(texts)
    wrong, asked = [], 0
    for name, town in said():
        for join in JOINS:
            text = join.format(name=name, text=next(others))
            asked += 1
            if read(text, at=at).place != town.code:
                wrong.append(text)
    return wrong, asked

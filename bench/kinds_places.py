"""Places and firms by kind of fault: how many messages were tried, and how many read right.

    .venv/bin/python -m bench.kinds_places

The sentences are those of the tests; the names within longer names and the house numbers are
every one that the tests draw theirs from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from basis.packaged import read_yaml
from bureau.places import gazetteer
from bureau.understanding.firms import read_firm
from bureau.understanding.spots import read_spot

TESTS = Path(__file__).resolve().parents[1] / "tests" / "bureau"
LONGER = read_yaml(TESTS / "places" / "longer_names.yml")
VALUES = (1, 12, 88, 305, 8888)


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind, how many messages were tried, and how many were read right."""
    sentences = _rows(TESTS / "places" / "sentences.csv")
    ours = [row for row in sentences if row["place"]]
    elsewhere = [row for row in sentences if row["elsewhere"]]
    neither = [row for row in sentences if not row["place"] and not row["elsewhere"]]
    return [
        _counted("a place of ours is found in a sentence", map(_read_right, ours)),
        _counted("a look-alike is taken for no place, its road kept", map(_read_right, neither)),
        _counted("another city is named", map(_read_right, elsewhere)),
        _counted("a place's name within a longer name decides nothing", _longer_names()),
        _counted("a road of another city is elsewhere", _roads_elsewhere()),
        _counted("a town in full outranks the name its road carries", _towns_outrank()),
        _counted("a house number stands as written", _house_numbers()),
        _counted("a firm is read as named", map(_firm_right, _firms())),
    ]


def _counted(kind: str, answers: Iterable[bool]) -> tuple[str, int, int]:
    right = list(answers)
    return kind, len(right), sum(right)


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _firms() -> list[dict[str, str]]:
    return _rows(TESTS / "understanding" / "firms.csv")


def _firm_right(row: dict[str, str]) -> bool:
    return (read_firm(row["text"]) or "") == row["firm"]


def _read_right(row: dict[str, str]) -> bool:
    said = gazetteer().whereabouts(row["text"])
    place = gazetteer().label(said.place.code) if said.place else ""
    found = (place, said.elsewhere or "", said.road or "")
    return found == (row["place"], row["elsewhere"], row["road"])


def _short_names() -> list[str]:
    places = [*gazetteer().counties(), *gazetteer().towns()]
    return sorted({short for place in places for short in place.short_names})


def _longer_names() -> Iterable[bool]:
    endings = LONGER["ways"] + LONGER["kinds"]
    for name, ending, sentence in product(_short_names(), endings, LONGER["sentences"]):
        if name + ending not in LONGER["known"]:
            yield gazetteer().whereabouts(sentence.format(name + ending)).place is None


def _roads_elsewhere() -> Iterable[bool]:
    cities = LONGER["elsewhere"].items()
    for (written, meant), name, way in product(cities, _short_names(), LONGER["ways"]):
        said = gazetteer().whereabouts(f"{written}{name}{way}有臭味")
        yield said.place is None and said.elsewhere == meant


def _towns_outrank() -> Iterable[bool]:
    for town, name, way in product(gazetteer().towns(), _short_names()[::8], LONGER["ways"]):
        best = gazetteer().best(f"我在{town.name}{name}{way}附近，味道很大")
        yield best is not None and best.place == town


def _house_numbers() -> Iterable[bool]:
    for street, number, value in product(LONGER["streets"], LONGER["numbers"], VALUES):
        address = street + number.format(value)
        yield read_spot(f"昨晚在{address}，味道很大", None).text == address


def main() -> None:
    """Print the kinds."""
    for kind, tried, right in kinds():
        print(f"{kind:55} {right:6} of {tried:6}  {right / tried:7.2%}")


if __name__ == "__main__":
    main()

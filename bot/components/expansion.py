"""Many sentences from few: examples with slots, filled from lookup tables.

An example such as ``{time}{place}的{water_body}又黑又臭`` stands for every way of filling its
slots. Slots name lookup tables in ``data/lookup``; an element of a table may hold slots itself.
The choice is drawn with a seed taken from the example, so training is the same every time.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Mapping, Sequence

SLOT = re.compile(r"\{([a-z_]+)\}")
DEEPEST = 6

Tables = Mapping[str, Sequence[str]]


class UnknownSlotError(ValueError):
    """An example names a lookup table that does not exist."""


def fill(example: str, tables: Tables, chance: random.Random) -> str:
    """One sentence from an example; raises UnknownSlotError for a slot without a table."""

    def choose(slot: re.Match[str]) -> str:
        table = tables.get(slot.group(1))
        if not table:
            raise UnknownSlotError(f"no lookup table {slot.group(1)!r} for {example!r}")
        # An element of one hyphen stands for nothing: the slot may stay empty.
        return chance.choice(table).replace("~", "")

    sentence = example
    for _ in range(DEEPEST):
        if not SLOT.search(sentence):
            break
        sentence = SLOT.sub(choose, sentence)
    return sentence


def variants(example: str, tables: Tables, *, count: int, frame: str | None = None) -> list[str]:
    """Up to ``count`` different sentences from one example, itself first when it has no slot.

    ``frame`` names a table of surroundings (``关于{core}的问题``) that are put around the example.
    """
    chance = random.Random(zlib.crc32(example.encode()))  # noqa: S311
    found: dict[str, None] = {}
    if not SLOT.search(example):
        found[example] = None
        if frame is None:
            return [example]
    for _ in range(count * 2):
        if len(found) >= count:
            break
        around = chance.choice(tables[frame]).replace("{core}", example) if frame else example
        found[fill(around, tables, chance)] = None
    return list(found)

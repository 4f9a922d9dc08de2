"""Long messages made of short ones, so that length itself says nothing about a message.

People who complain in earnest write several clauses in one breath: where, since when, what else is
wrong, how they feel. Examples are short, so a model that learns from them alone takes whatever is
long for the intent with the longest examples. Clauses of one topic are joined here: a report's
topic is its leading category, any other intent is one topic.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.components.expansion import Tables, fill, variants

CLAUSES = (2, 2, 3)
"""How many clauses a message is made of, drawn from these."""
FEWEST = 4
"""Topics with fewer examples than this are left as they are."""


@dataclass(frozen=True)
class Clause:
    """One example with what its section says of it; `frame` names its table of surroundings."""

    example: str
    categories: tuple[str, ...]
    frame: str | None


def composed(
    topics: Mapping[str, Sequence[Clause]], tables: Tables
) -> list[tuple[str, str, tuple[str, ...]]]:
    """One message for each clause: its topic, its text, its categories with the first in front.

    The tables ``long_opening``, ``long_link`` and ``long_end`` hold what stands around clauses.
    """
    made = []
    for topic, clauses in topics.items():
        chance = random.Random(zlib.crc32(topic.encode()))  # noqa: S311
        if len(clauses) < FEWEST:
            continue
        for first in clauses:
            rest = chance.sample(clauses, chance.choice(CLAUSES) - 1)
            begun = chance.choice(variants(first.example, tables, count=3, frame=first.frame))
            said = "".join(f"{{long_link}}{clause.example}" for clause in rest)
            text = fill("{long_opening}", tables, chance) + begun
            text += fill(said + "{long_end}", tables, chance)
            held = dict.fromkeys(name for one in (first, *rest) for name in one.categories)
            made.append((topic, text, tuple(held)))
    return made

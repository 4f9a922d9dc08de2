"""What the interview says and the words it understands, read from `phrases.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from basis.packaged import read_yaml

FILE = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True, slots=True)
class Phrases:
    """`say` holds templates by name, `page` those of the page; the sets hold whole messages.

    `compared` holds regular expressions by name: which way, and how far, something changed.
    """

    say: Mapping[str, str]
    page: Mapping[str, str]
    back: frozenset[str]
    leave: frozenset[str]
    never: frozenset[str]
    skip: frozenset[str]
    nothing: frozenset[str]
    everything: frozenset[str]
    elsewhere: frozenset[str]
    five_point: Mapping[str, tuple[str, ...]]
    compared: Mapping[str, str]


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The phrases of this project."""
    data = read_yaml(FILE)
    words = data["understand"]
    five_point = {str(value): tuple(spoken) for value, spoken in words.pop("five_point").items()}
    return Phrases(
        say=data["say"],
        page={**data["say"], **data["page"]},
        five_point=five_point,
        compared=words.pop("compared"),
        **{name: frozenset(spoken) for name, spoken in words.items()},
    )

"""Hides names, phones, plates, papers, cards, accounts and doors in a text; the rest stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from basis.masking.names import names
from basis.masking.numbers import kept, marks
from basis.masking.words import words


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of a text that tells of a person, from `start` to before `end`, and its kind."""

    start: int
    end: int
    kind: str


def mask(text: str) -> str:
    """Return a text whose every hidden stretch is a word of its kind, such as 〔电话〕."""
    parts, done = [], 0
    for each in hidden(text):
        parts += [text[done : each.start], words()["instead"][each.kind]]
        done = each.end
    return "".join([*parts, text[done:]])


def hidden(text: str) -> list[Hidden]:
    """Return what is to be hidden, in the order of the text, no two stretches overlapping.

    Numbers outrank names, and what stands first in `numbers.yml` outranks what follows.
    """
    taken: list[Hidden] = [Hidden(start, end, "") for start, end in kept(text)]
    for start, end, kind in chain(marks(text), names(text)):
        if _is_free(start, end, taken):
            taken.append(Hidden(start, end, kind))
    return sorted((each for each in taken if each.kind), key=lambda each: each.start)


def _is_free(start: int, end: int, taken: Iterable[Hidden]) -> bool:
    return all(end <= each.start or start >= each.end for each in taken)

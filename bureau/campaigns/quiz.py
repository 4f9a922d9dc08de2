"""A short quiz with facts and their sources, from `quiz.yml`; nothing is won."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from basis.packaged import yaml_beside
from bureau.campaigns.words import sourced

LENGTH = 5  # questions of one round
LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question; `right` counts its options from 0. The fact is told after the answer."""

    code: str
    ask: str
    options: tuple[str, ...]
    right: int
    fact: str
    source: str

    def read(self, text: str) -> int | None:
        """Return which option a message names: B, 选二, the words themselves; None for none."""
        said = re.sub(_said()["beside"], "", text.strip(" 。.，,！!、?？").upper())
        named = re.fullmatch(_said()["choice"], said)
        if named is not None:
            sign = named["letter"] or named["number"]
            place = LETTERS.index(sign) if sign in LETTERS else _said()["numbers"].index(sign) % 4
            return place if place < len(self.options) else None
        fitting = [
            place
            for place, option in enumerate(self.options)
            if said and (said == option.upper() or (len(said) > 1 and said in option.upper()))
        ]
        return fitting[0] if len(fitting) == 1 else None


@cache
def questions() -> dict[str, QuizQuestion]:
    """Return the questions by their codes, read once."""
    return {
        entry["code"]: QuizQuestion(
            entry["code"],
            entry["ask"],
            tuple(map(str, entry["options"])),
            int(entry["right"]) - 1,
            entry["fact"],
            sourced(entry)["source"],
        )
        for entry in _said()["questions"]
    }


def a_round(lot: str, *, length: int = LENGTH) -> list[str]:
    """Return the codes of one round's questions, drawn by a lot: the same lot draws the same."""
    return Random(lot).sample(sorted(questions()), length)  # noqa: S311 - a game


def verdict(score: int, length: int = LENGTH) -> str:
    """Return what is said to a score."""
    said = _said()["verdicts"]
    return str(said["all" if score == length else "most" if score * 2 >= length else "few"])


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "quiz.yml"))

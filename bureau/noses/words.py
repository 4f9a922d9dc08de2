"""The words about alarms and questions of odor, and how answers are read; from `words.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from basis.answers import NUMERAL, bare
from basis.numerals import numeral
from basis.packaged import words_beside
from bureau.messaging.text import tappable
from bureau.noses.model import NoseAnswer
from bureau.odor import OdorEvent, Tonight

_MENU = "nose"
_MENU_ID = re.compile(rf"{_MENU}(\d{{1,12}})-([0-5])")


class NoseWords:
    """Looks up a sentence by its key; a missing one raises `KeyError`."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said
        read = said["answers"]
        self._none = frozenset(map(bare, read["none"].split("|")))
        self._some = frozenset(map(bare, read["some"].split("|")))
        self._levels = {bare(words): level for words, level in read["levels"].items()}
        self._telling = re.compile(read["plain"])
        self._level = re.compile(rf"({NUMERAL})(?:{read['unit']})?")

    def alarm(self, event: OdorEvent, step: str, *, people: int, where: str, address: str) -> str:
        """Return the alarm of an event that reached a step; `address` is where it is taken."""
        return str(self._said["alarm"][step]).format(
            people=people, event=event.id, address=address, **self._facts(event, where)
        )

    def told(self, event: OdorEvent, *, some: str, where: str) -> str:
        """Return what those are told who asked to be told of odor there."""
        return str(self._said["told"]).format(some=some, **self._facts(event, where))

    def question(self, ask: int, *, where: str) -> str:
        """Return the question, each answer a line that can be tapped."""
        lines = [str(self._said["ask"]).format(where=where)]
        for option in self._said["options"]:
            level = option["intensity"]
            label = f"{level} {option['say']}"
            lines.append(tappable(label, said=option["say"], menu_id=f"{_MENU}{ask}-{level}"))
        lines.append(str(self._said["asked_end"]))
        return "\n".join(lines)

    def chance(self, place: str, tonight: Tonight) -> str:
        """Return a place's chance of tonight, as a line."""
        line = self._said["chance"].format(
            place=place, words=tonight.words, percent=tonight.percent, usual=tonight.usual
        )
        return str(line + (self._said["demo"] if tonight.demo else ""))

    def tonight(self, lines: Sequence[str]) -> str:
        """Return the evening's message."""
        return str(self._said["evening"]).format(rows="\n".join(lines))

    def step(self, code: str) -> str:
        """Return the name of a step."""
        return str(self._said["step"][code])

    def taken(self, answer: NoseAnswer) -> str:
        """Return what is said to an answer."""
        if not answer.noticed:
            return str(self._said["nothing"])
        known = answer.intensity is not None
        level = self._said["level"].format(level=answer.intensity) if known else ""
        return str(self._said["noticed"]).format(level=level)

    def already(self) -> str:
        """Return what is said to a second answer."""
        return str(self._said["already"])

    def late(self) -> str:
        """Return what is said to an answer that came too late."""
        return str(self._said["late"])

    def tapped(self, menu_id: str) -> tuple[int, NoseAnswer] | None:
        """Return the question and the answer of a tap, None for a tap on something else."""
        found = _MENU_ID.fullmatch(menu_id)
        if found is None:
            return None
        level = int(found[2])
        return int(found[1]), NoseAnswer(level > 0, level)

    def written(self, text: str, *, first: bool) -> NoseAnswer | None:
        """Return the answer that words are, None where they are something else.

        `first`: nothing else was said since the question, so that a bare word may answer it.
        """
        said = bare(text)
        if not said or not (first or self._telling.search(said)):
            return None
        if said in self._none:
            return NoseAnswer(False, 0)
        if said in self._levels:
            return NoseAnswer(True, self._levels[said])
        if said in self._some:
            return NoseAnswer(True)
        found = self._level.fullmatch(said)
        try:
            level = numeral(found[1]) if found else None
        except ValueError:
            return None
        return NoseAnswer(level > 0, level) if level is not None and 0 <= level <= 5 else None

    def _facts(self, event: OdorEvent, where: str) -> dict[str, Any]:
        named = self._said["and"].join(name for name, _ in event.summary.qualities[:2])
        about = self._said["about"].format(qualities=named) if named else ""
        return {
            "where": where or self._said["somewhere"],
            "minutes": max(1, event.summary.minutes),
            "about": about,
        }


@cache
def words() -> NoseWords:
    """Return the words, read once."""
    return NoseWords(words_beside(__file__))

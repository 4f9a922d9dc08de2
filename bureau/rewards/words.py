"""The words people read about rewards, from `words.yml`; the chat's in English, too."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from basis.packaged import yaml_beside

LONGEST_FIELD = 20  # characters of a template message's field
_IDLE = re.compile(r"[\s，。！？、,.!?~～…：:；;“”\"'·「」]+")


class RewardWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: Mapping[str, Any], chat: Mapping[str, Any]) -> None:
        self._said = said
        self._chat = chat

    def number(self, year: int, sequence: int) -> str:
        """Return a reward's number as it is printed."""
        return str(self._said["number"]).format(year=year, sequence=sequence)

    def status(self, key: str) -> str:
        """Return a status in Chinese, for officers."""
        return str(self._said["statuses"][key])

    def verb(self, key: str) -> str:
        """Return a step in Chinese."""
        return str(self._said["verbs"][key])

    def kind(self, key: str) -> str:
        """Return how a reward is claimed, in Chinese."""
        return str(self._said["kinds"][key])

    def measure(self, key: str) -> str:
        """Return a measure against persons in Chinese."""
        return str(self._said["measures"][key])

    def amount(self, key: str) -> str:
        """Return what an amount is of, in Chinese."""
        return str(self._said["amounts"][key])

    def exclusion(self, key: str) -> str:
        """Return why a report earns nothing, in Chinese."""
        return str(self._said["exclusions"][key])

    def left_out(self, key: str) -> str:
        """Return why one report of several earns nothing, in Chinese."""
        return str(self._said["left_out"][key])

    @property
    def not_a_name(self) -> re.Pattern[str]:
        """What no name holds."""
        return re.compile(str(self._said["not_a_name"]))

    @property
    def hushed(self) -> str:
        """What stands where something private was."""
        return str(self._said["hushed"])

    def line(self, key: str, **figures: str) -> str:
        """Return a line of a calculation."""
        return str(self._said["lines"][key]).format(**figures)

    def refusal(self, key: str, **facts: object) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key]).format(**facts)

    def notice(self, key: str, **facts: object) -> str:
        """Return what a citizen is told."""
        return str(self._said["notices"][key]).format(**facts)

    def told(self, key: str) -> str:
        """Return what a notice is about, for officers."""
        return str(self._said["told"][key])

    def delivery(self, key: str) -> str:
        """Return whether a notice arrived, for officers."""
        return str(self._said["delivery"][key])

    def service(self, key: str, **facts: str) -> dict[str, str]:
        """Return the fields of a template message, each as long as the platform takes."""
        said = self._said["service"]
        facts["what"] = said["what"][key]
        return {name: form.format(**facts)[:LONGEST_FIELD] for name, form in said["fields"].items()}

    def erasing(self, coded: Collection[bool]) -> str:
        """Return what an erasure does to rewards, of which some have a code (True), some none."""
        keys = {True: "code", False: "claim"}
        key = keys[next(iter(coded))] if len(coded) == 1 else "both"
        return str(self._said["erasing"][key])

    def reason(self, key: str) -> str:
        """Return why the service itself ended a reward."""
        return str(self._said["reasons"][key])

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the chat."""
        return str(self._chat["say"][key]).format(**facts)

    def button(self, key: str) -> str:
        """Return a button's title."""
        return str(self._chat["buttons"][key])

    def standing(self, key: str) -> str:
        """Return how a reward stands, as its citizen reads it."""
        return str(self._chat["standing"][key])

    def problem(self, key: str) -> str:
        """Return what is wrong with what was typed."""
        return str(self._chat["problems"][key])


def heard(text: str) -> str | None:
    """Return what a whole message asks of rewards: `mine`, `claim`, `how`, `cancel`, or None."""
    bare = _IDLE.sub("", text).lower()
    return next((asks for asks, found in _heard() if found.fullmatch(bare)), None)


@cache
def words(*, english: bool = False) -> RewardWords:
    """Return the words, read once."""
    said = yaml_beside(__file__, "words.yml")
    return RewardWords(said, yaml_beside(__file__, "english.yml") if english else said)


@cache
def _heard() -> tuple[tuple[str, re.Pattern[str]], ...]:
    told = yaml_beside(__file__, "heard.yml")
    return tuple((asks, re.compile("|".join(ways))) for asks, ways in told.items())

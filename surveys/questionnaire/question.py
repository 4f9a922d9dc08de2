"""One question of a questionnaire, and what answers lead to it or past it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ELSEWHERE = "elsewhere"

# What has been answered so far: a value a question, None where it was skipped.
Given = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One answer to choose: the value stored, the title shown, other words for it."""

    value: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Who may go on: not with an answer in `drop`, only with a number from `low` to `high`."""

    otherwise: str
    drop: frozenset[str] = frozenset()
    low: int | None = None
    high: int | None = None

    def passes(self, value: str) -> bool:
        """Whether this answer lets the interview go on."""
        if self.low is not None and self.high is not None:
            return self.low <= int(value) <= self.high
        return value not in self.drop


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `when` holds the earlier answers, all of which must hold, that lead to it.

    `kind` is a name in `kinds.KINDS`; `values` are the answers that others can depend on.
    """

    id: str
    kind: str
    text: str
    page: str
    required: bool = True
    dimension: str | None = None
    options: tuple[AnswerOption, ...] = ()
    values: tuple[str, ...] = ()
    when: tuple[tuple[str, frozenset[str]], ...] = ()
    low: int = 0
    high: int = 10
    unit: str = ""
    screen: Screen | None = None
    attention: str | None = None
    elsewhere: str | None = None

    def applies(self, given: Given) -> bool:
        """Whether the answers given so far lead to this question."""
        return all(_holds(given.get(name), values) for name, values in self.when)

    def title(self, value: str | None) -> str:
        """How an answer reads; places and free answers read as they are."""
        if value is None:
            return ""
        if value == ELSEWHERE and self.elsewhere:
            return self.elsewhere
        titles = {option.value: option.title for option in self.options}
        chosen = value.split(",") if self.options else [value]
        return "、".join(titles.get(one, one) for one in chosen)


def _holds(value: str | None, wanted: frozenset[str]) -> bool:
    return value is not None and not wanted.isdisjoint(value.split(","))

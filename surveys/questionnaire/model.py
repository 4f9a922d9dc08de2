"""A questionnaire: what is asked, in which order, of whom, and what the answers count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveys.questionnaire.lint import Problem, examine, problems_as_text

FOLDER = Path(__file__).parent / "shipped"
ELSEWHERE = "elsewhere"

# What has been answered so far: a value a question, None where it was skipped.
Given = Mapping[str, str | None]


class QuestionnaireError(ValueError):
    """A questionnaire that cannot be used; `problems` say why, with their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems_as_text(problems))
        self.problems = problems


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
    """One question; `when` holds the earlier answers, all of which must hold, that lead to it."""

    id: str
    kind: str
    text: str
    page: str
    required: bool = True
    dimension: str | None = None
    options: tuple[AnswerOption, ...] = ()
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
        chosen = value.split(",") if self.kind == "multiple" else [value]
        return "、".join(titles.get(one, one) for one in chosen)


def _holds(value: str | None, wanted: frozenset[str]) -> bool:
    return value is not None and not wanted.isdisjoint(value.split(","))


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A version of a questionnaire, frozen by the digest of its source text."""

    id: str
    version: str
    title: str
    points: tuple[float, float, float, float, float]
    expires_days: int
    targets: Mapping[str, int]
    welcome: str
    thanks: str
    questions: tuple[Question, ...]
    source: str
    digest: str

    def question(self, name: str) -> Question:
        """The question of this id; raises KeyError."""
        return {q.id: q for q in self.questions}[name]

    def has(self, name: str) -> bool:
        """Whether there is such a question."""
        return any(q.id == name for q in self.questions)

    def path(self, given: Given) -> tuple[Question, ...]:
        """The questions that these answers lead through, in order."""
        return tuple(q for q in self.questions if q.applies(given))

    @property
    def scored(self) -> tuple[Question, ...]:
        """The five-point questions that have a dimension: those that make the score."""
        return tuple(q for q in self.questions if q.dimension)

    @property
    def place(self) -> Question | None:
        """The question that settles the town, if there is one."""
        return next((q for q in self.questions if q.kind == "place"), None)

    @property
    def attention(self) -> Question | None:
        """The attention check, if there is one."""
        return next((q for q in self.questions if q.attention is not None), None)


@lru_cache(maxsize=32)
def load(text: str) -> Questionnaire:
    """Read a questionnaire from YAML text; raises `QuestionnaireError` with every fault."""
    data, problems = examine(text)
    if problems:
        raise QuestionnaireError(problems)
    points = [float(data["points"][key]) for key in "12345"]
    return Questionnaire(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        points=(points[0], points[1], points[2], points[3], points[4]),
        expires_days=data.get("expires_days", 14),
        targets=data.get("targets", {}),
        welcome=data["welcome"],
        thanks=data["thanks"],
        questions=tuple(_question(raw) for raw in data["questions"]),
        source=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def shipped(name: str = "satisfaction") -> Questionnaire:
    """A questionnaire of this project by its file name."""
    return load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def _question(raw: Mapping[str, Any]) -> Question:
    screen = raw.get("screen")
    return Question(
        id=raw["id"],
        kind=raw["type"],
        text=raw["text"],
        page=raw.get("page", raw["text"]),
        required=raw.get("required", True),
        dimension=raw.get("dimension"),
        options=tuple(_options(raw)),
        when=tuple(
            (name, frozenset(map(str, values))) for name, values in raw.get("when", {}).items()
        ),
        low=raw.get("from", 0),
        high=raw.get("to", 10),
        unit=raw.get("unit", ""),
        screen=screen
        and Screen(
            otherwise=screen["otherwise"],
            drop=frozenset(map(str, screen.get("drop", ()))),
            low=screen.get("from"),
            high=screen.get("to"),
        ),
        attention=raw.get("attention"),
        elsewhere=raw.get("elsewhere"),
    )


def _options(raw: Mapping[str, Any]) -> Iterable[AnswerOption]:
    if raw["type"] == "five_point":
        words = raw.get("words", {})
        for value, title in zip("12345", raw["titles"], strict=True):
            yield AnswerOption(value, title, tuple(words.get(value, ())))
    for option in raw.get("options", ()):
        yield AnswerOption(option["value"], option["title"], tuple(option.get("words", ())))

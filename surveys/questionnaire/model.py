"""A questionnaire: what is asked, in which order, of whom, and what the answers count."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveys.questionnaire.document import Problem, problems_as_text
from surveys.questionnaire.kinds import KINDS, AnswerForm
from surveys.questionnaire.lint import examine
from surveys.questionnaire.question import Given, Question, Screen

FOLDER = Path(__file__).parent / "shipped"


class QuestionnaireError(ValueError):
    """A questionnaire that cannot be used; `problems` say why, with their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems_as_text(problems))
        self.problems = problems


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
        """The questions that have a dimension: those that make the score."""
        return tuple(q for q in self.questions if q.dimension)

    @property
    def place(self) -> Question | None:
        """The question that settles the town, if there is one."""
        return next(iter(self._read_as(AnswerForm.PLACE)), None)

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that people answer in their own words."""
        return self._read_as(AnswerForm.TEXT)

    def _read_as(self, reading: AnswerForm) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if KINDS[q.kind].reading is reading)

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
    screen, kind = raw.get("screen"), KINDS[raw["type"]]
    return Question(
        id=raw["id"],
        kind=kind.name,
        text=raw["text"],
        page=raw.get("page", raw["text"]),
        required=raw.get("required", True),
        dimension=raw.get("dimension"),
        options=tuple(kind.options(raw)),
        values=tuple(kind.values(raw)),
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

"""What the library holds: texts with their source, cut into passages; and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Origin(StrEnum):
    """Where a text comes from."""

    SHIPPED = "shipped"  # data/answers
    FOLDER = "folder"  # the bureau's own folder
    UPLOADED = "uploaded"
    WRITTEN = "written"  # by an officer, for what was asked and not known


class Force(StrEnum):
    """Whether a text holds on a day."""

    IN_FORCE = "in_force"
    COMING = "coming"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a text that answers something; `ask`: questions that it answers."""

    text: str
    heading: str = ""
    article: str = ""
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryText:
    """A text with its source. `key` is unique in the library, and of letters, digits, `_`, `-`.

    `in_force`, `until`: the first and the last day on which it holds; None where nobody said.
    `checked`: whether somebody compared it with the official text. `see_also`: keys of texts that
    belong beside it, or came after it. `file`: the file that it stood in.
    """

    key: str
    title: str
    issuer: str
    number: str = ""
    article: str = ""
    in_force: date | None = None
    until: date | None = None
    link: str = ""
    checked: bool = False
    see_also: tuple[str, ...] = ()
    origin: Origin = Origin.SHIPPED
    file: str = ""
    added: datetime | None = None
    added_by: str = ""
    passages: tuple[Passage, ...] = ()

    def force(self, on: date) -> Force:
        """Return whether the text holds on a day."""
        if self.until is not None and self.until < on:
            return Force.EXPIRED
        if self.in_force is not None and self.in_force > on:
            return Force.COMING
        return Force.IN_FORCE


@dataclass(frozen=True, slots=True)
class PassageSpot:
    """A passage where it stands: its text, and its place in it, from 0."""

    text: LibraryText
    place: int

    @property
    def passage(self) -> Passage:
        """Return the passage."""
        return self.text.passages[self.place]

    @property
    def key(self) -> str:
        """Return the name by which a button asks for it."""
        return f"{self.text.key}.{self.place}" if self.place else self.text.key


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with how well it fits a question, 0 to about 1; `views`: by each way of looking."""

    spot: PassageSpot
    score: float
    views: Mapping[str, float] = field(default_factory=dict)


class ReplyKind(StrEnum):
    """What the library says to a question."""

    FOUND = "found"
    SEVERAL = "several"  # near candidates: the citizen picks one
    OUT_OF_FORCE = "out_of_force"  # only what holds no more, or not yet
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the library says. `words`: sentences of a passage; `source`: the lines under them.

    `choices`: keys of passages with what they answer, for buttons. `sure`: how likely it is that
    the library knows, 0 to 1.
    """

    kind: ReplyKind
    words: str = ""
    source: str = ""
    key: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    sure: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question as it was asked, masked, that the library did not know.

    `count`: how often it was asked in these words; `first`, `last`: when.
    """

    id: int
    text: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Unanswered questions that ask alike, the most asked first."""

    questions: tuple[Unanswered, ...]

    @property
    def count(self) -> int:
        """Return how often they were asked together."""
        return sum(each.count for each in self.questions)

    @property
    def last(self) -> datetime:
        """Return when one of them was asked last."""
        return max(each.last for each in self.questions)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two passages on one matter with other figures; `figures`: those of the first, the second."""

    one: PassageSpot
    other: PassageSpot
    figures: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchOffice:
    """An office that people may call or visit; `area`: the code of the place it is for."""

    area: str
    name: str
    phone: str = ""
    hours: str = ""
    address: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """A file that cannot be answered from, and why, as officers read it."""

    file: str
    why: str


class LibraryError(Exception):
    """What the library refuses; `explanation` is for officers, in Chinese."""

    def __init__(self, code: str, explanation: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = explanation

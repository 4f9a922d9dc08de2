"""A month's diagnosis of an area: figures, sentences bound to them, tables, what is drawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bureau.diagnosis import words


class DiagnosisState(StrEnum):
    """How far a diagnosis has come."""

    MADE = "made"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """Who reads a sentence or a row: everybody, the bureau alone, or the public in its stead."""

    ALL = "all"
    BUREAU = "bureau"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written everywhere; None is "no data".

    `low`, `high`: its 95 % interval. `places`: decimals. `signed`: a change, with its sign.
    `sure`: its interval leaves no change out. `small`: the public is not told it.
    """

    id: str
    value: float | None
    places: int = 1
    low: float | None = None
    high: float | None = None
    signed: bool = False
    sure: bool = False
    small: bool = False

    def __str__(self) -> str:
        return self._written(self.value)

    @property
    def size(self) -> str:
        """The number without its sign."""
        return str(self).lstrip("+-")

    @property
    def from_(self) -> str:
        """Where its interval begins."""
        return self._written(self.low)

    @property
    def to(self) -> str:
        """Where its interval ends."""
        return self._written(self.high)

    @property
    def least(self) -> str:
        """How small the change may be, without sign: for a change that is sure."""
        return min(self.from_.lstrip("+-"), self.to.lstrip("+-"), key=float)

    @property
    def most(self) -> str:
        """How large the change may be, without sign."""
        return max(self.from_.lstrip("+-"), self.to.lstrip("+-"), key=float)

    @property
    def numbers(self) -> set[str]:
        """Every number that a sentence may take from it, without signs."""
        written = (str(self), self.from_, self.to)
        return {each.lstrip("+-") for each in written if each}

    def _written(self, number: float | None) -> str:
        if number is None:
            return ""
        told = f"{number:+.{self.places}f}" if self.signed else f"{number:.{self.places}f}"
        return told if float(told) else f"{0:.{self.places}f}"


@dataclass(frozen=True, slots=True)
class BoundSentence:
    """A sentence and the ids of the figures it is made of.

    `names`: what stands in it that has digits and is no figure: a pollutant, a section, a month.
    """

    key: str
    text: str
    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    audience: Audience = Audience.ALL


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a table: texts, or `=id` for a figure."""

    cells: tuple[str, ...]
    audience: Audience = Audience.ALL


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the diagnosis: what is said, and the table of figures it is said from."""

    key: str
    sentences: tuple[BoundSentence, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[FigureRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the charts are drawn from.

    `days`: AQI of each day of the month, None where there is none. `hours`: the mean of each hour
    from 1:00 to 24:00 of `hours_of`. `sectors`: mean of each of eight directions of the wind, from
    north clockwise, and of calm. `classes`: sections of class 1 to 6, this month, the month before,
    the year before.
    """

    days: tuple[int | None, ...] = ()
    hours: tuple[float | None, ...] = ()
    hours_of: str = ""
    sectors: tuple[float | None, ...] = ()
    classes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class MonthFindings:
    """What was found of an area in a month (its first day), as it was when it was made."""

    area: str
    month: date
    name: str
    demo: bool
    figures: dict[str, Figure] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    drawn: Drawn = field(default_factory=Drawn)

    def block(self, key: str) -> Block:
        """Return a part; an empty one where there is none."""
        return next((block for block in self.blocks if block.key == key), Block(key))

    def sentences(self, key: str, *, public: bool) -> list[str]:
        """Return what a part says to the public, or to the bureau."""
        other = Audience.BUREAU if public else Audience.PUBLIC
        return [each.text for each in self.block(key).sentences if each.audience is not other]

    def rows(self, key: str, *, public: bool) -> list[tuple[str, ...]]:
        """Return a part's table as texts; the public is not told small numbers."""
        other = Audience.BUREAU if public else Audience.PUBLIC
        return [
            tuple(self._cell(cell, public=public) for cell in row.cells)
            for row in self.block(key).rows
            if row.audience is not other
        ]

    def _cell(self, cell: str, *, public: bool) -> str:
        if not cell.startswith("="):
            return cell
        figure = self.figures[cell[1:]]
        told = words.said()["cells"]
        if figure.value is None:
            return str(told["none"])
        if public and figure.small:
            return str(told["few"])
        form = told["plain" if figure.low is None else "between"]
        return str(form).format(figure=figure)

    def kept(self) -> dict[str, Any]:
        """Return the document as it is stored."""
        return {**asdict(self), "month": self.month.isoformat()}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> MonthFindings:
        """Return a document as it was stored."""
        return cls(
            kept["area"],
            date.fromisoformat(kept["month"]),
            kept["name"],
            kept["demo"],
            {name: Figure(**figure) for name, figure in kept["figures"].items()},
            tuple(_block(block) for block in kept["blocks"]),
            _drawn(kept["drawn"]),
        )


@dataclass(frozen=True, slots=True)
class DiagnosisNote:
    """What an officer wrote beside a diagnosis."""

    id: int
    at: datetime
    officer: str
    text: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis with what became of it.

    `version`: counts from 1 where it was made anew. `by`: who released it or took it back.
    """

    id: int
    version: int
    made: datetime
    findings: MonthFindings
    state: DiagnosisState = DiagnosisState.MADE
    changed: datetime | None = None
    by: str = ""
    reason: str = ""
    notes: tuple[DiagnosisNote, ...] = ()


@dataclass(frozen=True, slots=True)
class DiagnosisEntry:
    """A diagnosis in the list of a month."""

    area: str
    month: date
    version: int
    state: DiagnosisState
    made: datetime
    notes: int


def _block(kept: dict[str, Any]) -> Block:
    return Block(
        kept["key"],
        tuple(
            BoundSentence(
                each["key"],
                each["text"],
                tuple(each["figures"]),
                tuple(each["names"]),
                Audience(each["audience"]),
            )
            for each in kept["sentences"]
        ),
        tuple(kept["headings"]),
        tuple(FigureRow(tuple(row["cells"]), Audience(row["audience"])) for row in kept["rows"]),
    )


def _drawn(kept: dict[str, Any]) -> Drawn:
    return Drawn(
        tuple(kept["days"]),
        tuple(kept["hours"]),
        kept["hours_of"],
        tuple(kept["sectors"]),
        tuple(tuple(each) for each in kept["classes"]),
    )

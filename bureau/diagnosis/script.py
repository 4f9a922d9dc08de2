"""Collecting what a diagnosis says: each sentence is made of figures that stand in its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bureau.diagnosis.chance import MonthChange, surely
from bureau.diagnosis.model import Audience, Block, BoundSentence, Figure, FigureRow
from bureau.diagnosis.words import said

MOST_LOOKED_AT = 3
Fact = Figure | str


@dataclass(frozen=True, slots=True)
class Worsening:
    """Something that became worse, for the three things to look at.

    `subject`: what it is about; of one subject only the surest is told. `facts` are those of the
    template `look.<key>`.
    """

    subject: str
    key: str
    chance: float
    facts: dict[str, Fact]
    public: bool = True


@dataclass
class _Part:
    sentences: list[BoundSentence] = field(default_factory=list)
    rows: list[FigureRow] = field(default_factory=list)


class Script:
    """The figures, sentences and tables of one diagnosis while it is being made."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}
        self.worse: list[Worsening] = []
        self._parts: dict[str, _Part] = {}

    def figure(
        self,
        id: str,  # noqa: A002
        value: float | None,
        *,
        places: int = 0,
        between: tuple[float, float] | None = None,
        small: bool = False,
    ) -> Figure:
        """Keep a number and return it as it will be written."""
        low, high = between or (None, None)
        return self._keep(Figure(id, value, places, low, high, small=small))

    def change(
        self,
        id: str,  # noqa: A002
        change: MonthChange | None,
        *,
        places: int = 0,
        small: bool = False,
    ) -> Figure:
        """Keep a change with its interval; one that rounding takes to zero is not sure."""
        if change is None:
            return self._keep(Figure(id, None, places, signed=True, small=small))
        low, high = round(change.low, places), round(change.high, places)
        sure = change.sure and (low > 0 or high < 0)
        return self._keep(
            Figure(id, change.value, places, change.low, change.high, True, sure, small)
        )

    def row(self, block: str, *cells: Fact, audience: Audience = Audience.ALL) -> None:
        """Add a row to a part's table."""
        told = tuple(f"={each.id}" if isinstance(each, Figure) else each for each in cells)
        self._part(block).rows.append(FigureRow(told, audience))

    def say(
        self, block: str, key: str, *, audience: Audience = Audience.ALL, **facts: Fact
    ) -> None:
        """Say `words.yml`'s sentence of a part with figures and names."""
        figures = tuple(each.id for each in facts.values() if isinstance(each, Figure))
        names = tuple(
            each
            for each in facts.values()
            if isinstance(each, str) and any(letter.isdigit() for letter in each)
        )
        text = str(said()[block][key]).format(**facts)
        sentence = BoundSentence(f"{block}.{key}", text, figures, names, audience)
        self._part(block).sentences.append(sentence)

    def look(self) -> None:
        """Say the things to look at: what became worse beyond chance, all tested together.

        One a subject, the surest first, at most three; none is a sentence, too.
        """
        held = surely([each.chance for each in self.worse])
        sure = [each for each, holds in zip(self.worse, held, strict=True) if holds]
        sure.sort(key=lambda each: (each.chance, each.subject))
        told: dict[str, Worsening] = {}
        for each in sure:
            told.setdefault(each.subject, each)
        chosen = list(told.values())[:MOST_LOOKED_AT]
        for each in chosen:
            audience = Audience.ALL if each.public else Audience.BUREAU
            self.say("look", each.key, audience=audience, **each.facts)
        if not chosen:
            self.say("look", "none")
        elif not any(each.public for each in chosen):
            self.say("look", "none_public", audience=Audience.PUBLIC)

    def blocks(self, order: Sequence[str]) -> tuple[Block, ...]:
        """Return the parts in an order, each with its headings."""
        headings = said()["headings"]
        return tuple(
            Block(
                key,
                tuple(self._part(key).sentences),
                tuple(headings.get(key, ())) if self._part(key).rows else (),
                tuple(self._part(key).rows),
            )
            for key in order
        )

    def _part(self, key: str) -> _Part:
        return self._parts.setdefault(key, _Part())

    def _keep(self, figure: Figure) -> Figure:
        if figure.id in self.figures:
            raise ValueError(f"two figures are called {figure.id}")
        self.figures[figure.id] = figure
        return figure

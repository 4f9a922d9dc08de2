"""Finding the passages that fit a question: by their terms, and by what they mean.

Four views are added up. `lexical`: BM25 over terms, as Robertson and Zaragoza (2009) give it, each
term with the weight of its sort, divided by what the question would score in a passage that holds
all its terms. `likeness`: the cosine of the terms with those of the nearest question that the
passage is known to answer. `near`: the cosine of the vectors with the nearest such questions.
`meaning`: the cosine of the vectors with the passage itself. Each lies between 0 and about 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bureau.answers.model import LibraryText, Scored, Spot
from bureau.answers.terms import asked as bare
from bureau.answers.terms import question_terms, text_terms, weight
from bureau.answers.vectors import Vectors, question_vector, vectors

K1, B = 1.2, 0.4
# A word of a passage's own questions or heading counts as so many of its text.
_FIELD = {"ask": 2.0, "title": 0.7, "text": 1.0}
# What the views count beside each other; `python -m bench answers` measures it.
VIEWS = {"lexical": 0.27, "likeness": 0.13, "near": 0.36, "meaning": 0.24}
# The nearest questions of a passage that are looked at together.
_NEAREST = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question as it is looked for: its terms and its vector."""

    terms: Counter[str]
    vector: Vectors

    @classmethod
    def of(cls, question: str) -> Enquiry:
        """Read a question."""
        return cls(question_terms(question), question_vector(question))


@dataclass(slots=True)
class Prepared:
    """A passage ready to be searched: its terms and vector, and those of its own questions."""

    spot: Spot
    terms: dict[str, float]
    asked: list[Counter[str]] = field(default_factory=list)
    vector: Vectors | None = None
    asked_vectors: Vectors | None = None


def prepare(text: LibraryText) -> list[Prepared]:
    """Return the passages of a text with their terms and vectors: what takes time, done once."""
    spots = [Spot(text, place) for place in range(len(text.passages))]
    prepared = [_prepared(spot) for spot in spots]
    meant = vectors([spot.passage.text for spot in spots])
    for row, each in enumerate(prepared):
        each.vector = meant[row]
        each.asked_vectors = vectors([bare(question) for question in _own_questions(each.spot)])
    return prepared


def _own_questions(spot: Spot) -> list[str]:
    passage = spot.passage
    heading = passage.heading if passage.heading not in passage.ask else ""
    return [*passage.ask, *([heading] if heading else [])]


def _prepared(spot: Spot) -> Prepared:
    passage = spot.passage
    asked = [question_terms(question) for question in _own_questions(spot)]
    terms: dict[str, float] = {}
    title = f"{spot.text.title} {passage.article or spot.text.article}"
    for counted, times in (
        *((each, _FIELD["ask"] / len(asked)) for each in asked),
        (text_terms(title), _FIELD["title"]),
        (text_terms(passage.text), _FIELD["text"]),
    ):
        for term, count in counted.items():
            terms[term] = terms.get(term, 0.0) + times * count
    return Prepared(spot, terms, asked)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which rows hold a term, and what it adds to each, without its idf."""

    rows: NDArray[np.int64]
    values: Floats


class PassageIndex:
    """An index that is made once and only read; a changed library gets a new one."""

    def __init__(self, prepared: Iterable[Prepared]) -> None:
        self._prepared = list(prepared)
        self.spots = [each.spot for each in self._prepared]
        self._rows = {spot.key: row for row, spot in enumerate(self.spots)}
        self._idf = self._rarities()
        self._text = self._lexical_postings()
        self._owner, self._norms, self._asks = self._question_postings()
        self._meant = _stacked(each.vector for each in self._prepared)
        counts = [_rows(each.asked_vectors) for each in self._prepared]
        self._asked = _stacked(
            vector for each in self._prepared if each.asked_vectors is not None
            for vector in each.asked_vectors
        )  # fmt: skip
        self._asked_owner = np.repeat(np.arange(len(counts)), counts)
        self._unasked = np.array([count == 0 for count in counts], dtype=bool)

    def __len__(self) -> int:
        return len(self.spots)

    def rarity(self, term: str) -> float:
        """Return the idf of a term; one that no passage holds is rarer than any."""
        return self._idf.get(term, self._unknown)

    def terms_of(self, spot: Spot) -> Mapping[str, float]:
        """Return the terms of a passage."""
        return self._prepared[self._rows[spot.key]].terms

    def search(self, enquiry: Enquiry, *, most: int = 8) -> list[Scored]:
        """Return the passages that fit a question best, the best first, with each view."""
        if not self.spots:
            return []
        views = self.views(enquiry)
        score = np.zeros(len(self.spots))
        for name, counts in VIEWS.items():
            score += counts * views[name]
        most = min(most, len(score))
        best = np.argpartition(-score, most - 1)[:most]
        best = best[np.lexsort((best, -score[best]))]
        return [
            Scored(
                self.spots[row],
                float(score[row]),
                {name: float(view[row]) for name, view in views.items()},
            )
            for row in best
        ]

    def views(self, enquiry: Enquiry) -> dict[str, Floats]:
        """Return for every passage how well it fits, by each view."""
        meaning = self._meant @ enquiry.vector
        return {
            "lexical": self._lexical(enquiry.terms),
            "likeness": self._likeness(enquiry.terms),
            "near": self._near(enquiry.vector, meaning),
            "meaning": meaning.astype(np.float64),
        }

    def _lexical(self, terms: Mapping[str, int]) -> Floats:
        score = np.zeros(len(self.spots))
        whole = 0.0
        for term in terms:
            worth = weight(term) * self.rarity(term)
            whole += worth
            if (posted := self._text.get(term)) is not None:
                score[posted.rows] += worth * posted.values
        return score / whole if whole else score

    def _likeness(self, terms: Mapping[str, int]) -> Floats:
        score = np.zeros(len(self.spots))
        near = np.zeros(len(self._owner))
        own = 0.0
        for term in terms:
            worth = (weight(term) * self.rarity(term)) ** 2
            own += worth
            if (posted := self._asks.get(term)) is not None:
                near[posted.rows] += worth
        if own and len(near):
            np.maximum.at(score, self._owner, near / (self._norms * math.sqrt(own)))
        return score

    def _near(self, vector: Vectors, meaning: Vectors) -> Floats:
        """Return half the nearest own question's cosine, half the mean of the nearest three.

        Where a passage has no questions of its own, what it says stands for them.
        """
        found = np.where(self._unasked, meaning, 0.0).astype(np.float64)
        if not len(self._asked):
            return found
        cosines = (self._asked @ vector).astype(np.float64)
        order = np.lexsort((-cosines, self._asked_owner))
        owners = self._asked_owner[order]
        first = np.searchsorted(owners, owners, side="left")
        rank = np.arange(len(owners)) - first
        top = rank < _NEAREST
        count = np.bincount(owners[top], minlength=len(found))
        total = np.bincount(owners[top], cosines[order][top], minlength=len(found))
        best = np.bincount(owners[rank == 0], cosines[order][rank == 0], minlength=len(found))
        held = count > 0
        found[held] = 0.5 * best[held] + 0.5 * total[held] / count[held]
        return found

    def _rarities(self) -> dict[str, float]:
        held: Counter[str] = Counter()
        for each in self._prepared:
            held.update(each.terms.keys())
        count = max(len(self._prepared), 1)
        self._unknown = math.log(1 + (count + 0.5) / 0.5)
        return {
            term: math.log(1 + (count - holding + 0.5) / (holding + 0.5))
            for term, holding in held.items()
        }

    def _lexical_postings(self) -> dict[str, Postings]:
        lengths = [sum(each.terms.values()) for each in self._prepared]
        mean = sum(lengths) / max(len(lengths), 1) or 1.0
        found: dict[str, tuple[list[int], list[float]]] = {}
        for row, each in enumerate(self._prepared):
            damp = K1 * (1 - B + B * lengths[row] / mean)
            for term, count in each.terms.items():
                rows, values = found.setdefault(term, ([], []))
                rows.append(row)
                # 1 where a term stands about twice: what the question is divided by.
                values.append(min(1.0, count * (K1 + 1) / (count + damp) / 1.3))
        return {term: _posted(*each) for term, each in found.items()}

    def _question_postings(self) -> tuple[NDArray[np.int64], Floats, dict[str, Postings]]:
        owners: list[int] = []
        norms: list[float] = []
        found: dict[str, tuple[list[int], list[float]]] = {}
        for row, each in enumerate(self._prepared):
            for asked in each.asked:
                norm = math.sqrt(sum((weight(t) * self.rarity(t)) ** 2 for t in asked))
                if not norm:
                    continue
                for term in asked:
                    rows, values = found.setdefault(term, ([], []))
                    rows.append(len(owners))
                    values.append(1.0)
                owners.append(row)
                norms.append(norm)
        return (
            np.array(owners, dtype=np.int64),
            np.array(norms),
            {term: _posted(*each) for term, each in found.items()},
        )


def _posted(rows: list[int], values: list[float]) -> Postings:
    return Postings(np.array(rows, dtype=np.int64), np.array(values))


def _stacked(each: Iterable[Vectors | None]) -> Vectors:
    rows = [vector for vector in each if vector is not None]
    return np.stack(rows) if rows else vectors([])


def _rows(found: Vectors | None) -> int:
    return 0 if found is None else len(found)

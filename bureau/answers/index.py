"""Finding the passages that fit a question: by their terms, and by what they mean.

Seven views are added up. `lexical`: BM25 over terms, as Robertson and Zaragoza (2009) give it, each
term with the weight of its sort, divided by what the question would score in a passage that holds
all its terms. `likeness`: the cosine of the terms with those of the nearest question that the
passage is known to answer. `near`: the cosine of the vectors with the nearest such question,
`middle`: with the mean of them, `meaning`: with the passage itself. Each is at most about 1.
`kind` and `matter`: what is asked for and of what, against what its questions ask (`profile`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from basis.packaged import words_beside
from bureau.answers.model import LibraryText, PassageSpot, Scored
from bureau.answers.profile import Profile
from bureau.answers.terms import LONGEST_QUESTION, question_terms, text_terms, weight
from bureau.answers.terms import asked as bare
from bureau.answers.vectors import Contrast, Vectors, question_vector, vectors
from bureau.places import gazetteer

K1, B = 1.2, 0.4
# The concept of `terms.yml` that a question from another city has.
ELSEWHERE = "c:elsewhere"
# A word of a passage's own questions or heading counts as so many of its text.
_FIELD = {"ask": 3.0, "title": 0.7, "text": 1.0}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question as it is looked for: its words, its terms and its vector."""

    question: str
    terms: Counter[str]
    vector: Vectors

    @classmethod
    def of(cls, question: str) -> Enquiry:
        """Read a question; that it names a city elsewhere is a term of its own."""
        terms = question_terms(question)
        if gazetteer().whereabouts(question[:LONGEST_QUESTION]).elsewhere:
            terms[ELSEWHERE] = 1
        return cls(question, terms, question_vector(question))


@dataclass(slots=True)
class ReadyPassage:
    """A passage ready to be searched: its terms and vector, and those of its own questions."""

    spot: PassageSpot
    terms: dict[str, float]
    told: Counter[str]
    asked: list[Counter[str]] = field(default_factory=list)
    vector: Vectors | None = None
    asked_vectors: Vectors | None = None


def prepare(text: LibraryText) -> list[ReadyPassage]:
    """Return the passages of a text with their terms and vectors: what takes time, done once."""
    spots = [PassageSpot(text, place) for place in range(len(text.passages))]
    prepared = [_prepared(spot) for spot in spots]
    meant = vectors([spot.passage.text for spot in spots])
    # One batch, each heading once: what costs is every call and every sentence.
    known = {bare(question) for spot in spots for question in _own_questions(spot)}
    asked = dict(zip(known, vectors(list(known)), strict=True))
    for row, each in enumerate(prepared):
        each.vector = meant[row]
        own = [asked[bare(question)] for question in _own_questions(each.spot)]
        each.asked_vectors = np.stack(own) if own else vectors([])
    return prepared


def _own_questions(spot: PassageSpot) -> list[str]:
    passage = spot.passage
    heading = passage.heading if passage.heading not in passage.ask else ""
    return [*passage.ask, *([heading] if heading else [])]


def _prepared(spot: PassageSpot) -> ReadyPassage:
    passage = spot.passage
    asked = [question_terms(question) for question in _own_questions(spot)]
    told = text_terms(passage.text)
    terms: dict[str, float] = {}
    title = f"{spot.text.title} {passage.article or spot.text.article}"
    for counted, times in (
        *((each, _FIELD["ask"] / len(asked)) for each in asked),
        (text_terms(title), _FIELD["title"]),
        (told, _FIELD["text"]),
    ):
        for term, count in counted.items():
            terms[term] = terms.get(term, 0.0) + times * count
    return ReadyPassage(spot, terms, told, asked)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which rows hold a term, and what it adds to each, without its idf."""

    rows: NDArray[np.int64]
    values: Floats


class PassageIndex:
    """An index that is made once and only read; a changed library gets a new one."""

    def __init__(self, prepared: Iterable[ReadyPassage]) -> None:
        self._prepared = list(prepared)
        self.spots = [each.spot for each in self._prepared]
        self._rows = {spot.key: row for row, spot in enumerate(self.spots)}
        self._idf = self._rarities()
        self._text = self._lexical_postings()
        self._owner, self._norms, self._asks = self._question_postings()
        self._lay_out_vectors()
        self._kinds, self._matters = self._profiles()

    def __len__(self) -> int:
        return len(self.spots)

    def rarity(self, term: str) -> float:
        """Return the idf of a term; one that no passage holds is rarer than any."""
        return self._idf.get(term, self._unknown)

    def terms_of(self, spot: PassageSpot) -> Mapping[str, float]:
        """Return the terms of a passage."""
        return self._prepared[self._rows[spot.key]].terms

    def search(self, enquiry: Enquiry, *, most: int = 8) -> list[Scored]:
        """Return the passages that fit a question best, the best first, with each view."""
        if not self.spots:
            return []
        views = self.views(enquiry)
        score = sum((counts * views[name] for name, counts in _counts().items()), start=0.0)
        assert isinstance(score, np.ndarray), "there are views"
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
        vector = enquiry.vector
        if self._contrast is not None:
            vector = self._contrast.applied(vector)
        meaning = (self._meant @ vector).astype(np.float64)
        # Where a passage has no questions of its own, what it says stands for them.
        near, middle = meaning.copy(), meaning.copy()
        if len(self._asked):
            near[self._with_asked] = np.maximum.reduceat(self._asked @ vector, self._first)
            middle[self._with_asked] = self._middles @ vector
        return {
            "lexical": self._lexical(enquiry.terms),
            "likeness": self._likeness(enquiry.terms),
            "near": near,
            "middle": middle,
            "meaning": meaning,
            "kind": self._kinds.fit(enquiry.terms),
            "matter": self._matters.fit(enquiry.terms),
        }

    def _lay_out_vectors(self) -> None:
        """Put the vectors of passages and of their questions into matrices, one a row."""
        meant = _stacked(each.vector for each in self._prepared)
        counts = np.array([_rows(each.asked_vectors) for each in self._prepared], dtype=np.int64)
        asked = _stacked(
            vector
            for each in self._prepared
            if each.asked_vectors is not None
            for vector in each.asked_vectors
        )
        rows = np.arange(len(counts))
        owners = np.repeat(rows, counts)
        self._with_asked = rows[counts > 0]
        self._first = np.concatenate([[0], np.cumsum(counts[counts > 0])[:-1]]).astype(np.int64)
        told = counts > 0
        self._contrast = Contrast.of(
            np.concatenate([asked, meant[told]]), np.concatenate([owners, rows[told]])
        )
        if self._contrast is not None:
            meant, asked = self._contrast.applied(meant), self._contrast.applied(asked)
        self._meant, self._asked = meant, asked
        if len(asked):
            sums = np.add.reduceat(asked, self._first)
            self._middles = sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def _profiles(self) -> tuple[Profile, Profile]:
        # What is asked of a passage without questions is what it tells.
        kinds = [each.asked or [each.told] for each in self._prepared]
        matters = [[*each.asked, each.told] for each in self._prepared]
        return Profile.of(kinds, sort="k"), Profile.of(matters, sort="c")

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


@cache
def _counts() -> Mapping[str, float]:
    counts: Mapping[str, float] = words_beside(__file__)["views"]
    return counts


def _posted(rows: list[int], values: list[float]) -> Postings:
    return Postings(np.array(rows, dtype=np.int64), np.array(values))


def _stacked(each: Iterable[Vectors | None]) -> Vectors:
    rows = [vector for vector in each if vector is not None]
    return np.stack(rows) if rows else vectors([])


def _rows(found: Vectors | None) -> int:
    return 0 if found is None else len(found)

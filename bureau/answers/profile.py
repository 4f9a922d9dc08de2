"""What the questions of a passage have in common: what they ask for, and which matters they name.

A naive Bayes estimate, each term there or not: the chance that it stands in a question for a
passage, drawn to its chance in any question (Bernoulli model, McCallum and Nigam 1998). Neighbours
that share a matter are told apart by what is asked of it: who, how much, until when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# So many questions of the common sort are added to those of a passage.
COMMON = 1.0
# Log-odds are divided by so much: a fit is mostly -1 to 1.
SCALE = 5.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Profile:
    """For each term how much its presence adds, by passage, to what its absence everywhere says."""

    rows: dict[str, int]
    adds: Floats
    absent: Floats

    @classmethod
    def of(cls, observed: Sequence[Sequence[Iterable[str]]], *, sort: str) -> Profile:
        """Learn it from each passage's questions; `sort`: the letter of the terms that count."""
        names = sorted({t for each in observed for terms in each for t in terms if t[0] == sort})
        rows = {name: row for row, name in enumerate(names)}
        counts = np.zeros((len(names), len(observed)))
        for place, each in enumerate(observed):
            for terms in each:
                counts[[rows[t] for t in set(terms) if t in rows], place] += 1
        asked = np.array([len(each) for each in observed], dtype=float)
        common = ((counts.sum(axis=1) + 0.5) / (asked.sum() + 1))[:, None]
        chance = (counts + COMMON * common) / (asked + COMMON)
        there, absent = np.log(chance / common), np.log((1 - chance) / (1 - common))
        return cls(rows, (there - absent) / SCALE, absent.sum(axis=0) / SCALE)

    def fit(self, terms: Iterable[str]) -> Floats:
        """Return for each passage how well a question's terms fit it; 0 says nothing."""
        there = [self.rows[term] for term in terms if term in self.rows]
        fitting: Floats = self.absent + self.adds[there].sum(axis=0)
        return fitting

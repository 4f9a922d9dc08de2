"""The linear model: one matrix of weights for intents, categories, and what leads.

Training uses scikit-learn; answering needs only the weights, so a message costs one gather and
one small product. Nothing here knows Rasa.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot.components.categories import CATEGORIES
from bot.components.features import Concepts, Vectoriser

SEED = 7
RAREST = 5.0
REPORT, OTHERS = "report", "other_government"


@dataclass(frozen=True)
class Lesson:
    """One training sentence: its intent, and for reports its categories, leading first."""

    text: str
    intent: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What the model makes of a message; both rankings run from likeliest to least likely."""

    intents: list[tuple[str, float]]
    categories: list[tuple[str, float]]
    leading: list[tuple[str, float]]


class LinearModel:
    """Scores intents and categories of a text."""

    def __init__(
        self, vectoriser: Vectoriser, intents: list[str], weights: np.ndarray, bias: np.ndarray
    ) -> None:
        self.vectoriser = vectoriser
        self.intents = intents
        self.weights = weights
        self.bias = bias

    @classmethod
    def learn(
        cls,
        lessons: Sequence[Lesson],
        concepts: Concepts,
        *,
        strength: float = 8.0,
        least_seen: int = 2,
    ) -> LinearModel:
        """Fit on lessons; ``strength`` is the inverse of the regularisation (C)."""
        vectoriser, matrix = Vectoriser.learn(
            (lesson.text for lesson in lessons), concepts, least_seen=least_seen
        )
        labels = np.array([lesson.intent for lesson in lessons])
        intents = sorted(set(labels))
        reports = [lesson.categories for lesson in lessons if lesson.categories]
        rows = matrix[np.array([bool(lesson.categories) for lesson in lessons])]
        leading = np.array([next(iter(lesson.categories), "") for lesson in lessons])
        tasks = [(matrix, labels == intent, RAREST) for intent in intents]
        tasks += [(rows, np.array([name in held for held in reports]), 1.0) for name in CATEGORIES]
        # What leads is told from all other messages, so that it says what is no report, too.
        tasks += [(matrix, leading == name, RAREST) for name in CATEGORIES]
        # The solver lets go of Python's lock, so columns are fitted side by side.
        with ThreadPoolExecutor() as pool:
            columns = list(pool.map(lambda task: _fit(*task, strength=strength), tasks))
        weights = np.stack([weight for weight, _ in columns], axis=1).astype(np.float32)
        bias = np.array([bias for _, bias in columns], dtype=np.float32)
        return cls(vectoriser, intents, np.ascontiguousarray(weights), bias)

    def read(self, text: str) -> Reading:
        """Rank intents and categories of one text."""
        index, values = self.vectoriser.row(text)
        scores = values @ self.weights[index] + self.bias if len(index) else self.bias
        chances = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        of_intents, rest = np.split(chances, [len(self.intents)])
        held, leads = np.split(rest, 2)
        shares = self._weighed(of_intents / of_intents.sum(), float(leads.max()))
        return Reading(
            intents=_ranked(self.intents, shares),
            categories=_ranked(CATEGORIES, held),
            leading=_ranked(CATEGORIES, leads / leads.sum()),
        )

    def _weighed(self, chances: np.ndarray, told: float) -> np.ndarray:
        """Share between a report and other authorities' matters what both have together.

        Half by the two intents, half by `told`, the chance that one category's trouble is told: one
        column for all complaints knows less of each than a column for each category.
        """
        if not {REPORT, OTHERS} <= set(self.intents):
            return chances
        report, others = self.intents.index(REPORT), self.intents.index(OTHERS)
        both = chances[report] + chances[others]
        chances[report] = (chances[report] + both * told) / 2
        chances[others] = both - chances[report]
        return chances

    def save(self, folder: Path) -> None:
        """Write weights and words as plain files."""
        np.savez(
            folder / "weights.npz",
            weights=self.weights,
            bias=self.bias,
            rarity=self.vectoriser.weights,
        )
        words = {
            "intents": self.intents,
            "vocabulary": list(self.vectoriser.vocabulary),
            "concepts": self.vectoriser.concepts.tables,
        }
        (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what ``save`` wrote."""
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz") as numbers:
            vectoriser = Vectoriser(
                Concepts(words["concepts"]),
                {name: position for position, name in enumerate(words["vocabulary"])},
                numbers["rarity"],
            )
            return cls(vectoriser, words["intents"], numbers["weights"], numbers["bias"])


def _fit(
    matrix: csr_matrix, positive: np.ndarray, rarest: float, *, strength: float
) -> tuple[np.ndarray, float]:
    """One yes-or-no column; a label without examples gets weights that never fire."""
    # Only training needs it: a server starts a second sooner and 60 MB smaller without.
    from sklearn.linear_model import LogisticRegression

    if not positive.any():
        return np.zeros(matrix.shape[1]), -8.0
    # Rare intents count for more, or 转人工 would drown among ten thousand complaints.
    rarity = min(np.sqrt(len(positive) / positive.sum()), rarest)
    model = LogisticRegression(
        C=strength, solver="liblinear", class_weight={True: rarity, False: 1.0},
        random_state=SEED, tol=0.1, dual=True,
    ).fit(matrix, positive)  # fmt: skip
    return model.coef_[0], float(model.intercept_[0])


def _ranked(names: Sequence[str], chances: np.ndarray) -> list[tuple[str, float]]:
    order = np.argsort(-chances, kind="stable")
    return [(names[position], float(chances[position])) for position in order]

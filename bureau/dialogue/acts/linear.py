"""A linear model over named features: learned once, read with one gather and one product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of labels: `weights` is features x labels, `rarity` weighs each feature."""

    vocabulary: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    labels: tuple[str, ...]

    def scores(self, names: Iterable[str]) -> Floats:
        """Return the score of each label for a message's features; unknown ones count nothing."""
        known = self.vocabulary
        index = np.array([known[name] for name in names if name in known], dtype=np.int64)
        if not len(index):
            return self.bias
        values = self.rarity[index]
        values = values / np.sqrt(values @ values)
        scores: Floats = values @ self.weights[index] + self.bias
        return scores

    def chances(self, names: Iterable[str]) -> Floats:
        """Return chances that exclude each other and sum to 1."""
        scores = self.scores(names)
        raised = np.exp(scores - scores.max())
        chances: Floats = raised / raised.sum()
        return chances

    def likeliest(self, names: Iterable[str]) -> tuple[str, float]:
        """Return the likeliest label and its chance."""
        chances = self.chances(names)
        place = int(chances.argmax())
        return self.labels[place], float(chances[place])

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return what is kept of the model, each array under the model's name."""
        return {
            f"{name}_vocabulary": np.array(list(self.vocabulary)),
            f"{name}_rarity": self.rarity,
            f"{name}_weights": self.weights,
            f"{name}_bias": self.bias,
            f"{name}_labels": np.array(self.labels),
        }

    @classmethod
    def of(cls, arrays: dict[str, NDArray[np.generic]], name: str) -> Linear:
        """Return the model that was kept under a name."""
        words = arrays[f"{name}_vocabulary"].tolist()
        return cls(
            {str(word): place for place, word in enumerate(words)},
            np.asarray(arrays[f"{name}_rarity"], dtype=np.float32),
            np.asarray(arrays[f"{name}_weights"], dtype=np.float32),
            np.asarray(arrays[f"{name}_bias"], dtype=np.float32),
            tuple(str(label) for label in arrays[f"{name}_labels"].tolist()),
        )

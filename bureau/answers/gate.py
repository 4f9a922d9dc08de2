"""What a question's words alone tell: whether the library answers such, whether somebody asks.

Two logistic regressions over a question's vector, its runs of one to three characters and the
kinds of what it asks for. `openness` tells what is asked of a library from what is not; the best
score of a search does not. `wish` tells who wants to know from who reports the same matter. Their
weights are made by `python -m bench fit_answers`.
"""

from __future__ import annotations

import math
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bureau.answers.terms import LONGEST_QUESTION, kind_names, kinds_asked, plain
from bureau.answers.vectors import WIDTH, Vectors

OPENNESS = Path(__file__).with_name("openness.npz")
WISH = Path(__file__).with_name("wish.npz")
BUCKETS = 2**14
LONGEST_RUN = 3


def runs(question: str) -> NDArray[np.int64]:
    """Return the buckets of a question's runs of characters, each once."""
    text = f"^{plain(question[:LONGEST_QUESTION])}$"
    found = {
        zlib.crc32(text[at : at + length].encode()) % BUCKETS
        for length in range(1, LONGEST_RUN + 1)
        for at in range(len(text) - length + 1)
    }
    return np.array(sorted(found), dtype=np.int64)


def kinds(question: str) -> NDArray[np.float32]:
    """Return for each kind 1 where a question asks for it, else 0."""
    asked = kinds_asked(question)
    return np.array([name in asked for name in kind_names()], dtype=np.float32)


def openness(question: str, vector: Vectors) -> float:
    """Return the log-odds that a question is one for the library, by its words alone."""
    return _odds(OPENNESS, question, vector)


def wish(question: str, vector: Vectors) -> float:
    """Return the log-odds that who says this wants to know something, and reports nothing."""
    return _odds(WISH, question, vector)


def _odds(path: Path, question: str, vector: Vectors) -> float:
    weights, bias = _weights(path)
    total = float(weights[:WIDTH] @ vector) + bias
    total += float(weights[WIDTH + BUCKETS :] @ kinds(question))
    held = runs(question)
    if len(held):
        total += float(weights[WIDTH + held].sum()) / math.sqrt(len(held))
    return total


@cache
def _weights(path: Path) -> tuple[NDArray[np.float32], float]:
    with np.load(path) as kept:
        return kept["weights"].astype(np.float32), float(kept["bias"])

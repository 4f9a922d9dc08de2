"""A gate before the search: whether a question is one that such a library answers.

A logistic regression over a question's vector and its runs of one to three characters, learned
from questions that entries answer and from what people ask and say elsewhere; the weights in
`gate.npz` are made by `python -m bench fit_answers`. The best score of a search does not tell what
is asked of the library from what is not.
"""

from __future__ import annotations

import math
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bureau.answers.terms import LONGEST_QUESTION, plain
from bureau.answers.vectors import WIDTH, Vectors

WEIGHTS = Path(__file__).with_name("gate.npz")
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


def openness(question: str, vector: Vectors) -> float:
    """Return the log-odds that a question is one for the library, by its words alone."""
    weights, bias = _weights()
    held = runs(question)
    total = float(weights[:WIDTH] @ vector) + bias
    if len(held):
        total += float(weights[WIDTH + held].sum()) / math.sqrt(len(held))
    return total


@cache
def _weights() -> tuple[NDArray[np.float32], float]:
    with np.load(WEIGHTS) as kept:
        return kept["weights"].astype(np.float32), float(kept["bias"])

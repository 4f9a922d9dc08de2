"""What a message looks like to the linear model: short runs of characters, and known concepts.

Runs of one to three characters need no word list and survive typos and dialect. Concepts are the
lookup tables of plain words (``data/lookup/concepts.yml``): a river never seen in training is
still a ``water_body`` when the table knows the word. Pairs of concepts found together are
features too, because 河 with 臭 says more than either alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix

LONGEST_RUN = 3
CONCEPT_WEIGHT = 4.0
SHORTEST_HEAD = 12
"""Characters of a message that are its beginning at least; of a longer one its first half."""
HEAD, TAIL = 1200, 300
"""Characters read of a very long message: its beginning and its end."""

_ANONYMOUS_PLACE = re.compile(r"(?<![a-z0-9])[a-z]0*(?=[市区县])")
_CASE_NUMBER = re.compile(r"(?<!\d)20\d{6}[\s\-‐‑‒–—―−_·.杠]*\d{4,6}[\s\-‐‑‒–—―−_·.杠]*\d(?!\d)")
_DIGITS = re.compile(r"\d+")
_PUNCTUATION = re.compile(r"[\s,.!?;:~…、，。！？；：“”‘’\"'()（）【】《》\[\]<>*_—\-]+")


def fold(text: str) -> str:
    """The form features are taken from.

    Lower case, a case's number as 编号, other digits as one 0, punctuation as one space.
    """
    if len(text) > HEAD + TAIL:
        text = text[:HEAD] + " " + text[-TAIL:]
    text = _DIGITS.sub("0", _CASE_NUMBER.sub("编号", text.lower()))
    text = _ANONYMOUS_PLACE.sub("某", text)
    return _PUNCTUATION.sub(" ", text).strip()


class Concepts:
    """Finds the concepts of a text: every listed word, at every position."""

    def __init__(self, tables: Mapping[str, Sequence[str]]) -> None:
        self.tables = {name: list(words) for name, words in tables.items()}
        self._names: dict[str, list[str]] = {}
        for name, words in self.tables.items():
            for word in words:
                names = self._names.setdefault(fold(word), [])
                if name not in names:
                    names.append(name)
        self._names.pop("", None)
        self._lengths = sorted({len(word) for word in self._names})

    def find(self, folded: str) -> list[str]:
        """Names of the concepts present, sorted."""
        present: set[str] = set()
        for start in range(len(folded)):
            for length in self._lengths:
                names = self._names.get(folded[start : start + length])
                if names:
                    present.update(names)
        return sorted(present)


class Vectoriser:
    """Turns texts into sparse rows of unit length; learns which features are worth keeping."""

    def __init__(self, concepts: Concepts, vocabulary: dict[str, int], weights: np.ndarray) -> None:
        self.concepts = concepts
        self.vocabulary = vocabulary
        self.weights = weights

    @classmethod
    def learn(
        cls, texts: Iterable[str], concepts: Concepts, *, least_seen: int
    ) -> tuple[Vectoriser, csr_matrix]:
        """Keep features seen in at least ``least_seen`` texts, weighted by how rare they are.

        Returns the vectoriser and the matrix of these very texts, one row each.
        """
        found = [features(text, concepts) for text in texts]
        seen: Counter[str] = Counter()
        for names in found:
            seen.update(names)
        kept = sorted(name for name, times in seen.items() if times >= least_seen)
        rarity = np.array(
            [
                CONCEPT_WEIGHT
                if name.startswith("#")
                else np.log((1 + len(found)) / (1 + seen[name])) + 1
                for name in kept
            ],
            dtype=np.float32,
        )
        learned = cls(concepts, {name: place for place, name in enumerate(kept)}, rarity)
        rows = [learned._row(names) for names in found]
        lengths = np.cumsum([0] + [len(index) for index, _ in rows])
        columns = np.concatenate([index for index, _ in rows])
        values = np.concatenate([value for _, value in rows])
        return learned, csr_matrix((values, columns, lengths), shape=(len(rows), len(kept)))

    def row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Positions and values of one text's features; both empty when nothing is known."""
        return self._row(features(text, self.concepts))

    def _row(self, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
        known = self.vocabulary
        index = np.array([known[name] for name in names if name in known], dtype=np.int64)
        values = self.weights[index]
        length = np.sqrt(values @ values)
        return index, values / length if length else values


def features(text: str, concepts: Concepts) -> list[str]:
    """Names of a text's features: runs, ``#concept``, ``#one&other``, ``<concept`` in the head."""
    folded = fold(text)
    framed = f"^{folded}$"
    names = {
        framed[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(framed) - length + 1)
    }
    found = concepts.find(folded)
    names.update(f"#{name}" for name in found)
    # What a message begins with leads: named first, a concept counts for more.
    head = folded[: max(SHORTEST_HEAD, len(folded) // 2)]
    names.update(f"<{name}" for name in concepts.find(head))
    names.update(f"#{one}&{other}" for one, other in combinations(found, 2))
    names.add(f"#length{min(len(folded) // 8, 8)}")
    return sorted(names)

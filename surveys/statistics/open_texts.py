"""What people wrote in their own words: topics and typical sentences, nobody to be recognised."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from basis.masking import mask
from basis.packaged import yaml_beside
from basis.segmenter import segmenter

FEWEST = 5  # texts that must share a topic before it is shown
_TOPICS = 6
_WORDS = 4
_SENTENCES = 2
_LONGEST = 60
_CONTENT = {"n", "v", "a", "l", "i"}


@dataclass(frozen=True, slots=True)
class Topic:
    """What several people wrote of: its words, how many wrote so, typical sentences (masked)."""

    words: tuple[str, ...]
    count: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """All texts of a wave: `n` texts, the topics by size, and how many belong to none."""

    n: int
    topics: tuple[Topic, ...]
    other: int


def voices(texts: Sequence[str], *, fewest: int = FEWEST) -> Voices:
    """Group texts by their words.

    A topic is the word that most of the texts not yet grouped share, with the words that stand
    beside it more often than elsewhere; its typical sentences hold the most of those words in the
    least length. Topics of fewer than `fewest` texts are not shown.
    """
    masked = [plain for text in texts if (plain := mask(" ".join(text.split())))]
    words = [_words(text) for text in masked]
    everywhere = Counter(word for some in words for word in some)
    left = set(range(len(masked)))
    topics: list[Topic] = []
    while len(topics) < _TOPICS:
        shared = Counter(word for i in left for word in words[i])
        if not shared:
            break
        first, count = min(shared.items(), key=lambda item: (-item[1], item[0]))
        if count < fewest:
            break
        mine = sorted(i for i in left if first in words[i])
        topics.append(_topic(first, mine, masked, words, everywhere))
        left -= set(mine)
    return Voices(len(masked), tuple(topics), len(left))


def _topic(
    first: str,
    mine: list[int],
    texts: list[str],
    words: list[frozenset[str]],
    everywhere: Counter[str],
) -> Topic:
    beside = Counter(word for i in mine for word in words[i] if word != first)
    telling = sorted(
        (word for word, count in beside.items() if count >= 2),
        key=lambda word: (-(beside[word] ** 2) / everywhere[word], word),
    )[: _WORDS - 1]
    chosen = (first, *telling)
    worth = {word: beside[word] + len(mine) * (word == first) for word in chosen}
    best = sorted(
        {texts[i]: i for i in mine}.items(),
        key=lambda item: (
            -sum(worth[word] for word in chosen if word in words[item[1]])
            / math.sqrt(10 + len(item[0])),
            item[0],
        ),
    )
    shown = tuple(_short(text) for text, _ in best[:_SENTENCES])
    return Topic(chosen, len(mine), shown)


@cache
def _lists() -> Mapping[str, Any]:
    loaded: dict[str, Any] = yaml_beside(__file__, "open_texts.yml")
    loaded["common"] = frozenset(loaded["common"].split())
    return loaded


def _words(text: str) -> frozenset[str]:
    plain = re.sub("〔.*?〕", " ", text)
    return frozenset(
        pair.word
        for pair in _cut(plain)
        if pair.flag[:1] in _CONTENT and len(pair.word) > 1 and pair.word not in _lists()["common"]
    )


def _cut(text: str) -> list[Any]:
    return list(segmenter().posseg.cut(text))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

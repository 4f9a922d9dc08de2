"""The terms of a question or a text: concepts, words, characters and pairs, what is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from basis.packaged import yaml_beside
from basis.segmenter import segmenter

# What a term counts beside another; a pair of characters says least. A rare character alone, 氡 or
# 霾, tells a matter that no word of the texts is written with. Set by leaving hints out by turns.
WEIGHTS = {"c": 1.3, "k": 0.9, "w": 0.8, "u": 1.1, "b": 0.45}
_RUN = re.compile(r"[一-鿿]+|[a-z0-9.]+")
_HAN = re.compile(r"[一-鿿]")
_EDGES = re.compile(r"^[\s?!。，,.]+|[\s?!。，,.]+$")
# So much of a question is read.
LONGEST_QUESTION = 200


def plain(text: str) -> str:
    """Return a text half-width and in small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def asked(question: str) -> str:
    """Return the words of a question that say what it is about, all of them where none do."""
    folded = _EDGES.sub("", plain(question[:LONGEST_QUESTION]))
    bare = _fillers().sub(" ", folded)
    return bare if len(_HAN.findall(bare)) > 1 or re.search(r"\w{2}", bare) else folded


def question_terms(question: str) -> Counter[str]:
    """Return the terms of a question, with the kinds of what it asks for."""
    bare = asked(question)
    return _terms(bare) + Counter(_kinds("asks", plain(question[:LONGEST_QUESTION])))


def text_terms(text: str) -> Counter[str]:
    """Return the terms of what a text says, with the kinds of what it tells."""
    folded = plain(text)
    return _terms(folded) + Counter(_kinds("tells", folded))


def kinds_asked(question: str) -> frozenset[str]:
    """Return the names of what a question asks for: `fine`, `phone`, `hours` …"""
    return frozenset(_kinds("asks", plain(question[:LONGEST_QUESTION])))


@cache
def kind_names() -> tuple[str, ...]:
    """Return the names of all kinds, always in the same order."""
    return tuple(sorted(_kind_patterns()["asks"]))


def weight(term: str) -> float:
    """Return what a term counts beside others."""
    return WEIGHTS[term[0]]


def _terms(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, pattern in _concepts().items():
        if count := len(pattern.findall(text)):
            found[f"c:{name}"] = count
    for run in _RUN.findall(text):
        if not _HAN.match(run):
            found[f"w:{run}"] += 1
            continue
        found.update(f"u:{character}" for character in run)
        found.update(f"b:{run[at : at + 2]}" for at in range(len(run) - 1))
        found.update(f"w:{word}" for word in segmenter().lcut(run, HMM=False) if len(word) > 1)
    return found


def _kinds(side: str, text: str) -> Iterable[str]:
    return [f"k:{name}" for name, pattern in _kind_patterns()[side].items() if pattern.search(text)]


@cache
def _fillers() -> re.Pattern[str]:
    return _any(yaml_beside(__file__, "terms.yml")["fillers"])


@cache
def _concepts() -> Mapping[str, re.Pattern[str]]:
    known = yaml_beside(__file__, "terms.yml")["concepts"]
    return {name: _any(plain(str(word)) for word in words) for name, words in known.items()}


@cache
def _kind_patterns() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    known = yaml_beside(__file__, "terms.yml")["kinds"]
    return {
        side: {name: _any(map(str, words[side])) for name, words in known.items()}
        for side in ("asks", "tells")
    }


def _any(words: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that a word inside another does not win.
    return re.compile("|".join(sorted(words, key=len, reverse=True)))

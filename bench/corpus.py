"""The sentences that both assistants of the bench learn from, and those kept from them.

The project's examples are patterns with slots. A fifth of the patterns, chosen by a hash of
their words, is held out whole, so that no sibling of a tested sentence is learnt from; the rest
is written out as plain sentences, the same for both.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.components.expansion import variants

HELD_OUT = 5


@dataclass(frozen=True)
class Corpus:
    """A folder of training data, and the sentences held out of it with their intents."""

    data: Path
    taught: int
    asked: list[tuple[str, str]]


def write(source: Path, target: Path, *, copies: int) -> Corpus:
    """Write `source` (the project's `data/`) out as plain sentences into `target`.

    `copies`: how many sentences an example with slots may become.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for folder in ("rules", "lookup"):
        shutil.copytree(source / folder, target / folder)
    tables = dict(_tables(source / "lookup"))
    taught: dict[str, tuple[str, dict[str, Any]]] = {}
    asked: dict[str, str] = {}
    for intent, notes, pattern in _examples(source / "nlu"):
        sentences = variants(pattern, tables, count=copies, frame=notes.get("frame"))
        if zlib.crc32(pattern.encode()) % HELD_OUT == 0 and not pattern.startswith("/"):
            asked.setdefault(sentences[-1], intent)
        else:
            for sentence in sentences:
                taught.setdefault(sentence, (intent, notes))
    sections: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for sentence, (intent, notes) in taught.items():
        key = (intent, tuple(notes.get("categories", ())))
        sections.setdefault(key, []).append(sentence)
    nlu = [
        {
            "intent": intent,
            "metadata": {"categories": list(categories)} if categories else {},
            "examples": "".join(f"- {sentence}\n" for sentence in sentences),
        }
        for (intent, categories), sentences in sections.items()
    ]
    content = yaml.dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)
    (target / "nlu.yml").write_text(content, encoding="utf-8")
    unseen = [(text, intent) for text, intent in asked.items() if text not in taught]
    return Corpus(target, len(taught), unseen)


def _sections(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        yield from content.get("nlu") or []


def _lines(examples: str) -> list[str]:
    return [line[1:].strip() for line in examples.splitlines() if line.startswith("-")]


def _tables(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for section in _sections(folder):
        if "lookup" in section:
            yield section["lookup"], _lines(section["examples"])


def _examples(folder: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    for section in _sections(folder):
        if "intent" in section:
            for pattern in _lines(section["examples"]):
                yield section["intent"], section.get("metadata") or {}, pattern

"""The labelled sentences of `marked.txt`, and what masking makes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from basis.masking import hidden

_MARK = re.compile("【(.*?)】")


@dataclass(frozen=True)
class Sentence:
    """A sentence and the stretches that must be hidden in it, in characters."""

    kind: str
    text: str
    secret: tuple[tuple[int, int], ...]

    @property
    def found(self) -> list[tuple[int, int]]:
        return [(each.start, each.end) for each in hidden(self.text)]

    @property
    def kept_secret(self) -> int:
        """How many of the stretches no character of is left."""
        seen = set(range(len(self.text)))
        for start, end in self.found:
            seen -= set(range(start, end))
        return sum(
            not any(i in seen for i in range(start, end) if self.text[i].strip())
            for start, end in self.secret
        )

    @property
    def hidden_rightly(self) -> int:
        """How many of the hidden stretches hold nothing but what is secret."""
        secret = {i for start, end in self.secret for i in range(start, end)}
        return sum(
            all(i in secret or not self.text[i].strip() for i in range(start, end))
            for start, end in self.found
        )


def sentences() -> list[Sentence]:
    """Return the sentences in their order."""
    kind, found = "", []
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            found.append(_read(kind, line))
    return found


def _read(kind: str, line: str) -> Sentence:
    text, secret, done = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[done : mark.start()]
        secret.append((len(text), len(text) + len(mark[1])))
        text += mark[1]
        done = mark.end()
    return Sentence(kind, text + line[done:], tuple(secret))

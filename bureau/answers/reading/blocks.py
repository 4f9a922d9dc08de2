"""What every kind of file is read into: blocks in their order, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLANKS = re.compile(r"[ \t\r\n\u00a0\u3000]+")
_HAN_BLANK = re.compile(r"(?<=[一-鿿，。；：、]) (?=[一-鿿，。；：、“（])")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a heading of a level (1 the highest, 0 for no heading), or a table's row."""

    text: str
    level: int = 0


@dataclass(slots=True)
class FileText:
    """A file as it was read. `facts`: what it says of itself, under the names of `LibraryText`."""

    blocks: list[TextBlock] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, level: int = 0) -> None:
        """Add a block, unless there is nothing in it."""
        if tidy := tidied(text):
            self.blocks.append(TextBlock(tidy, level))


def tidied(text: str) -> str:
    """Return a text on one line, without blanks that only its layout needed."""
    return _HAN_BLANK.sub("", _BLANKS.sub(" ", text)).strip()


def row_text(headings: list[str], cells: list[str]) -> str:
    """Return a table's row as a sentence, each cell after the heading of its column."""
    told = [tidied(cell) for cell in cells]
    if len(headings) == len(cells):
        pairs = zip(map(tidied, headings), told, strict=True)
        told = [f"{name}：{cell}" if name else cell for name, cell in pairs if cell]
    return "，".join(filter(None, told))

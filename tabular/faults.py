"""What is wrong with a table, in the words that every command and page uses."""

from __future__ import annotations

from collections.abc import Sequence

from basis.packaged import words_beside

_WORDS = words_beside(__file__)


class TableError(ValueError):
    """A table that cannot be read; the message is Chinese, `lines` are the rows it speaks of."""

    def __init__(self, what: str, /, lines: Sequence[int] = (), **facts: object) -> None:
        super().__init__(fault(what, **facts))
        self.lines = tuple(lines)


def fault(what: str, /, **facts: object) -> str:
    """Return the sentence of that name in `faults.yml`, with its facts."""
    return str(_WORDS[what]).format(**facts)

"""Where the words of a text begin and end, so that no name is read out of two halves of words."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise

from basis.segmenter import segmenter

# A word of one meaning with the name behind it is no word there: 嘉善和平湖, 到海宁.
_JOINING = frozenset("过经和与跟同及在到从往去来是住离对由像比向至问")


class WordBounds:
    """The words of one text, found only when first asked about."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: list[int] | None = None

    def ends(self) -> list[int]:
        """Return where each word ends, in order."""
        if self._ends is None:
            self._ends = list(accumulate(map(len, _words(self._text))))
        return self._ends

    def spans(self) -> list[tuple[int, int]]:
        """Return where each word begins and ends, in order."""
        return list(pairwise([0, *self.ends()]))

    def cut_at(self, position: int) -> bool:
        """Return whether a word stands across a position: 允许|村民 across the one in 允|许村."""
        start = 0
        for end in self.ends():
            if start < position < end:
                return self._text[start] not in _JOINING or position - start > 1
            if end >= position:
                break
            start = end
        return False


def warm() -> None:
    """Load the dictionary, so that the first text does not wait for it."""
    _words("")


# One message is read by several readers, each of which asks where its words end.
@lru_cache(maxsize=32)
def _words(text: str) -> tuple[str, ...]:
    # Without guesses at unknown words: a guess would glue names to what stands beside them.
    return tuple(segmenter().lcut(text, HMM=False))

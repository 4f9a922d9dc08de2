"""Whether a message wants to know a rule, an office, a way or a meaning: from `enquiry.yml`."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside

# Whoever only asks is brief; what is longer tells something, too.
LONGEST_ENQUIRY = 60


def wants_to_know(text: str) -> bool:
    """Return whether words ask for what a text can answer, whatever they complain of."""
    return may_want_to_know(text) and _patterns()["asks"].search(text) is not None


def may_want_to_know(text: str) -> bool:
    """Return whether words are brief enough to ask only, and make no complaint of it."""
    return len(text) <= LONGEST_ENQUIRY and _patterns()["complains"].search(text) is None


def of_the_moment(text: str) -> bool:
    """Return whether words ask of a day, which figures answer and no text does."""
    return _patterns()["now"].search(text) is not None


def at_hand(text: str) -> bool:
    """Return whether a question tells of something that is there: next door, going on now."""
    return _patterns()["at_hand"].search(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(words))
        for name, words in yaml_beside(__file__, "enquiry.yml").items()
    }

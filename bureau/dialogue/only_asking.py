"""Whether somebody only asks and wants nothing reported: from `only_asking.yml`."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside
from bureau.dialogue.enquiry import LONGEST_ENQUIRY

_EDGES = " ,，。.!！、;；…"


def only_asks(text: str) -> bool:
    """Return whether a message says that it only asks, or asks and wants nothing reported.

    我不报了 alone takes a report back, which is another thing.
    """
    if _found("but", text) is not None:
        return False
    if _found("refused", text) is not None:
        asked = _found("question", _without(text, "refused")) is not None
        return asked or _found("never_meant", text) is not None
    return len(text) <= LONGEST_ENQUIRY and _found("asks", text) is not None


def what_is_asked(text: str) -> str:
    """Return the question without the words that nothing shall be reported; empty without one."""
    rest = _without(text, "refused")
    return rest if _found("question", _without(rest, "asks")) is not None else ""


def _without(text: str, name: str) -> str:
    return _pattern(name).sub(" ", text).strip(_EDGES)


def _found(name: str, text: str) -> re.Match[str] | None:
    return _pattern(name).search(text)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(yaml_beside(__file__, "only_asking.yml")[name]))

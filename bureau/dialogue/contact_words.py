"""What is said of one's own contact in a report: that it shall not stand there."""

from __future__ import annotations

import re
from functools import cache

from basis.answers import clean
from basis.packaged import yaml_beside

_LONGEST = 40


def withheld_kinds(text: str) -> frozenset[str]:
    """Return what of a contact shall be taken out, `phone`, `name` or both; often nothing.

    Whoever wants all that is known of them forgotten asks for more than that.
    """
    said = clean(text)
    if len(said) > _LONGEST or _found("not_meant", said) or not _found("takes_out", said):
        return frozenset()
    return frozenset(kind for kind in ("phone", "name") if _found(kind, said))


def _found(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "contact_words.yml")[name]))

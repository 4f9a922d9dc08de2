"""What a message names: a kind of volunteer, another authority's matter, an odor intensity."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from basis.answers import clean
from basis.numerals import numeral
from basis.packaged import yaml_beside
from bureau.dialogue.phrases import any_of


@cache
def _named() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "named.yml"))


def kind_named(text: str) -> str | None:
    """Return the kind of volunteer or patrol that a message names."""
    for kind, names in _named()["kinds"].items():
        if any_of(text, names):
            return str(kind)
    return None


def matter_named(text: str) -> tuple[str, str] | None:
    """Return what another authority's matter is called and whose it is, if the words tell."""
    for known in _named()["matters"]:
        if any_of(text, known["words"]):
            return known["matter"], known["office"]
    return None


def of_the_environment(text: str) -> bool:
    """Return whether words name what is ours, so that they are never sent elsewhere for another.

    喷漆 beside a school is no matter of the school.
    """
    said = clean(text)
    return re.search(_named()["ours"], said) is not None and not re.search(_named()["work"], said)


def goes_on_in_words(text: str) -> bool:
    """Return whether a short message only goes on with what was said before: 那…呢, 就是…."""
    return re.fullmatch(_named()["goes_on"], clean(text)) is not None


def ordinal_named(text: str, listed: int) -> int | None:
    """Return which of `listed` things a message names (from 0): 第二件, 最后一个, 下面那个."""
    found = re.search(_named()["ordinal"], clean(text))
    if found is not None:
        number = numeral(found[1])
        return number - 1 if number and number <= listed else None
    if re.search(_named()["first_listed"], text):
        return 0
    return listed - 1 if re.search(_named()["last_listed"], text) else None


def intensity_named(text: str) -> int | None:
    """Return the odor intensity (0 to 5) that a message gives as a number."""
    found = re.search(_named()["intensity"], clean(text))
    return numeral(found[1] or found[2]) if found else None

"""Short calls and pleas that hold nothing else: 在吗, 快点, 求你们了, 救命啊."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from basis.answers import clean
from basis.packaged import yaml_beside


class Plea(StrEnum):
    """What a plea is: a cry for help, a call whether anybody is there, begging, urging."""

    HELP = "help"
    CALL = "call"
    BEG = "beg"
    URGE = "urge"


def plea(text: str) -> Plea | None:
    """Return what a whole message pleads for, None where it says anything else."""
    said = clean(text)
    return next((each for each in Plea if said and _pattern(each).fullmatch(said)), None)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "pleas.yml")[name]), re.I)

"""Reads the parameters of a request strictly: what is not understood is said, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import request

from bureau.places import CITY_CODE, Place
from portal.context import bureau, officer
from portal.problems import ProblemError, problems

_SHOWN = 40  # characters of a wrong value that are said back


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a value must look like as a whole, how to say that, and what holds without one."""

    pattern: str
    wanted: str
    default: str | None = None


def like(pattern: str, wanted: str, default: str | None = None) -> Parameter:
    """Return a parameter of some form; `wanted` names its words in `problems.yml`."""
    return Parameter(pattern, problems()["wanted"][wanted], default)


def one_of(*values: str, default: str | None = None) -> Parameter:
    """Return a parameter that holds one of some values."""
    return Parameter("|".join(map(re.escape, values)), "、".join(values), default)


def read(known: Mapping[str, Parameter]) -> dict[str, str | None]:
    """Return the parameters of a program's request. Raises `ProblemError` (400) for what is wrong.

    A program is told of names that nobody reads, too: it may have meant another.
    """
    args = request.args
    for name in args:
        if name not in known:
            key = "unknown_parameter" if known else "no_parameters"
            raise ProblemError(400, key, name=name[:_SHOWN], known="、".join(known))
        if len(args.getlist(name)) > 1:
            raise ProblemError(400, "repeated", name=name)
    found: dict[str, str | None] = {}
    for name, parameter in known.items():
        value = args.get(name, parameter.default)
        if value is not None and not re.fullmatch(parameter.pattern, value):
            raise ProblemError(400, "pattern", name=name, wanted=parameter.wanted)
        found[name] = value
    return found


def choice(name: str, choices: Iterable[str], default: str | None = None) -> str | None:
    """Return what a page's address chooses; an empty value is none, as forms send it.

    Raises `ProblemError` (404) that tells the choices. Names that nobody reads are passed over:
    the platform and others hang their own on a link that is handed on.
    """
    value = request.args.get(name, "") or default
    known = list(choices)
    if value is not None and value not in known:
        raise ProblemError(
            404, "choice", name=name, value=value[:_SHOWN], wanted="、".join(known) or "—"
        )
    return value


def asked_place(name: str) -> Place | None:
    """Return the county or town that a page's address asks for; the city is as good as none.

    Raises `ProblemError` (404) for a code that is none of ours.
    """
    code = request.args.get(name, "")
    if not code or code == CITY_CODE:
        return None
    place = bureau().places.get(code)
    if place is None or not place.county:
        counties = "、".join(f"{each.code} {each.name}" for each in bureau().places.counties())
        raise ProblemError(404, "no_place", code=code[:_SHOWN], wanted=counties)
    return place


def own_place(name: str) -> Place | None:
    """Return the county or town asked for on an officers' page, none for all that they may see.

    Raises `ProblemError` (404) for a code that is none of ours, or another area's.
    """
    place, area = asked_place(name), officer().scope.area
    if place is None or area is None:
        return place
    code = place.official_code
    # A town's officer may ask for its county, and a county's for its towns.
    if not (code.startswith(area) or area.startswith(code)):
        raise ProblemError(404, "no_place", code=code, wanted=bureau().places.label(area))
    return place


def own_area(name: str) -> str:
    """Return the official code of the area asked for, as far as the officer may see it.

    Empty for the whole city. Raises `ProblemError` (404) as `own_place` does.
    """
    place, bound = own_place(name), officer().scope.area or ""
    asked = place.official_code if place else ""
    return asked if asked.startswith(bound) else bound


def asked_day(name: str) -> date | None:
    """Return the day that a page's address names. Raises `ProblemError` (404) for what is none."""
    value = request.args.get(name, "")
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 3000:
        raise ProblemError(404, "day", name=name, value=value[:20])
    return day


def is_asked(name: str) -> bool:
    """Return whether a page's address sets a mark. Raises `ProblemError` (404) if not by 1 or 0."""
    return choice(name, ("1", "0")) == "1"

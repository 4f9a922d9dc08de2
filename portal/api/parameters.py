"""Reads the parameters of a request strictly: what is not understood is said, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from portal.api.answers import ProblemError, problems


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a value must look like as a whole, how to say that, and what holds without one."""

    pattern: str
    wanted: str
    default: str | None = None


def like(pattern: str, wanted: str, default: str | None = None) -> Parameter:
    """Return a parameter of some form; `wanted` names its words in `problems.yml`."""
    return Parameter(pattern, problems()["wanted"][wanted], default)


def one_of(*values: str, default: str) -> Parameter:
    """Return a parameter that holds one of some values."""
    return Parameter("|".join(map(re.escape, values)), "、".join(values), default)


def read(known: Mapping[str, Parameter]) -> dict[str, str | None]:
    """Return the parameters of this request. Raises `ProblemError` (400) for what is wrong."""
    args = request.args
    for name in args:
        if name not in known:
            key = "unknown_parameter" if known else "no_parameters"
            raise ProblemError(400, key, name=name[:40], known="、".join(known))
        if len(args.getlist(name)) > 1:
            raise ProblemError(400, "repeated", name=name)
    found: dict[str, str | None] = {}
    for name, parameter in known.items():
        value = args.get(name, parameter.default)
        if value is not None and not re.fullmatch(parameter.pattern, value):
            raise ProblemError(400, "pattern", name=name, wanted=parameter.wanted)
        found[name] = value
    return found

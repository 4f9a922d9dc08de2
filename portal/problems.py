"""Questions that have no answer here, and why, in the words of `problems.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from basis.packaged import yaml_beside


class ProblemError(Exception):
    """A question that has no answer here; a page tells it in Chinese, an interface as a problem.

    `key` names the sentence in `problems.yml`, `facts` fill it; a fact `name` is the parameter
    that is wrong.
    """

    def __init__(self, status: int, key: str, **facts: str) -> None:
        super().__init__(key)
        self.status = status
        self.detail = sentence(key, **facts)
        self.parameter = facts.get("name")


def sentence(key: str, **facts: str) -> str:
    """Return a sentence of `problems.yml`."""
    return str(problems()[key]).format(**facts)


@cache
def problems() -> dict[str, Any]:
    """Return the sentences and what values must look like."""
    return dict(yaml_beside(__file__, "problems.yml"))

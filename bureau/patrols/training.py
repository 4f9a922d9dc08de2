"""The self test of intensity words, from `training.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from basis.packaged import yaml_beside

LEVELS = 6


@dataclass(frozen=True, slots=True)
class SmellSituation:
    """A situation whose intensity is asked for."""

    id: str
    says: str
    level: int


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """How a test went; `wrong`: situations with the level that was said instead."""

    passed: bool
    right: int
    asked: int
    wrong: tuple[tuple[SmellSituation, int], ...]


def training_needed() -> bool:
    """Return whether odor patrols are taken only from those who passed."""
    return bool(_told()["needed"])


def lessons() -> list[str]:
    """Return what one should know before."""
    return [str(each) for each in _told()["lessons"]]


def drawn(seed: int) -> list[SmellSituation]:
    """Return the situations of a test; every level of the scale is asked at least once."""
    every = [
        SmellSituation(str(e["id"]), str(e["says"]), int(e["level"])) for e in _told()["situations"]
    ]
    chance = Random(seed)  # noqa: S311 - an order of questions is no secret
    chance.shuffle(every)
    chosen = [next(each for each in every if each.level == level) for level in range(LEVELS)]
    others = [each for each in every if each not in chosen]
    chosen += others[: int(_told()["asked"]) - len(chosen)]
    chance.shuffle(chosen)
    return chosen


def judged(seed: int, said: Mapping[str, int]) -> SelfTestResult:
    """Return how a test went, given the level said to each situation by its id.

    One left open is as wrong as can be.
    """
    asked = drawn(seed)
    off = [(each, said.get(each.id, -LEVELS)) for each in asked]
    wrong = tuple((each, level) for each, level in off if level != each.level)
    furthest = max((abs(level - each.level) for each, level in wrong), default=0)
    right = len(asked) - len(wrong)
    passed = right >= int(_told()["right"]) and furthest <= int(_told()["furthest"])
    return SelfTestResult(passed, right, len(asked), wrong)


@cache
def _told() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "training.yml"))

"""What the public sees of an event: squares of a fixed grid and towns, never a person.

No jitter: an average over many looks would undo it. A square or a town is shown only where enough
different people told; how many they are is said in steps alone. What was published is never
computed anew, so that no difference between two looks tells of one more report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import floor
from typing import Any, TypeVar

from basis.packaged import yaml_beside
from bureau.odor.model import Plane, Sighting

Cell = tuple[int, int]
Kind = TypeVar("Kind", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PublishingRule:
    """The size of a square, the least people, the delay."""

    grid_m: float
    least: int
    delay: timedelta


@dataclass(frozen=True, slots=True)
class PublicSmell:
    """What is published, of an event or of a released report.

    `first`, `last`: whole hours. `people`: at least so many, a step of the words; 0 of a report.
    `cells`: squares of the grid. `towns`: official codes. `level`: 0 to 5, None where unsaid.
    """

    first: datetime
    last: datetime
    people: int
    cells: tuple[Cell, ...]
    towns: tuple[str, ...]
    qualities: tuple[str, ...]
    level: int | None

    def kept(self) -> dict[str, Any]:
        """Return it as data."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "people": self.people,
            "cells": [list(cell) for cell in self.cells],
            "towns": list(self.towns),
            "qualities": list(self.qualities),
            "level": self.level,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> PublicSmell:
        """Return what `kept` made data of."""
        return cls(
            datetime.fromisoformat(kept["first"]),
            datetime.fromisoformat(kept["last"]),
            kept["people"],
            tuple((x, y) for x, y in kept["cells"]),
            tuple(kept["towns"]),
            tuple(kept["qualities"]),
            kept["level"],
        )


@dataclass(frozen=True, slots=True)
class Notable:
    """Something published: `mark` is what the public knows it by.

    `event`: its number, None of a released report. `number`: of the case, for officers alone.
    `held`: an officer took it back. `closed`: the case of a released report is done with.
    """

    mark: str
    published: datetime
    smell: PublicSmell
    event: int | None = None
    number: str | None = None
    held: datetime | None = None
    held_by: str = ""
    closed: bool = False


def cell_of(x_m: float, y_m: float, rule: PublishingRule) -> Cell:
    """Return the square that a point of the city's plane lies in."""
    return floor(x_m / rule.grid_m), floor(y_m / rule.grid_m)


def corners(cell: Cell, plane: Plane, rule: PublishingRule) -> list[tuple[float, float]]:
    """Return the corners (degrees) of a square, around."""
    x, y = cell
    steps = ((0, 0), (1, 0), (1, 1), (0, 1))
    return [plane.degrees((x + i) * rule.grid_m, (y + j) * rule.grid_m) for i, j in steps]


def blurred(
    reports: Sequence[Sighting], people: Mapping[str, str], steps: Iterable[int],
    rule: PublishingRule,
) -> PublicSmell | None:  # fmt: skip
    """Return what is shown of an event's reports, None where too few people told.

    `people`: who told each (by its key); a report of whom nobody knows counts for nobody.
    `steps`: the numbers of people that have a word of their own.
    """
    known = [each for each in reports if each.noticed and each.key in people]
    everybody = {people[each.key] for each in known}
    if len(everybody) < rule.least:
        return None
    exact = [each for each in known if not each.blur_m]
    cells = _enough(((cell_of(e.x_m, e.y_m, rule), people[e.key]) for e in exact), rule)
    towns = _enough(((e.town, people[e.key]) for e in known if e.town), rule)
    named = _enough(((q, people[e.key]) for e in known for q in e.qualities), rule)
    strengths = [each.intensity for each in known if each.intensity is not None]
    return PublicSmell(
        first=_hour(min(each.at for each in known)),
        last=_hour(max(each.at for each in known)),
        people=max((step for step in steps if step <= len(everybody)), default=rule.least),
        cells=tuple(sorted(cells)),
        towns=tuple(sorted(towns)),
        qualities=tuple(sorted(named)),
        level=round(sum(strengths) / len(strengths)) if len(strengths) >= rule.least else None,
    )


def released(report: Sighting, rule: PublishingRule) -> PublicSmell:
    """Return what is shown of a report that an officer released: its square, or its town alone."""
    exact = not report.blur_m
    return PublicSmell(
        first=_hour(report.at),
        last=_hour(report.at),
        people=0,
        cells=(cell_of(report.x_m, report.y_m, rule),) if exact else (),
        towns=(report.town,) if report.town else (),
        qualities=report.qualities,
        level=report.intensity,
    )


@cache
def publishing() -> PublishingRule:
    """Return the rule, read once."""
    raw = yaml_beside(__file__, "publishing.yml")
    return PublishingRule(
        float(raw["grid_m"]), raw["least"], timedelta(minutes=raw["delay_minutes"])
    )


def _enough(told: Iterable[tuple[Kind, str]], rule: PublishingRule) -> set[Kind]:
    by_kind: dict[Kind, set[str]] = defaultdict(set)
    for kind, person in told:
        by_kind[kind].add(person)
    return {kind for kind, persons in by_kind.items() if len(persons) >= rule.least}


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)

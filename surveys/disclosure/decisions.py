"""What may be shown of every place in every mode of a wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from surveys.disclosure.cells import EVERY, Cells, Group, tabulated
from surveys.disclosure.suppression import Requirement, System, suppressed
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.coarse import PEOPLE
from surveys.statistics.items import person_scores
from surveys.statistics.tables import CITY, Floors

# What is promised of a figure that is kept back: a number of people is not known within less than
# 5, a mean not within less than a tenth of its scale.
OF_SCALE = 0.1
_CLEAR, _DOUBTED = "clear", "doubted"


class Tier(IntEnum):
    """How much is shown; each holds what is below it."""

    NOTHING = 0
    COUNT = 1
    MEAN = 2
    FULL = 3


_WITHHELD = {Tier.NOTHING: "cell", Tier.COUNT: "mean", Tier.MEAN: "rank"}


@dataclass(frozen=True, slots=True)
class Decisions:
    """The tier of every group of a wave; what is not in it has no answers."""

    tiers: Mapping[Group, Tier] = field(default_factory=dict)

    def tier(self, place: str, mode: str) -> Tier:
        """How much is shown of a place in one mode (EVERY: all together)."""
        found = self.tiers.get(Group(place, mode))
        if found is None:  # with a single mode there is nothing beside it
            alone = {group.slice for group in self.tiers}
            found = self.tiers.get(Group(place, alone.pop())) if len(alone) == 1 else None
        return Tier.FULL if found is None else found

    def withheld(self) -> dict[str, dict[str, str]]:
        """By slice and region the first of cell, mean, rank that is kept back."""
        slices = {group.slice for group in self.tiers}
        made: dict[str, dict[str, str]] = {one: {} for one in slices}
        for group, tier in self.tiers.items():
            if tier < Tier.FULL:
                made[group.slice][group.place] = _WITHHELD[tier]
        if len(slices) == 1:
            made[EVERY] = made[slices.pop()]
        return made


def decide(answers: Answers, points: tuple[float, ...], floors: Floors | None = None) -> Decisions:
    """The decisions of a wave from all its answers, whatever mode is asked for later.

    `answers` holds every mode: a mode that is shown alone can be taken from another.
    """
    floors = floors or Floors()
    cells = tabulated(answers.region, answers.mode, *_parts(answers, points))
    cost = _costs(cells)
    city = np.array([group.place == CITY for group in cells.groups])
    few = cells.people < floors.cell
    hidden = suppressed(
        System(cells.people, cells.people, cells.relations, bounded=False),
        few,
        Requirement(width=PEOPLE),
        cost,
    )
    tiers = np.full(len(cells.groups), Tier.FULL, int)
    kept_back = [hidden]
    for kinds, floor in (
        (_scores(cells), floors.mean),
        ([cells.satisfied], floors.rank),
    ):
        few = (cells.people < floor) & ~city
        for values in kinds:
            hidden = suppressed(
                System(values, cells.people, cells.relations, bounded=True),
                hidden | few | city,  # a score of the city is never printed
                Requirement(of_size=OF_SCALE, crowd=floor),
                cost,
                needs=few,
            )
        kept_back.append(hidden & ~city)
    for tier, mask in reversed(list(zip(Tier, kept_back, strict=False))):
        tiers[mask] = tier
    return Decisions({group: Tier(tier) for group, tier in zip(cells.groups, tiers, strict=True)})


def without_doubtful(
    answers: Answers,
    points: tuple[float, ...],
    doubted: np.ndarray,
    decisions: Decisions,
    slice_: str,
    floors: Floors | None = None,
) -> set[str]:
    """The places whose figures without the doubtful answers may stand beside those with them.

    The difference is what the doubtful ones (mask) said: it is shown of none or of enough people,
    and never so that a town's follows from its county's. What `decisions` keep back of the slice
    stays open, too, when both tables are subtracted.
    """
    floors = floors or Floors()
    halves = Coded((_CLEAR, _DOUBTED), doubted.astype(np.int32))
    cells = tabulated(answers.region, halves, *_parts(answers, points))
    tiers = np.array([decisions.tier(group.place, slice_) for group in cells.groups])
    doubtful = np.array([group.slice == _DOUBTED for group in cells.groups])
    every = np.array([group.slice == EVERY for group in cells.groups])
    city = np.array([group.place == CITY for group in cells.groups])
    few = (cells.people < floors.cell) & doubtful
    # all answers together are shown already: the table without the doubtful ones has to give way
    cost = np.where(every | city, np.inf, cells.people + 1e9 * doubtful)
    kept_back, hidden = few.copy(), few.copy()
    for values, floor, tier in (
        (cells.people, floors.cell, Tier.COUNT),
        *((values, floors.mean, Tier.MEAN) for values in _scores(cells)),
        (cells.satisfied, floors.rank, Tier.FULL),
    ):
        counted = tier == Tier.COUNT
        closed = (tiers < tier) if counted else (tiers < tier) | city
        system = System(values, cells.people, cells.relations, bounded=not counted)
        before = hidden = hidden | closed
        for needs, crowd in ((few, floors.cell), (closed & every & (cells.people < floor), floor)):
            requirement = (
                Requirement(width=PEOPLE) if counted else Requirement(of_size=OF_SCALE, crowd=crowd)
            )
            hidden = suppressed(system, hidden, requirement, cost, needs=needs)
        kept_back |= hidden & ~before
    closed_places = {g.place for g, hide in zip(cells.groups, kept_back, strict=True) if hide}
    return {group.place for group in cells.groups} - closed_places


def _parts(
    answers: Answers, points: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    made, width = person_scores(answers.answers, points), points[-1] - points[0]
    return (made.score - points[0]) / width, (made.plain - points[0]) / width, made.satisfied


def _scores(cells: Cells) -> list[np.ndarray]:
    """The kinds of mean that are printed: two where questions were left out."""
    same = np.allclose(cells.score, cells.plain)
    return [cells.score] if same else [cells.score, cells.plain]


def _costs(cells: Cells) -> np.ndarray:
    """What hiding costs: people; all modes together are given up first."""
    several = len({group.slice for group in cells.groups}) > 1
    return np.array(
        [
            float(n) * (1e-3 if several and group.slice == EVERY else 1.0)
            for group, n in zip(cells.groups, cells.people, strict=True)
        ]
    )

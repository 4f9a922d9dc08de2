"""The groups of people whose figures are published, and the sums that join those figures.

Whoever holds a county's page and its towns' can subtract; so can whoever holds all modes and all
modes but one. Those sums are data here (`Relation`), so that what may be shown is worked out from
them and an attack can be made with the very same list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.answers import CODE_MISSING, Coded
from surveys.statistics.regions import county_of
from surveys.statistics.tables import CITY

EVERY = ""  # all slices together
_UNSAID = "?"
_REST = "*"  # answers that name a county alone, as a part of it
_TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Group:
    """The people of a place (town, county, or the city) in one slice (a mode, or all of them)."""

    place: str
    slice: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A group that is the sum of others, by their numbers in `Cells.groups`."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """Every group with its people (g,) and the sums of what they said (g,), from 0 to 1 each."""

    groups: tuple[Group, ...]
    people: np.ndarray
    score: np.ndarray
    plain: np.ndarray
    satisfied: np.ndarray
    relations: tuple[Relation, ...]

    def number(self) -> dict[Group, int]:
        """Where each group stands."""
        return {group: i for i, group in enumerate(self.groups)}


def tabulated(
    region: Coded,
    slices: Coded | None,
    score: np.ndarray,
    plain: np.ndarray,
    satisfied: np.ndarray,
) -> Cells:
    """The cells of some answers; `score`, `plain` and `satisfied` (n,) are 0 to 1, NaN for none.

    With several slices there are also all of them together; a single one stands for all.
    """
    used = ~np.isnan(score)
    names = _names(slices)
    code = np.zeros(len(score), np.int64) if slices is None else slices.codes.astype(np.int64)
    code = np.where(code == CODE_MISSING, len(names) - 1, code)
    cell = (region.codes * len(names) + code)[used]
    size = len(region.values) * len(names)
    table = np.stack(
        [
            np.bincount(cell, weight, minlength=size)
            for weight in (None, score[used], plain[used], satisfied[used])
        ]
    ).reshape(4, len(region.values), len(names))
    shown = [i for i in range(len(names)) if table[0, :, i].any()]
    gathered = _Gathered()
    for place, sums in zip(region.values, table.transpose(1, 0, 2), strict=True):
        if not sums[0].any():
            continue
        town = place if len(place) == _TOWN_DIGITS else place + _REST
        for at in (town, county_of(place), CITY):
            for i in shown:
                gathered.add(Group(at, names[i]), sums[:, i])
            if len(shown) > 1:
                gathered.add(Group(at, EVERY), sums.sum(axis=1))
    return gathered.cells([names[i] for i in shown])


def _names(slices: Coded | None) -> list[str]:
    return [_UNSAID] if slices is None else [*slices.values, _UNSAID]


class _Gathered:
    def __init__(self) -> None:
        self._sums: dict[Group, np.ndarray] = {}

    def add(self, group: Group, sums: np.ndarray) -> None:
        self._sums[group] = self._sums.get(group, np.zeros(4)) + sums

    def cells(self, slices: Sequence[str]) -> Cells:
        groups = tuple(group for group, sums in self._sums.items() if sums[0] > 0)
        people, score, plain, satisfied = np.array([self._sums[g] for g in groups]).reshape(-1, 4).T
        relations = tuple(_relations(groups, slices if len(slices) > 1 else []))
        return Cells(groups, people, score, plain, satisfied, relations)


def _relations(groups: Sequence[Group], slices: Sequence[str]) -> Iterator[Relation]:
    """County = its towns, city = its counties, all modes = each mode; a lone part is a sum, too."""
    number = {group: i for i, group in enumerate(groups)}
    inside: dict[Group, list[int]] = {}
    for group, i in number.items():
        if group.place == CITY:
            continue
        above = county_of(group.place) if len(group.place) > 6 else CITY
        inside.setdefault(Group(above, group.slice), []).append(i)
    for whole, parts in inside.items():
        yield Relation(number[whole], tuple(parts))
    for group, i in number.items():
        if slices and group.slice == EVERY:
            parts = [number[part] for s in slices if (part := Group(group.place, s)) in number]
            yield Relation(i, tuple(parts))

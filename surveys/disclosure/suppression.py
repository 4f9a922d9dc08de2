"""Which figures must be kept back so that no sum of others gives away one that is kept back.

Secondary suppression (Willenborg and de Waal 2001, ch. 5; Fischetti and Salazar 2001): what an
attacker can know of a hidden figure is the interval between two linear programmes over all sums;
while that is too narrow, one more figure is hidden, the cheapest in a sum with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from surveys.disclosure.cells import Relation

_EXACT = 1e-7
_NO_END = 3  # the solver's word for it


@dataclass(frozen=True, slots=True)
class Requirement:
    """How narrow the interval of a hidden figure may be: `width` + `of_size` x the group's people.

    A figure near the end of the scale (everybody content) has no room on that side: there it is
    enough that a `crowd` of so many people in several groups stands behind what can be known.
    """

    width: float = 0.0
    of_size: float = 0.0
    crowd: int = 0


class System:
    """Figures of groups, some of them hidden, and all that can be worked out about those.

    `values`, `sizes` (g,): a hidden value lies between 0 and its size (None: no upper end known).
    """

    def __init__(
        self,
        values: np.ndarray,
        sizes: np.ndarray,
        relations: Sequence[Relation],
        *,
        bounded: bool,
    ) -> None:
        self.values, self.sizes, self.relations, self.bounded = values, sizes, relations, bounded
        self._of: list[list[int]] = [[] for _ in values]
        for number, relation in enumerate(relations):
            for group in (relation.whole, *relation.parts):
                self._of[group].append(number)

    def members(self, relation: int) -> list[int]:
        """The groups in one relation, the whole last."""
        return [*self.relations[relation].parts, self.relations[relation].whole]

    def beside(self, group: int) -> list[int]:
        """The relations that a group stands in."""
        return self._of[group]

    def component(self, start: int, hidden: np.ndarray) -> list[int]:
        """The hidden groups tied to one by relations, itself among them."""
        found, waiting = {start}, [start]
        while waiting:
            for relation in self._of[waiting.pop()]:
                new = {g for g in self.members(relation) if hidden[g]} - found
                found |= new
                waiting += new
        return sorted(found)

    def reached(self, group: int, component: Sequence[int]) -> tuple[np.ndarray, list[int]] | None:
        """Two sets of values (2, m) of a component in which one group is least and greatest.

        All sums hold in both; beside them the relations that keep the group from going further.
        None where a side has no end.
        """
        matrix, known, rows = self._equations(component)
        ends = [(0.0, float(self.sizes[g]) if self.bounded else None) for g in component]
        found, binding = [], set()
        for sign in (1.0, -1.0):
            aim = np.zeros(len(component))
            aim[component.index(group)] = sign
            made = linprog(aim, A_eq=matrix, b_eq=known, bounds=ends, method="highs")
            if made.status == _NO_END:
                return None
            # sums of floats may miss each other by a hair: then the truth is all there is
            found.append(made.x if made.status == 0 else self.values[list(component)])
            if made.status == 0:
                binding |= set(np.flatnonzero(np.abs(made.eqlin.marginals) > _EXACT).tolist())
        return np.array(found), [rows[row] for row in sorted(binding)]

    def determined(self, group: int, component: Sequence[int]) -> bool:
        """Whether the sums alone fix a group, whatever the others of its component may be."""
        sums = self._equations(component)[0].toarray()
        aim = np.zeros(len(component))
        aim[component.index(group)] = 1.0
        found = np.linalg.lstsq(sums.T, aim, rcond=None)[0]
        return bool(np.abs(sums.T @ found - aim).max() < _EXACT)

    def _equations(
        self, component: Sequence[int]
    ) -> tuple[sparse.csr_array, np.ndarray, list[int]]:
        """The sums (r, m) over a component, what they come to, and their relations."""
        place = {other: i for i, other in enumerate(component)}
        rows = sorted({r for other in component for r in self._of[other]})
        entries: list[tuple[int, int, float]] = []
        known = np.zeros(len(rows))
        for row, number in enumerate(rows):
            relation = self.relations[number]
            for sign, other in ((-1.0, relation.whole), *((1.0, part) for part in relation.parts)):
                if other in place:
                    entries.append((row, place[other], sign))
                else:
                    known[row] -= sign * self.values[other]
        at_row, at_column, signs = zip(*entries, strict=True)
        matrix = sparse.csr_array(
            (signs, (at_row, at_column)), shape=(len(rows), len(component)), dtype=float
        )
        return matrix, known, rows


def suppressed(
    system: System,
    primary: np.ndarray,
    requirement: Requirement,
    cost: np.ndarray,
    *,
    needs: np.ndarray | None = None,
) -> np.ndarray:
    """The groups (mask) to hide so that every one in `needs` (default `primary`) is protected.

    `cost` (g,) says what is given up first: the cheapest. Hiding goes on until the requirement is
    met or nothing is left to hide in a sum with the group. What is protected stays so: hiding
    more never narrows an interval.
    """
    hidden = primary.copy()
    low, high = system.values.copy(), system.values.copy()  # the ends found possible so far
    for group in np.flatnonzero(primary if needs is None else needs):
        while True:
            wanted = requirement.width + requirement.of_size * system.sizes[group] - _EXACT
            if high[group] - low[group] >= wanted:
                break
            component = system.component(int(group), hidden)
            reached = system.reached(int(group), component)
            if reached is None:
                break
            values, binding = reached
            low[component] = np.minimum(low[component], values.min(axis=0))
            high[component] = np.maximum(high[component], values.max(axis=0))
            if high[group] - low[group] >= wanted:
                break
            ends = (float(low[group]), float(high[group]))
            if _crowded(system, int(group), ends, component, requirement):
                break
            more = _cheapest(system, binding, hidden, cost)
            if more is None:
                break
            hidden[more] = True
    return hidden


def _crowded(
    system: System,
    group: int,
    ends: tuple[float, float],
    component: Sequence[int],
    requirement: Requirement,
) -> bool:
    """Whether a figure near the end of its scale is known of a crowd alone, not of the group."""
    size = float(system.sizes[group])
    at_end = ends[0] <= _EXACT * size or ends[1] >= size * (1 - _EXACT)
    if not requirement.crowd or not at_end:
        return False
    people = sum(float(system.sizes[other]) for other in component)
    return people >= requirement.crowd and not system.determined(group, component)


def _cheapest(
    system: System, relations: Sequence[int], hidden: np.ndarray, cost: np.ndarray
) -> int | None:
    """The cheapest shown group in any of some sums."""
    shown = {g for r in relations for g in system.members(r) if not hidden[g]}
    affordable = [g for g in sorted(shown) if np.isfinite(cost[g])]
    return min(affordable, key=lambda g: float(cost[g]), default=None)

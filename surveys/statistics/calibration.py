"""Which weights each region gets: full cells where they are filled, margins where they are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics.answers import Answers, Coded
from surveys.statistics.population import Population, matches
from surveys.statistics.weights import WeightingRules, poststratify, rake, trim

Kind = Literal["unweighted", "design", "poststratified", "raked"]


@dataclass(frozen=True, slots=True)
class Design:
    """One region's weights and the grouping they rest on.

    `cell` (n,) is each answer's group; `basis` (cells, p) spans what the weights were fitted to,
    None when every cell was its own target. Both serve the variance.
    """

    kind: Kind
    weights: np.ndarray
    cell: np.ndarray
    basis: np.ndarray | None
    collapsed: bool = False
    trimmed: int = 0
    unknown: int = 0
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class _Margin:
    """One trait: its place in the table's key, each answer's group (-1 unknown), the names."""

    trait: int
    codes: np.ndarray
    groups: list[str]


class Calibration:
    """Fits every region's answers to the population table (None: design weights only)."""

    def __init__(
        self, answers: Answers, population: Population | None, rules: WeightingRules
    ) -> None:
        self.rules = rules
        self.outside: list[str] = []
        self._answers = answers
        self._population = population
        if population is not None:
            seen = set(answers.age.values) if answers.age is not None else set()
            self._population, self.outside = population.within_survey(seen)
            ages, sexes = self._population.ages(), self._population.sexes()
            traits = (
                (answers.region, self._population.regions()),
                (answers.age, ages),
                (answers.sex, sexes),
            )
            self._margins = [
                _margin(trait, column, groups, len(answers))
                for trait, (column, groups) in enumerate(traits)
            ]

    def region(self, code: str, rows: np.ndarray) -> Design:
        """The design of one region from the indices of its rows."""
        own = self._answers.weight
        base = np.ones(len(rows)) if own is None else own[rows].astype(float)
        plain = Design(
            "unweighted" if own is None else "design",
            base,
            np.zeros(len(rows), np.int64),
            None,
        )
        if self._population is None:
            return plain
        counts, borrowed = self._population.for_region(code)
        margins = self._usable(counts, rows)
        if not margins:
            return plain
        target = _target_table(counts, margins)
        known = np.logical_and.reduce([m.codes >= 0 for m in margins])
        places = tuple(m.codes[known] for m in margins)
        known[known] = target[places] > 0
        if not known.any():
            return plain
        places = tuple(m.codes[known] for m in margins)
        target *= base[known].sum() / target.sum()
        fitted = self._fit(target, places, base[known])
        if fitted is None:
            return plain
        kind, inner, cell, basis, collapsed = fitted
        weights = base.copy()
        weights[known] = inner
        capped = trim(weights, self.rules.trim_ratio)
        cells, basis = _with_unknown(known, cell, basis)
        return Design(
            kind,
            capped,
            cells,
            basis,
            collapsed,
            int((weights > capped * (1 + 1e-9)).sum()),
            int((~known).sum()),
            borrowed,
        )

    def _usable(self, counts: dict[tuple[str, str, str], float], rows: np.ndarray) -> list[_Margin]:
        """The traits with several groups in the table that the answers know something of."""
        margins = []
        for whole in self._margins:
            groups = sorted({key[whole.trait] for key in counts}, key=whole.groups.index)
            if len(groups) < 2:
                continue
            table = np.full(len(whole.groups) + 1, -1)
            table[[whole.groups.index(g) for g in groups]] = range(len(groups))
            codes = table[whole.codes[rows]]
            if (codes >= 0).any():
                margins.append(_Margin(whole.trait, codes, groups))
        return margins

    def _fit(
        self, target: np.ndarray, places: tuple[np.ndarray, ...], base: np.ndarray
    ) -> tuple[Kind, np.ndarray, np.ndarray, np.ndarray | None, bool] | None:
        cell = np.ravel_multi_index(places, target.shape)
        counts = np.bincount(cell, minlength=target.size)
        wanted = target.ravel() > 0
        if (counts[wanted] >= self.rules.least_cell).all():
            return "poststratified", poststratify(cell, target.ravel(), base), cell, None, False
        merged, margins, targets = False, [], []
        for axis, codes in enumerate(places):
            others = tuple(a for a in range(target.ndim) if a != axis)
            groups, sums, changed = collapse(
                np.bincount(codes, minlength=target.shape[axis]),
                target.sum(axis=others),
                self.rules.least_cell,
            )
            merged |= changed
            if len(sums) > 1:
                margins.append(groups[codes])
                targets.append(sums)
        while margins:
            try:
                weights = rake(margins, targets, base)
            except ValueError:  # margins that contradict each other: do with one fewer
                margins, targets, merged = margins[1:], targets[1:], True
                continue
            shape = tuple(len(t) for t in targets)
            joint = np.ravel_multi_index(tuple(margins), shape)
            return "raked", weights, joint, _additive_basis(shape), merged
        return None


def collapse(
    counts: np.ndarray, targets: np.ndarray, least: int
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Groups merged with a neighbour until each has `least` answers.

    Returns the new group of every old one, the merged targets, and whether any were merged. The
    smallest group goes to its neighbour (in the given order) with fewer answers.
    """
    groups = [[i] for i in range(len(counts))]
    have = [float(count) for count in counts]
    while len(groups) > 1 and min(have) < least:
        small = int(np.argmin(have))
        around = [i for i in (small - 1, small + 1) if 0 <= i < len(groups)]
        into = min(around, key=lambda i: have[i])
        low, high = sorted((small, into))
        groups[low] += groups.pop(high)
        have[low] += have.pop(high)
    place = np.empty(len(counts), np.int64)
    for i, members in enumerate(groups):
        place[members] = i
    merged = np.bincount(place, targets, minlength=len(groups))
    return place, merged, len(groups) < len(counts)


def _margin(trait: int, column: Coded | None, groups: Sequence[str], rows: int) -> _Margin:
    if column is None:
        return _Margin(trait, np.full(rows, -1), list(groups))
    place = [
        next((i for i, group in enumerate(groups) if matches(own, group)), -1)
        for own in column.values
    ]
    return _Margin(trait, np.array([*place, -1])[column.codes], list(groups))


def _target_table(counts: dict[tuple[str, str, str], float], margins: list[_Margin]) -> np.ndarray:
    table = np.zeros([len(m.groups) for m in margins])
    index = [{group: i for i, group in enumerate(m.groups)} for m in margins]
    for key, count in counts.items():
        place = tuple(i[key[m.trait]] for i, m in zip(index, margins, strict=True))
        table[place] += count
    return table


def _additive_basis(shape: tuple[int, ...]) -> np.ndarray:
    """Dummies of every margin for every joint cell; (cells, sum of groups)."""
    places = np.unravel_index(np.arange(int(np.prod(shape))), shape)
    return np.hstack([np.eye(size)[place] for size, place in zip(shape, places, strict=True)])


def _with_unknown(
    known: np.ndarray, cell: np.ndarray, basis: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Adds the group of answers whose traits are unknown: it keeps its own share."""
    if known.all():
        return cell, basis
    last = int(cell.max()) + 1 if basis is None else len(basis)
    cells = np.full(len(known), last, np.int64)
    cells[known] = cell
    if basis is None:
        return cells, None
    wider = np.zeros((len(basis) + 1, basis.shape[1] + 1))
    wider[:-1, :-1] = basis
    wider[-1, -1] = 1
    return cells, wider

"""Which weights each region gets: full cells where they are filled, margins where they are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from basis.packaged import words_beside
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.coarse import nearest, step_of
from surveys.statistics.population import Population, matches
from surveys.statistics.replicates import Replicates, given
from surveys.statistics.variance import Units, fractions
from surveys.statistics.weights import WeightingRules, poststratify, rake, trim

Kind = Literal["unweighted", "design", "poststratified", "raked"]
_WORDS = words_beside(__file__)
_MET = 1e-4
_FEW = 5  # answers, of which one may well weigh the most


@dataclass(frozen=True, slots=True)
class Margin:
    """One trait of the population table: `trait` is region, age or sex.

    `codes` (n,) is each answer's group of `groups`, -1 unknown; `target` the groups' shares.
    """

    trait: str
    codes: np.ndarray
    groups: tuple[str, ...]
    target: np.ndarray

    def reached(self, weights: np.ndarray) -> np.ndarray:
        """The groups' shares of the weights of those answers whose group is known."""
        known = self.codes >= 0
        sums = np.bincount(self.codes[known], weights[known], minlength=len(self.groups))
        return np.asarray(sums / max(sums.sum(), 1e-300))


@dataclass(frozen=True, slots=True)
class Gap:
    """What weighting aimed at for a group of people and what it reached, shares of 0 to 1."""

    trait: str
    group: str
    target: float
    reached: float


@dataclass(frozen=True, slots=True)
class Design:
    """One region's weights, the grouping they rest on, and how its answers were drawn.

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
    units: Units = field(default_factory=Units)
    replicates: Replicates | None = None
    margins: tuple[Margin, ...] = ()

    def capped(self, ratio: float) -> "Design":
        """The same with weights of at most `ratio` times their mean, if they were fitted."""
        if not self.margins:
            return self
        weights = trim(self.weights, ratio)
        trimmed = int((self.weights > weights * (1 + 1e-9)).sum())
        return replace(self, weights=weights, trimmed=trimmed)

    def gaps(self) -> list[Gap]:
        """Every group's target beside what was reached, in steps where that is not the target."""
        step = step_of(len(self.weights))
        return [
            replace(gap, reached=nearest(gap.reached, step))
            if abs(gap.reached - gap.target) > _MET
            else replace(gap, reached=gap.target)
            for gap in self._gaps()
        ]

    def _gaps(self) -> list[Gap]:
        return [
            Gap(margin.trait, group, float(target), float(reached))
            for margin in self.margins
            for group, target, reached in zip(
                margin.groups, margin.target, margin.reached(self.weights), strict=True
            )
        ]

    def missed(self, rules: WeightingRules) -> Gap | None:
        """The group that falls materially short of its target the most, if any does."""
        short = [
            (exact.target - exact.reached, number)
            for number, exact in enumerate(self._gaps())
            if exact.target - exact.reached > rules.material_gap
            and exact.reached < rules.material_part * exact.target
        ]
        return self.gaps()[max(short)[1]] if short else None


@dataclass(frozen=True, slots=True)
class _Margin:
    """One trait: its place in the table's key, each answer's group (-1 unknown), the names."""

    trait: int
    codes: np.ndarray
    groups: list[str]


_TRAITS = ("region", "age", "sex")


class Calibration:
    """Fits every region's answers to the population table (None: design weights only)."""

    def __init__(
        self, answers: Answers, population: Population | None, rules: WeightingRules
    ) -> None:
        self.rules = rules
        self.outside: list[str] = []
        self._answers = answers
        self._units = units_of(answers)
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
        plain = replace(
            self.unweighted(rows),
            kind="unweighted" if own is None else "design",
            weights=base,
            replicates=self._replicates(rows),
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
        cells, basis = _with_unknown(known, cell, basis)
        return Design(
            kind,
            weights,
            cells,
            basis,
            collapsed,
            0,
            int((~known).sum()),
            borrowed,
            plain.units,
            margins=tuple(
                Margin(
                    _TRAITS[margin.trait],
                    margin.codes.astype(np.int16),
                    tuple(margin.groups),
                    target.sum(axis=tuple(a for a in range(target.ndim) if a != axis))
                    / target.sum(),
                )
                for axis, margin in enumerate(margins)
            ),
        )

    def unweighted(self, rows: np.ndarray) -> Design:
        """The design of some rows that all weigh the same."""
        whole = np.zeros(len(rows), np.int64)
        return Design("unweighted", np.ones(len(rows)), whole, None, units=self._units.take(rows))

    def _replicates(self, rows: np.ndarray) -> Replicates | None:
        weights = self._answers.replicates
        if weights is None:
            return None
        return given(self.rules.replicates, weights[rows].astype(float))

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


def check_weights(answers: Answers, regions: Mapping[str, np.ndarray]) -> None:
    """Raise ValueError naming an answer whose own weight exceeds all others of its region.

    `regions` holds the row indices of each.
    """
    if answers.weight is None:
        return
    for rows in regions.values():
        weights = answers.weight[rows]
        most = int(np.argmax(weights)) if len(weights) else 0
        if len(weights) < _FEW or weights[most] <= weights.sum() / 2:
            continue
        row = int(rows[most])
        raise ValueError(
            _WORDS["weight"].format(
                respondent=answers.respondent[row].as_py(),
                line=int(answers.line[row]),
                weight=f"{weights[most]:g}",
                count=len(weights),
                share=f"{weights[most] / weights.sum():.1%}",
            )
        )


def units_of(answers: Answers) -> Units:
    """How the answers were drawn: clusters (else the devices they came from), strata, fractions.

    A device stands for a household or a meeting: whoever shares one does not answer alone.
    """
    together = answers.cluster if answers.cluster is not None else answers.device
    cluster = None if together is None else together.codes
    if cluster is not None and answers.cluster is None:
        shared = np.bincount(cluster[cluster >= 0], minlength=1).max() > 1
        cluster = cluster if shared else None
    stratum = None if answers.stratum is None else answers.stratum.codes
    fraction = None if answers.fpc is None else fractions(answers.fpc, cluster, stratum)
    return Units(cluster, stratum, fraction)


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

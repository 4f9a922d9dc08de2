"""Towns with few answers: a model that lets them lean on the others, labelled as one, and checked.

Persons' scores are explained by age and sex, by what is known of their town, and by a deviation of
each town's own (Battese, Harter and Fuller); the town's mean is put together by the population's
age and sex. Beside it the same idea on the towns' design-based means alone (Fay and Herriot).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from basis.packaged import words_beside
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.estimates import weighted_mean
from surveys.statistics.items import person_scores
from surveys.statistics.mixed_models import (
    AreaSums,
    Predicted,
    area_level,
    averaged,
    unit_level,
)
from surveys.statistics.population import Population, matches
from surveys.statistics.rank_sets import bare_ranks
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.tables import Floors

_WORDS = words_beside(__file__)
LEAST_TOWNS = 10
_NORMAL = 1.959964
_ALPHA = 0.05
_ENDS = (_ALPHA / 2, 1 - _ALPHA / 2)
SIMULATIONS = 40
_DRAWS = 10_000
_SEED = 20240607

Covariates = Mapping[str, Mapping[str, float]]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SmallArea:
    """A town by the model: `own` is the share of its own answers in the value.

    `low` and `high` hold 95 % for each town; `rank_low` and `rank_high` for all towns together.
    `aggregate` is the value by the model on the towns' means alone.
    """

    region: str
    name: str
    n: int | None
    value: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    own: float
    aggregate: float | None


@dataclass(frozen=True, slots=True)
class ModelChecks:
    """How the model did in this very run.

    `left_out` towns were predicted from the others alone: the root mean squared distance to their
    own means, by the model and by the city's mean, and the share within the model's 95 %.
    `covered` and `ranks_held` are shares over simulated waves: towns inside their interval, and
    waves in which all rank sets held.
    """

    left_out: int
    left_out_error: float
    city_error: float
    left_out_covered: float
    simulations: int
    covered: float
    ranks_held: float


@dataclass(frozen=True, slots=True)
class SmallAreas:
    """All towns by the model, the best first, with its checks and what is said of it."""

    areas: tuple[SmallArea, ...]
    covariates: tuple[str, ...]
    checks: ModelChecks
    said: tuple[str, ...]


def small_areas(
    answers: Answers,
    ranking: SurveyRanking,
    population: Population | None = None,
    covariates: Covariates | None = None,
    *,
    silent: frozenset[str] = frozenset(),
    floors: Floors | None = None,
    simulations: int = SIMULATIONS,
    progress: Progress | None = None,
) -> SmallAreas | None:
    """The towns of a ranking of towns by the model; None with fewer than ten of them.

    `answers` must be those the ranking was made from. `covariates` holds figures by name for each
    town (absent ones count as the average); of towns in `silent` only those speak, not the answers.
    """
    floors = floors or Floors()
    towns = [code for code, rows in ranking.rows.items() if len(rows)]
    if ranking.provenance.level != "town" or len(towns) < LEAST_TOWNS:
        return None
    table = _Table(answers, ranking, population, covariates or {}, towns)
    model = averaged(table.groups(), table.means, np.array([code in silent for code in towns]))
    drawn = model.drawn(np.random.default_rng(_SEED), _DRAWS)
    first, last = likely_ranks(drawn)
    least, most = np.quantile(drawn, _ENDS, axis=0)
    ranks = bare_ranks(model.value)
    low, high = ranking.provenance.mapping[0], ranking.provenance.mapping[-1]
    aggregate = table.aggregated(floors)
    checks = _checked(table, model, floors, simulations, progress or (lambda _: None))
    areas = [
        SmallArea(
            region=code,
            name=ranking.main.of(code).name,
            n=ranking.main.of(code).n,
            value=float(np.clip(model.value[i], low, high)),
            low=float(max(least[i], low)),
            high=float(min(most[i], high)),
            rank=int(ranks[i]),
            rank_low=int(first[i]),
            rank_high=int(last[i]),
            own=float(model.own[i]),
            aggregate=None if aggregate is None else float(np.clip(aggregate[i], low, high)),
        )
        for i, code in enumerate(towns)
    ]
    areas.sort(key=lambda area: (area.rank, area.region))
    return SmallAreas(tuple(areas), table.names, checks, tuple(_said(table, checks, floors)))


class _Table:
    """Scores and covariates of persons and of towns."""

    def __init__(
        self,
        answers: Answers,
        ranking: SurveyRanking,
        population: Population | None,
        covariates: Covariates,
        towns: Sequence[str],
    ) -> None:
        self._score = person_scores(answers.answers, ranking.provenance.mapping).score
        self._ranking, self._towns = ranking, towns
        self.rows = [ranking.rows[code] for code in towns]
        self.people = np.array([len(rows) for rows in self.rows], float)
        persons, shares = _traits(answers, population, towns)
        self.names, of_town = _standardised(covariates, towns)
        self._persons = persons
        self.means = np.hstack([shares, of_town])
        self._of_town = of_town
        self._parts = [self._part(i) for i in range(len(towns))]
        self.overall = float(np.mean(self._score[np.concatenate(self.rows)]))

    def groups(self, without: int | None = None) -> AreaSums:
        """The people by town and traits, perhaps without one town's."""
        kept = [part for i, part in enumerate(self._parts) if i != without]
        area, people, total, squares, x = (
            np.concatenate(column) for column in zip(*kept, strict=True)
        )
        return AreaSums(area, people, total, squares, x)

    def _part(self, town: int) -> tuple[np.ndarray, ...]:
        """The groups of one town: its number, people, sums, sums of squares, and covariates."""
        rows = self.rows[town]
        bits = 1 << np.arange(self._persons.shape[1])
        _, where, of = np.unique(
            (self._persons[rows] > 0) @ bits, return_index=True, return_inverse=True
        )
        score, kinds = self._score[rows], self._persons[rows[where]]
        return (
            np.full(len(kinds), town),
            np.bincount(of).astype(float),
            np.bincount(of, score),
            np.bincount(of, score**2),
            np.hstack([kinds, np.tile(self._of_town[town], (len(kinds), 1))]),
        )

    def own_mean(self, town: int) -> tuple[float, np.ndarray]:
        """The plain mean of a town's people, and the means of their covariates."""
        rows = self.rows[town]
        traits = self._persons[rows].mean(axis=0)
        return float(self._score[rows].mean()), np.r_[traits, self._of_town[town]]

    def aggregated(self, floors: Floors) -> np.ndarray | None:
        """Fay-Herriot on the design-based means; the variances are pooled over the towns.

        None where too few towns have a mean to speak of.
        """
        bounds = (self._ranking.provenance.mapping[0], self._ranking.provenance.mapping[-1])
        designs = [self._ranking.designs[code] for code in self._towns]
        means = [
            weighted_mean(self._score[rows], design, bounds)
            for rows, design in zip(self.rows, designs, strict=True)
        ]
        usual = np.concatenate([self._score[rows] - self._score[rows].mean() for rows in self.rows])
        within = float((usual**2).sum() / max(len(usual) - len(self.rows), 1))
        variance = np.array([max(within, 1e-6) * mean.deff / mean.n for mean in means])
        y = np.array([mean.value for mean in means])
        x = np.hstack([np.ones((len(y), 1)), self._of_town])
        few = self.people < floors.cell
        if (~few).sum() < LEAST_TOWNS + x.shape[1]:
            return None
        fitted = area_level(y[~few], variance[~few], x[~few])
        value = x @ fitted.coefficients
        value[~few] = fitted.value
        return value


def _traits(
    answers: Answers, population: Population | None, towns: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Each person's traits as 0 or 1, (n, p), and their shares in every town's population, (t, p).

    The first column is 1 for everybody. What is not known of a person is a trait, too.
    """
    persons, shares = [np.ones(len(answers))], [np.ones(len(towns))]
    if population is not None:
        tables = [population.for_region(town)[0] for town in towns]
        for place, column, groups in (
            (1, answers.age, population.ages()),
            (2, answers.sex, population.sexes()),
        ):
            if column is None or len(groups) < 2:
                continue
            codes = _coded(column, groups)
            for number, group in enumerate(groups[1:], 1):
                persons.append((codes == number).astype(float))
                shares.append(np.array([_share(table, place, group) for table in tables]))
            if (codes < 0).any():
                persons.append((codes < 0).astype(float))
                shares.append(np.zeros(len(towns)))
    return np.stack(persons, axis=1), np.stack(shares, axis=1)


def _coded(column: Coded, groups: Sequence[str]) -> np.ndarray:
    place = [
        next((i for i, group in enumerate(groups) if matches(own, group)), -1)
        for own in column.values
    ]
    return np.array([*place, -1])[column.codes]


def _share(table: Mapping[tuple[str, str, str], float], place: int, group: str) -> float:
    everybody = sum(table.values())
    return sum(n for key, n in table.items() if key[place] == group) / max(everybody, 1e-9)


def _standardised(
    covariates: Covariates, towns: Sequence[str]
) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of what is known of towns and their values (t, c), mean 0 and spread 1."""
    names = sorted({name for known in covariates.values() for name in known})
    kept, columns = [], []
    for name in names:
        values = np.array([covariates.get(town, {}).get(name, np.nan) for town in towns])
        if np.isfinite(values).sum() < LEAST_TOWNS or np.nanstd(values) == 0:
            continue
        kept.append(name)
        columns.append(np.nan_to_num((values - np.nanmean(values)) / np.nanstd(values)))
    return tuple(kept), np.stack(columns, axis=1) if columns else np.zeros((len(towns), 0))


def _checked(
    table: _Table, model: Predicted, floors: Floors, simulations: int, progress: Progress
) -> ModelChecks:
    """Leave each well-known town out in turn, then simulate waves from the fitted model."""
    distance, plain, inside = [], [], []
    for i in np.flatnonzero(table.people >= floors.rank):
        others = unit_level(table.groups(without=int(i)), table.means)
        own, x = table.own_mean(int(i))
        away = own - float(x @ others.coefficients)
        error = np.sqrt(others.between + others.within / table.people[i])
        distance.append(away)
        plain.append(own - table.overall)
        inside.append(abs(away) <= _NORMAL * error)
    progress(str(_WORDS["progress"]["left_out"]).format(towns=len(distance)))
    covered, held = _simulated(table, model, simulations, progress)
    return ModelChecks(
        left_out=len(distance),
        left_out_error=float(np.sqrt(np.mean(np.square(distance)))) if distance else 0.0,
        city_error=float(np.sqrt(np.mean(np.square(plain)))) if plain else 0.0,
        left_out_covered=float(np.mean(inside)) if inside else 0.0,
        simulations=simulations,
        covered=covered,
        ranks_held=held,
    )


def _simulated(
    table: _Table, model: Predicted, simulations: int, progress: Progress
) -> tuple[float, float]:
    """The share of towns inside their intervals, and of waves in which all rank sets held."""
    random = np.random.default_rng(_SEED)
    groups, covered, held = table.groups(), [], []
    everybody = np.zeros(len(table.people), bool)  # speaks
    for number in range(simulations):
        deviation = random.normal(0, np.sqrt(model.between), len(table.people))
        truth = table.means @ model.coefficients + deviation
        mean = groups.x @ model.coefficients + deviation[groups.area]
        total = groups.people * mean + random.normal(0, np.sqrt(groups.people * model.within))
        rest = np.where(groups.people > 1, random.chisquare(np.maximum(groups.people - 1, 1)), 0.0)
        squares = rest * model.within + total**2 / groups.people
        again = averaged(replace(groups, total=total, squares=squares), table.means, everybody)
        drawn = again.drawn(random, _DRAWS)
        least, most = np.quantile(drawn, _ENDS, axis=0)
        covered.append((least <= truth) & (truth <= most))
        first, last = likely_ranks(drawn)
        true_rank = bare_ranks(truth)
        held.append(bool(((first <= true_rank) & (true_rank <= last)).all()))
        if (number + 1) % 20 == 0:
            progress(str(_WORDS["progress"]["simulated"]).format(done=number + 1, all=simulations))
    return float(np.mean(covered)), float(np.mean(held))


def likely_ranks(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best and the worst rank (t,) of every town, holding for all together with 95 %.

    From draws (d, t) of what the towns may be, given the model: each town's ranks are cut at the
    same small share on both sides, the largest at which 95 % of the draws lie wholly inside.
    """
    draws, towns = drawn.shape
    ranks = np.empty((draws, towns), np.int64)
    np.put_along_axis(ranks, np.argsort(-drawn, axis=1), np.arange(towns)[None, :], axis=1)
    counts = np.stack([np.bincount(column, minlength=towns) for column in ranks.T])
    below = np.cumsum(counts, axis=1) / draws
    tail = np.minimum(below, 1 - below + counts / draws)
    of_draw = tail[np.arange(towns), ranks].min(axis=1)
    inside = tail >= np.quantile(of_draw, _ALPHA, method="lower")
    first = inside.argmax(axis=1)
    last = towns - 1 - inside[:, ::-1].argmax(axis=1)
    return first + 1, last + 1


def _said(table: _Table, checks: ModelChecks, floors: Floors) -> list[str]:
    said = [_WORDS["model"].format(floor=floors.rank)]
    said.append(
        _WORDS["covariates"].format(names="、".join(table.names))
        if table.names
        else _WORDS["no_covariates"]
    )
    said.append(
        _WORDS["checks" if checks.left_out else "checks_few"].format(
            towns=checks.left_out,
            error=checks.left_out_error,
            city=checks.city_error,
            inside=checks.left_out_covered,
            simulations=checks.simulations,
            covered=checks.covered,
            held=checks.ranks_held,
        )
    )
    return [str(one) for one in said]

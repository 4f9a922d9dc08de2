"""What no single sheet shows: a town's rhythm, one coached question, copied sheets, its volume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from surveys.checks.patterns import pattern_codes
from surveys.checks.shape import straight
from surveys.checks.wording import words
from surveys.statistics.answers import MISSING, Answers
from surveys.statistics.population import Population

_LEAST = 30
_LEAST_TOWNS = 5
_RARE = 1e-6  # chance, over all that is looked at, of a warning among honest towns
_SPANS = 8
_STEP = 0.3  # of an answer: less is nothing to warn of
_COACHED = 5.0
_SHARED = 8
_OFTEN = 4.0  # times the usual share of the population
_SEEN = (2, 6)  # how often in the city a sheet occurs that two towns may have in common by copying


@dataclass(frozen=True, slots=True)
class GroupWarning:
    """A region or interviewer that stands out as a whole, without saying which answers.

    `region` is its code, empty for what is none.
    """

    group: str
    n: int
    reason: str
    region: str = ""


def town_warnings(answers: Answers, population: Population | None) -> list[GroupWarning]:
    """Warnings about places as wholes, each against how places differ among themselves."""
    sizes = np.bincount(answers.region.codes, minlength=len(answers.region.values))
    large = np.flatnonzero(sizes >= _LEAST)
    if len(large) < _LEAST_TOWNS:
        return []
    found = [
        *_rhythm(answers, large),
        *_coached(answers, large, sizes),
        *_copied(answers, large, sizes),
        *(_volume(answers, population, sizes) if population is not None else ()),
    ]
    said, names = words()["towns"], answers.region.values
    return [
        GroupWarning(
            words()["odd_groups"]["region"].format(name=names[place]),
            int(sizes[place]),
            str(said[kind].format(**facts)),
            names[place],
        )
        for place, kind, facts in found
    ]


_Found = tuple[int, str, dict[str, object]]


def _rhythm(answers: Answers, large: np.ndarray) -> Iterator[_Found]:
    """Towns whose answers come steadily more often while everybody else's do not.

    Days are cut into spans in which all others sent equally much; the slope over the spans is set
    against chance and against how much towns differ anyway. One crowded evening is no slope.
    """
    if answers.submitted is None or np.isnat(answers.submitted).mean() > 0.5:
        return
    known = ~np.isnat(answers.submitted)
    days = answers.submitted[known].astype("datetime64[D]").astype(np.int64)
    region = answers.region.codes[known]
    if len(np.unique(days)) < _SPANS:
        return
    cuts = np.quantile(days, np.arange(1, _SPANS) / _SPANS)
    span = np.searchsorted(cuts, days, side="right")
    table = np.zeros((len(answers.region.values), _SPANS))
    np.add.at(table, (region, span), 1)
    everybody = table.sum(axis=0) / table.sum()
    rows = table[large]
    total = rows.sum(axis=1)
    # a ramp lasts: it must show without any one span, so that a crowded evening is none
    z = np.min(
        [_slope(np.delete(rows, out, axis=1), np.delete(everybody, out)) for out in range(_SPANS)],
        axis=0,
    )
    for i in np.flatnonzero(special.ndtr(-z) < _RARE):
        yield int(large[i]), "ramp", {"last": rows[i, -1] / total[i], "usual": everybody[-1]}


def _slope(rows: np.ndarray, everybody: np.ndarray) -> np.ndarray:
    """How far each town's (t, s) share rises over the spans beyond everybody's, in errors."""
    everybody = everybody / everybody.sum()
    at = np.arange(len(everybody)) - (everybody * np.arange(len(everybody))).sum()
    total = np.maximum(rows.sum(axis=1), 1)
    slope = (rows @ at) / total
    middle = np.median(slope)
    chance = (everybody * at**2).sum() / total
    # towns differ by more than chance: that much, and no more, is usual
    usual = max((1.4826 * np.median(np.abs(slope - middle))) ** 2 - np.median(chance), 0.0)
    return np.asarray((slope - middle) / np.sqrt(chance + usual))


def _coached(answers: Answers, large: np.ndarray, sizes: np.ndarray) -> Iterator[_Found]:
    """Towns in which one question is answered out of line with all their others."""
    grid = answers.answers
    if grid.shape[1] < 3:
        return
    means = np.stack(
        [
            np.bincount(answers.region.codes, column, minlength=len(sizes))
            / np.maximum(
                np.bincount(answers.region.codes, column != MISSING, minlength=len(sizes)), 1
            )
            for column in grid.T
        ],
        axis=1,
    )[large]
    # what is left of a town's question after its level and the question's own; medians, so that
    # the coached one does not shift the others
    rest = means - np.median(means, axis=0)
    rest -= np.median(rest, axis=1, keepdims=True)
    within = np.array([column[column != MISSING].std() for column in grid.T])
    usual = 1.4826 * np.median(np.abs(rest), axis=0)
    error = np.sqrt(within**2 / sizes[large][:, None] + usual**2)
    for i, question in np.argwhere((np.abs(rest / error) > _COACHED) & (np.abs(rest) > _STEP)):
        yield (
            int(large[i]),
            "coached",
            {"question": answers.questions[question], "away": rest[i, question]},
        )


def _copied(answers: Answers, large: np.ndarray, sizes: np.ndarray) -> Iterator[_Found]:
    """Pairs of towns with far more rare sheets in common than any two have by chance."""
    distinct, codes, counts = pattern_codes(answers.answers)
    rare = (counts >= _SEEN[0]) & (counts <= _SEEN[1]) & ~straight(distinct)
    rows = np.flatnonzero(rare[codes])
    if len(rows) == 0:
        return
    pairs = np.unique(np.stack([codes[rows], answers.region.codes[rows]], axis=1), axis=0)
    held = np.split(pairs[:, 1], np.flatnonzero(np.diff(pairs[:, 0])) + 1)
    shared = np.zeros((len(sizes), len(sizes)))
    for towns in held:
        for i, first in enumerate(towns):
            shared[first, towns[i + 1 :]] += 1
    shared += shared.T
    chance = np.outer(sizes, sizes).astype(float)
    np.fill_diagonal(chance, 0)
    expected = chance / chance.sum() * shared.sum()
    keep = np.isin(np.arange(len(sizes)), large)
    far = special.pdtrc(np.maximum(shared - 1, 0), np.maximum(expected, 1e-9)) < _RARE
    for first, second in np.argwhere(far & (shared >= _SHARED) & (shared > 3 * expected)):
        if keep[first] and keep[second]:
            yield (
                int(first),
                "copied",
                {"other": answers.region.values[second], "count": int(shared[first, second])},
            )


def _volume(answers: Answers, population: Population, sizes: np.ndarray) -> Iterator[_Found]:
    """Towns that sent several times as much as their people let expect."""
    people = np.zeros(len(sizes))
    for (place, _, _), count in population.counts.items():
        if place in answers.region.values:
            people[answers.region.values.index(place)] += count
    known = np.flatnonzero((people > 0) & (sizes > 0))
    if len(known) < _LEAST_TOWNS:
        return
    rate = sizes[known] / people[known]
    usual = float(np.median(rate))
    expected = usual * people[known]
    many = special.pdtrc(np.maximum(sizes[known] - 1, 0), expected * 2) < _RARE
    for i in np.flatnonzero(many & (rate > _OFTEN * usual) & (sizes[known] >= _LEAST)):
        yield int(known[i]), "volume", {"times": rate[i] / usual}

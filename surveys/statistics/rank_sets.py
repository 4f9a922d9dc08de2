"""Confidence sets for ranks from all pairwise differences.

The idea of Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility
across Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 2024
(10.1093/restud/rdad006): a place is surely behind those it is significantly worse than, and surely
before those it is significantly better than, when all comparisons are tested together. The critical
value is the quantile of the largest studentised difference, stepped down after each rejection
(Romano and Wolf 2005).
"""

from dataclasses import dataclass

import numpy as np

ALPHA = 0.05
DRAWS = 5000
_SEED = 20240607
_SAME = 1e-9
_EXTREME = 3
_BLOCKS = 10


@dataclass(frozen=True, slots=True)
class RankSets:
    """Ranks of p regions, 1 = highest score; every array has shape (p,).

    `low`/`high` hold for all regions together with 95 %; the `marginal` ones for each region by
    itself. `above[j, k]` says that j is surely higher than k (all pairs together). `top` and
    `bottom` are shares of simulated outcomes with the region among the first or last three.
    """

    rank: np.ndarray
    low: np.ndarray
    high: np.ndarray
    low_marginal: np.ndarray
    high_marginal: np.ndarray
    above: np.ndarray
    top: np.ndarray
    bottom: np.ndarray


def bare_ranks(scores: np.ndarray) -> np.ndarray:
    """Competition ranks: equal scores share the better place (1, 2, 2, 4)."""
    return 1 + (scores[None, :] > scores[:, None] + _SAME).sum(axis=1)


def rank_sets(
    scores: np.ndarray,
    errors: np.ndarray,
    df: np.ndarray,
    *,
    alpha: float = ALPHA,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> RankSets:
    """Rank sets of independent regions with normal scores.

    `errors` are standard errors above zero and `df` their degrees of freedom, all shape (p,).
    """
    p = len(scores)
    ranks = bare_ranks(scores)
    if p < 2:
        one = np.ones(p, np.int64)
        return RankSets(one, one, one, one, one, np.zeros((p, p), bool), np.ones(p), np.ones(p))
    first, second = np.triu_indices(p, 1)
    noise, simulated = _simulated(errors, df, draws=draws, seed=seed)
    observed = (scores[first] - scores[second]) / np.hypot(errors[first], errors[second])
    higher, lower = _step_down(observed, simulated, alpha)
    above = _matrix(p, higher, lower)
    low, high = 1 + above.sum(axis=0), p - above.sum(axis=1)

    low_marginal, high_marginal = np.empty(p, np.int64), np.empty(p, np.int64)
    for j in range(p):
        mine = (first == j) | (second == j)
        sign = np.where(first[mine] == j, 1, -1).astype(np.float32)
        better, worse = _step_down(observed[mine] * sign, simulated[mine] * sign[:, None], alpha)
        low_marginal[j], high_marginal[j] = 1 + worse.sum(), p - better.sum()

    top, bottom = _extremes(scores, noise)
    return RankSets(ranks, low, high, low_marginal, high_marginal, above, top, bottom)


def surely_above(
    scores: np.ndarray,
    errors: np.ndarray,
    df: np.ndarray,
    *,
    alpha: float = ALPHA,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> np.ndarray:
    """Whether j is surely higher than k, all pairs together, shape (p, p): `RankSets.above`."""
    p = len(scores)
    if p < 2:
        return np.zeros((p, p), bool)
    first, second = np.triu_indices(p, 1)
    observed = (scores[first] - scores[second]) / np.hypot(errors[first], errors[second])
    simulated = _simulated(errors, df, draws=draws, seed=seed)[1]
    return _matrix(p, *_step_down(observed, simulated, alpha))


def _simulated(
    errors: np.ndarray, df: np.ndarray, *, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Noise of every score (p, draws), and the studentised difference of every pair."""
    random = np.random.default_rng(seed)
    p = len(errors)
    noise = random.standard_normal((p, draws)) * errors[:, None]
    spread = errors[:, None] ** 2 * random.chisquare(df[:, None], (p, draws)) / df[:, None]
    # Seven digits are plenty for a simulation, and take half the time and memory.
    noise, spread = noise.astype(np.float32), spread.astype(np.float32)
    simulated = np.empty((p * (p - 1) // 2, draws), np.float32)
    start = 0
    for one in range(p - 1):
        end = start + p - 1 - one
        np.sqrt(spread[one] + spread[one + 1 :], out=simulated[start:end])
        np.divide(noise[one] - noise[one + 1 :], simulated[start:end], out=simulated[start:end])
        start = end
    return noise, simulated


def _matrix(p: int, higher: np.ndarray, lower: np.ndarray) -> np.ndarray:
    first, second = np.triu_indices(p, 1)
    above = np.zeros((p, p), bool)
    above[first[higher], second[higher]] = True
    above[second[lower], first[lower]] = True
    return above


def _step_down(
    observed: np.ndarray, simulated: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Which differences are surely above and below zero; `simulated` has shape (pairs, draws)."""
    above = np.zeros(len(observed), bool)
    below = np.zeros(len(observed), bool)
    draws = simulated.shape[1]
    place = int(np.ceil((1 - alpha) * (draws + 1))) - 1
    while not (above | below).all():
        largest = np.concatenate(
            [
                np.maximum(
                    block[~above].max(axis=0, initial=-np.inf),
                    -block[~below].min(axis=0, initial=np.inf),
                )
                for block in np.array_split(simulated, _BLOCKS, axis=1)  # copies stay small
            ]
        )
        critical = np.partition(largest, place)[place]
        more_above, more_below = observed > critical, observed < -critical
        if not ((more_above & ~above).any() or (more_below & ~below).any()):
            break
        above |= more_above
        below |= more_below
    return above, below


def _extremes(scores: np.ndarray, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(np.argsort(-(scores[:, None] + noise), axis=0), axis=0)
    return (order < _EXTREME).mean(axis=1), (order >= len(scores) - _EXTREME).mean(axis=1)


def bands(scores: np.ndarray, above: np.ndarray) -> list[list[int]]:
    """The maximal groups of whom none is surely higher than another, whatever lies between.

    Two regions stand in a group together if and only if they cannot be told apart: the maximal
    cliques of that relation (Bron and Kerbosch 1973, with Tomita's pivot). A region may stand in
    several groups. Members are indices, best first; the groups go by their members' order.
    """
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    place = {region: i for i, region in enumerate(order)}
    alike = ~(above | above.T)
    near = {i: {int(j) for j in np.flatnonzero(alike[i]) if j != i} for i in order}
    groups: list[list[int]] = []

    def grow(chosen: set[int], open_: set[int], done: set[int]) -> None:
        if not open_ and not done:
            groups.append(sorted(chosen, key=place.__getitem__))
            return
        pivot = max(open_ | done, key=lambda i: len(open_ & near[i]))
        for i in sorted(open_ - near[pivot], key=place.__getitem__):
            grow(chosen | {i}, open_ & near[i], done & near[i])
            open_ = open_ - {i}
            done = done | {i}

    if order:
        grow(set(), set(order), set())
    return sorted(groups, key=lambda group: [place[i] for i in group])

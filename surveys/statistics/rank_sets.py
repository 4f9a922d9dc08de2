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
    random = np.random.default_rng(seed)
    noise = random.standard_normal((p, draws)) * errors[:, None]
    spread = errors[:, None] ** 2 * random.chisquare(df[:, None], (p, draws)) / df[:, None]
    first, second = np.triu_indices(p, 1)
    observed = (scores[first] - scores[second]) / np.hypot(errors[first], errors[second])
    # Seven digits are plenty for a simulation, and take half the time and memory.
    noise, spread = noise.astype(np.float32), spread.astype(np.float32)
    simulated = np.empty((len(first), draws), np.float32)
    for pair, (a, b) in enumerate(zip(first, second, strict=True)):
        simulated[pair] = (noise[a] - noise[b]) / np.sqrt(spread[a] + spread[b])

    higher, lower = _step_down(observed, simulated, alpha)
    above = np.zeros((p, p), bool)
    above[first[higher], second[higher]] = True
    above[second[lower], first[lower]] = True
    low, high = 1 + above.sum(axis=0), p - above.sum(axis=1)

    low_marginal, high_marginal = np.empty(p, np.int64), np.empty(p, np.int64)
    for j in range(p):
        mine = (first == j) | (second == j)
        sign = np.where(first[mine] == j, 1, -1).astype(np.float32)
        better, worse = _step_down(observed[mine] * sign, simulated[mine] * sign[:, None], alpha)
        low_marginal[j], high_marginal[j] = 1 + worse.sum(), p - better.sum()

    top, bottom = _extremes(scores, noise)
    return RankSets(ranks, low, high, low_marginal, high_marginal, above, top, bottom)


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
    """Groups of neighbours in score order of whom none is surely higher than another.

    A region may stand in several groups. Members are indices, best first.
    """
    order = np.argsort(-scores, kind="stable")
    told_apart = (above | above.T)[np.ix_(order, order)]
    groups: list[tuple[int, int]] = []
    for start in range(len(order)):
        end = start
        while end + 1 < len(order) and not told_apart[start : end + 1, end + 1].any():
            end += 1
        if not groups or end > groups[-1][1]:
            groups.append((start, end))
    return [[int(i) for i in order[start : end + 1]] for start, end in groups]

"""How often rank sets hold the true ranks, beside a bootstrap of ranks and bare ranks.

    python -m bench.surveys_coverage [--worlds 1000] [--regions 7] [--answers 400]

Every world draws true means (from all equal to well apart), draws respondents' scores on the
questionnaire's grid around them, and goes the same way as a real wave.
"""

import argparse

import numpy as np
from scipy import stats

from surveys.statistics.calibration import Design
from surveys.statistics.estimates import weighted_mean
from surveys.statistics.rank_sets import bare_ranks, rank_sets

_GRID = np.linspace(0, 100, 41)  # ten questions of 0/25/50/75/100
_SD = 18.0
_SPREADS = (0.0, 1.0, 2.5, 5.0)
_RESAMPLES = 400


def world(random: np.random.Generator, regions: int) -> tuple[np.ndarray, np.ndarray]:
    """True means (p,) and each region's chances over the score grid (p, 41)."""
    spread = random.choice(_SPREADS)
    wanted = 80 + spread * (np.arange(regions) - regions / 2) * random.choice([0.2, 1.0])
    wanted = random.permutation(np.clip(wanted, 25, 95)) / 100
    if random.random() < 0.25:  # some exactly equal
        wanted[: regions // 2] = wanted[0]
    size = np.maximum(wanted * (1 - wanted) / (_SD / 100) ** 2 - 1, 1.0)[:, None]
    edges = np.concatenate([[0.0], (_GRID[1:] + _GRID[:-1]) / 200, [1.0]])
    a, b = wanted[:, None] * size, (1 - wanted[:, None]) * size
    chances = np.diff(stats.beta.cdf(edges[None, :], a, b), axis=1)
    chances /= chances.sum(axis=1, keepdims=True)
    return chances @ _GRID, chances


def rank_range(true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ranks a region may claim: with ties every place of the tie."""
    best = 1 + (true[None, :] > true[:, None] + 1e-9).sum(axis=1)
    worst = len(true) - (true[None, :] < true[:, None] - 1e-9).sum(axis=1)
    return best, worst


def bootstrap(random: np.random.Generator, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 2.5 and 97.5 percentiles of ranks over resampled respondents."""
    n = counts.sum(axis=1)
    means = np.stack(
        [
            random.multinomial(size, row / size, _RESAMPLES) @ _GRID / size
            for row, size in zip(counts, n, strict=True)
        ],
        axis=1,
    )
    ranks = np.stack([bare_ranks(row) for row in means])
    low, high = np.percentile(ranks, (2.5, 97.5), axis=0)
    return np.floor(low), np.ceil(high)


def simulate(worlds: int, regions: int, answers: int, seed: int = 1) -> dict[str, list[float]]:
    """Per method: share of regions covered, share of worlds covered whole, mean width."""
    random = np.random.default_rng(seed)
    found: dict[str, list[tuple[float, bool, float]]] = {
        name: [] for name in ("simultaneous sets", "marginal sets", "bootstrap of ranks", "bare")
    }
    for _ in range(worlds):
        true, chances = world(random, regions)
        n = random.integers(max(50, answers // 2), 2 * answers, regions)
        counts = np.stack(
            [random.multinomial(size, row) for size, row in zip(n, chances, strict=True)]
        )
        means = []
        for row, size in zip(counts, n, strict=True):
            design = Design("unweighted", np.ones(size), np.zeros(size, int), None)
            means.append(weighted_mean(np.repeat(_GRID, row), design, (0.0, 100.0)))
        scores = np.array([m.value for m in means])
        sets = rank_sets(scores, np.array([m.se for m in means]), np.array([m.df for m in means]))
        bare = bare_ranks(scores)
        best, worst = rank_range(true)
        for name, (low, high) in {
            "simultaneous sets": (sets.low, sets.high),
            "marginal sets": (sets.low_marginal, sets.high_marginal),
            "bootstrap of ranks": bootstrap(random, counts),
            "bare": (bare, bare),
        }.items():
            covered = (low <= best) & (high >= worst)
            found[name].append(
                (float(covered.mean()), bool(covered.all()), float((high - low + 1).mean()))
            )
    return {
        name: [float(np.mean([row[i] for row in rows])) for i in range(3)]
        for name, rows in found.items()
    }


def main() -> None:
    """Print coverage and width of every method."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--regions", type=int, default=7)
    parser.add_argument("--answers", type=int, default=400)
    options = parser.parse_args()
    found = simulate(options.worlds, options.regions, options.answers)
    print(f"{options.worlds} worlds of {options.regions} regions, about {options.answers} answers")
    print(f"{'':20s} {'each region':>12s} {'all at once':>12s} {'mean width':>11s}")
    for name, (each, whole, width) in found.items():
        print(f"{name:20s} {each:12.1%} {whole:12.1%} {width:11.2f}")


if __name__ == "__main__":
    main()

"""How often rank sets hold the true ranks of every region at once, in worlds that break promises.

    python -m bench.surveys_coverage [--worlds 1000] [--only NAME ...] [--before]

A world draws true means and people around them, and goes the way of a real wave: person scores,
weights, errors, rank sets. `--before` puts beside it the errors as they would be without what
these worlds asked for: no clusters, no weight's leverage, no unseen answers, plain person means.
Width is the mean number of ranks in a set. `bootstrap` and `bare` are a bootstrap of ranks and
ranks without any set, in the ordinary world.
"""

import argparse
import itertools
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from surveys.statistics.answers import Answers
from surveys.statistics.calibration import Calibration, Design
from surveys.statistics.estimates import weighted_mean
from surveys.statistics.items import person_scores
from surveys.statistics.population import Population
from surveys.statistics.rank_sets import bare_ranks, rank_sets, surely_above
from surveys.statistics.weights import WeightingRules

GRID = np.linspace(0, 100, 41)  # ten questions of 0/25/50/75/100
COUNTIES, TOWNS = 7, 72
_SD = 18.0
_RESAMPLES = 400
_DRAWS = 1000  # of the critical value: each world has its own
_POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)
_GOAL = 0.94


@dataclass(frozen=True, slots=True)
class World:
    """True means (p,), every person's region (n,) in order, and what is known of people.

    `scores` (n,) or the `grid` (n, k) of answers from which scores are made.
    """

    true: np.ndarray
    region: np.ndarray
    scores: np.ndarray | None = None
    grid: np.ndarray | None = None
    weight: np.ndarray | None = None
    cluster: np.ndarray | None = None
    age: np.ndarray | None = None
    sex: np.ndarray | None = None
    population: Population | None = None


def chances(wanted: np.ndarray, sd: float = _SD) -> np.ndarray:
    """Chances over the score grid (p, 41) of beta distributions with these means, 0 to 100."""
    mean = wanted[:, None] / 100
    size = np.maximum(mean * (1 - mean) / (sd / 100) ** 2 - 1, 1.0)
    edges = np.concatenate([[0.0], (GRID[1:] + GRID[:-1]) / 200, [1.0]])
    found = np.diff(stats.beta.cdf(edges[None, :], mean * size, (1 - mean) * size), axis=1)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _sizes(random: np.random.Generator, regions: int, *, mixed: bool = False) -> np.ndarray:
    """Answers of every region: 50 to 120 of a town, 200 to 800 of a county; mixed: 50 to 3 000."""
    if mixed:
        middle = 4.8 if regions > COUNTIES else 5.8
        return np.clip(random.lognormal(middle, 1.0, regions), 50, 3000).astype(int)
    low, high = (50, 120) if regions > COUNTIES else (200, 800)
    return random.integers(low, high + 1, regions)


def _drawn(random: np.random.Generator, table: np.ndarray, regions: np.ndarray) -> np.ndarray:
    """A score for everybody, by the chances of their region."""
    steps = table.cumsum(axis=1)
    steps[:, -1] = 1.0
    return GRID[(random.random(len(regions))[:, None] > steps[regions]).sum(axis=1)]


def _of_chances(random: np.random.Generator, table: np.ndarray, *, mixed: bool = False) -> World:
    sizes = _sizes(random, len(table), mixed=mixed)
    regions = np.repeat(np.arange(len(table)), sizes)
    return World(table @ GRID, regions, _drawn(random, table, regions))


def ordinary(random: np.random.Generator, regions: int) -> World:
    """From all equal to well apart, sometimes half of them exactly equal."""
    spread = random.choice([0.0, 1.0, 2.5, 5.0])
    wanted = 80 + spread * (np.arange(regions) - regions / 2) * random.choice([0.2, 1.0])
    wanted = random.permutation(np.clip(wanted, 25, 95))
    if random.random() < 0.25:
        wanted[: regions // 2] = wanted[0]
    return _of_chances(random, chances(wanted))


def close(random: np.random.Generator, regions: int) -> World:
    """Ordinary people in regions that differ by a few points."""
    return _of_chances(random, chances(random.normal(80, 2.5, regions)))


def ceiling(random: np.random.Generator, regions: int) -> World:
    """Nine of ten people answer 5 to everything, a few anything; some places are large."""
    table = np.zeros((regions, len(GRID)))
    table[:, -1], table[:, -9:-1], table[:, :20] = 0.9, 0.08 / 8, 0.02 / 20
    return _of_chances(random, table, mixed=True)


def dissent(random: np.random.Generator, regions: int) -> World:
    """The same mean of 90: here everybody is near it, there one in ten answers 1 throughout."""
    table = np.zeros((regions, len(GRID)))
    table[::2, -9:] = 1 / 9  # 80 to 100
    table[1::2, 0], table[1::2, -1] = 0.1, 0.9
    return _of_chances(random, table)


def raked(random: np.random.Generator, regions: int) -> World:
    """Young women answer most; weights are raked to eight groups of every region."""
    ages, sexes = np.array(["18-29", "30-44", "45-59", "60-70"]), np.array(["男", "女"])
    shares = np.outer([0.2, 0.3, 0.3, 0.2], [0.5, 0.5]).ravel()
    rates = shares * np.array([1.6, 2.4, 1.0, 1.4, 0.7, 0.9, 0.4, 0.5])
    level = (np.array([-6.0, -2, 3, 8])[:, None] + np.array([-2.0, 2])).ravel()
    level -= shares @ level
    true = random.normal(78, random.choice([0.0, 2.5]), regions)
    region = np.repeat(np.arange(regions), _sizes(random, regions, mixed=True))
    group = random.choice(8, len(region), p=rates / rates.sum())
    wanted = np.clip(true[:, None] + level, 5, 95).ravel()
    table = chances(wanted)
    means = (table @ GRID).reshape(regions, 8) @ shares
    scores = _drawn(random, table, region * 8 + group)
    counts = {
        (_code(r), str(ages[g // 2]), str(sexes[g % 2])): 10_000 * shares[g]
        for r in range(regions)
        for g in range(8)
    }
    return World(
        means, region, scores, age=ages[group // 2], sex=sexes[group % 2],
        population=Population(counts),
    )  # fmt: skip


def weighted(random: np.random.Generator, regions: int) -> World:
    """A file's own weights with a design effect of 29, and ten times the answers."""
    region = np.repeat(np.arange(regions), 10 * _sizes(random, regions))
    table = chances(random.normal(80, random.choice([0.0, 2.5]), regions))
    weight = np.minimum(random.lognormal(0, 2.2, len(region)), 1000.0)
    return World(table @ GRID, region, _drawn(random, table, region), weight=weight)


def _clustered(random: np.random.Generator, regions: int, size: int, icc: float) -> World:
    region = np.repeat(np.arange(regions), _sizes(random, regions))
    start = np.searchsorted(region, region)
    cluster = region * 100_000 + (np.arange(len(region)) - start) // size
    _, cluster = np.unique(cluster, return_inverse=True)
    true = random.normal(75, random.choice([0.0, 2.5]), regions)
    scores = (
        true[region]
        + random.normal(0, _SD * icc**0.5, cluster.max() + 1)[cluster]
        + random.normal(0, _SD * (1 - icc) ** 0.5, len(region))
    )
    return World(true, region, scores, cluster=cluster)


def households(random: np.random.Generator, regions: int) -> World:
    """Three of a household, who agree (ICC .5)."""
    return _clustered(random, regions, 3, 0.5)


def villages(random: np.random.Generator, regions: int) -> World:
    """Twenty of a village, who agree a little (ICC .05)."""
    return _clustered(random, regions, 20, 0.05)


def skipped(random: np.random.Generator, regions: int) -> World:
    """Ten questions, three of them hard; some regions skip the hard ones more than others."""
    region = np.repeat(np.arange(regions), _sizes(random, regions))
    level = random.normal(0, random.choice([0.0, 0.1]), regions)
    hard = np.array([0.0] * 7 + [-1.2, -1.0, -0.8])
    mean, person, noise = 4.0, 0.6, 0.6
    cuts = np.array([1.5, 2.5, 3.5, 4.5])
    spread = np.hypot(person, noise)
    above = stats.norm.sf(cuts, (mean + level[:, None] + hard)[:, :, None], spread)
    true = 25 * above.sum(axis=2).mean(axis=1)
    who = random.normal(mean, person, len(region)) + level[region]
    grid = np.clip(np.rint(who[:, None] + hard + random.normal(0, noise, (len(region), 10))), 1, 5)
    rate = random.uniform(0.0, 0.6, regions)[region]
    gone = (random.random(grid.shape) < rate[:, None]) & (hard < 0)
    grid[gone] = 0
    return World(true, region, grid=grid.astype(np.int8))


WORLDS: Mapping[str, Callable[[np.random.Generator, int], World]] = {
    "ordinary": ordinary,
    "close": close,
    "ceiling": ceiling,
    "dissent": dissent,
    "raked": raked,
    "weighted": weighted,
    "households": households,
    "villages": villages,
    "skipped": skipped,
}


def _code(region: int) -> str:
    return f"33{region:07d}"


def errors(world: World, *, before: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, standard errors and degrees of freedom of a world's regions, each (p,)."""
    scores = world.scores
    if scores is None:
        assert world.grid is not None
        made = person_scores(world.grid, _POINTS)
        scores = made.plain if before else made.score
    n = len(scores)
    answers = Answers.of(
        wave="w",
        respondent=np.arange(n).astype(str),
        region=np.array([_code(r) for r in range(len(world.true))])[world.region],
        answers=np.ones((n, 1), np.int8),
        weight=world.weight,
        age=world.age,
        sex=world.sex,
        cluster=None if world.cluster is None or before else world.cluster.astype(str),
    )
    calibration = Calibration(answers, world.population, WeightingRules())
    ends = np.searchsorted(world.region, np.arange(len(world.true) + 1))
    means = []
    for region, (first, end) in enumerate(itertools.pairwise(ends)):
        rows = np.arange(first, end)
        design = calibration.region(_code(region), rows)
        bounds = None if before else (0.0, 100.0)
        mean = weighted_mean(scores[rows], design, bounds)
        means.append(
            (mean.value, *(_as_before(scores[rows], design) if before else (mean.se, mean.df)))
        )
    value, se, df = np.array(means).T
    return value, se, df


def _as_before(values: np.ndarray, design: Design) -> tuple[float, float]:
    """Standard error by plain linearisation with n/(n - p), and Kish's degrees of freedom."""
    w = design.weights
    n, total = len(w), w.sum()
    basis = np.eye(int(design.cell.max()) + 1) if design.basis is None else design.basis
    x = basis[design.cell] * np.sqrt(w)[:, None]
    left = np.sqrt(w) * values
    left = left - x @ np.linalg.lstsq(x, left, rcond=None)[0]
    free = max(n - np.linalg.matrix_rank(x), 1)
    se = float(np.sqrt((w * left**2).sum() / total**2 * n / free))
    if np.ptp(values) <= 1e-12:
        mean = values[0]
        se = (1 - 0.05 ** (1 / n)) * max(mean, 100 - mean) / 1.96
    return se, max(float(total**2 / (w**2).sum()) - 1, 1.0)


def rank_range(true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ranks a region may claim: with ties every place of the tie."""
    best = 1 + (true[None, :] > true[:, None] + 1e-9).sum(axis=1)
    worst = len(true) - (true[None, :] < true[:, None] - 1e-9).sum(axis=1)
    return best, worst


def covered(world: World, *, before: bool = False, seed: int = 1) -> tuple[bool, float, float]:
    """Whether all sets hold at once, their mean width, and the mean half width of intervals."""
    value, se, df = errors(world, before=before)
    above = surely_above(value, se, df, draws=_DRAWS, seed=seed)
    low, high = 1 + above.sum(axis=0), len(value) - above.sum(axis=1)
    best, worst = rank_range(world.true)
    whole = bool(((low <= best) & (high >= worst)).all())
    return whole, float((high - low + 1).mean()), float((stats.t.ppf(0.975, df) * se).mean())


def simulate(
    name: str, regions: int, worlds: int, *, before: bool = False
) -> tuple[float, float, float]:
    """Share of worlds covered whole, mean width of sets, mean half width of intervals."""
    random = np.random.default_rng(zlib.crc32(f"{name}{regions}".encode()))
    found = [
        covered(WORLDS[name](random, regions), before=before, seed=world) for world in range(worlds)
    ]
    whole, width, half = np.array(found, float).mean(axis=0)
    return float(whole), float(width), float(half)


def peers(worlds: int, seed: int = 1) -> dict[str, tuple[float, float, float]]:
    """Seven ordinary counties: share of regions, and of worlds, covered, and width, by method."""
    random = np.random.default_rng(seed)
    found: dict[str, list[tuple[float, bool, float]]] = {}
    for _ in range(worlds):
        world = ordinary(random, COUNTIES)
        value, se, df = errors(world, before=False)
        sets, bare = rank_sets(value, se, df, draws=_DRAWS), bare_ranks(value)
        best, worst = rank_range(world.true)
        for name, (low, high) in {
            "simultaneous": (sets.low, sets.high),
            "marginal": (sets.low_marginal, sets.high_marginal),
            "bootstrap": _bootstrap(random, world),
            "bare": (bare, bare),
        }.items():
            holds = (low <= best) & (high >= worst)
            found.setdefault(name, []).append(
                (float(holds.mean()), bool(holds.all()), float((high - low + 1).mean()))
            )
    return {name: tuple(np.array(rows, float).mean(axis=0)) for name, rows in found.items()}


def _bootstrap(random: np.random.Generator, world: World) -> tuple[np.ndarray, np.ndarray]:
    """The 2.5 and 97.5 percentiles of ranks over resampled respondents."""
    assert world.scores is not None
    means = []
    for region in range(len(world.true)):
        mine = world.scores[world.region == region]
        means.append(mine[random.integers(0, len(mine), (_RESAMPLES, len(mine)))].mean(axis=1))
    ranks = np.stack([bare_ranks(row) for row in np.array(means).T])
    low, high = np.percentile(ranks, (2.5, 97.5), axis=0)
    return np.floor(low), np.ceil(high)


def main() -> int:
    """Print coverage and width of every world; return 1 when one falls short of the goal."""
    parser = argparse.ArgumentParser(prog="python -m bench.surveys_coverage")
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--only", nargs="*", choices=WORLDS, default=list(WORLDS))
    parser.add_argument("--before", action="store_true", help="and without what was mended")
    options = parser.parse_args()
    print(f"{options.worlds} worlds each; all sets hold at once, ranks in a set, half width")
    short = False
    for name in options.only:
        for regions in (COUNTIES, TOWNS):
            whole, width, half = simulate(name, regions, options.worlds)
            line = f"{name:11s} {regions:3d} regions {whole:7.1%} {width:6.2f} {half:6.2f}"
            if options.before:
                was = simulate(name, regions, options.worlds, before=True)
                line += f"   before {was[0]:7.1%} {was[1]:6.2f} {was[2]:6.2f}"
                line += f"   width x{width / was[1]:.3f}"
            print(line, flush=True)
            short = short or whole < _GOAL
    for name, (each, whole, width) in peers(min(options.worlds, 300)).items():
        print(f"ordinary, {name:13s} each {each:6.1%}, all at once {whole:6.1%}, width {width:.2f}")
    return int(short)


if __name__ == "__main__":
    raise SystemExit(main())

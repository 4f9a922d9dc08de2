"""How near the model for small areas comes to the truth, beside the towns' own means.

    python -m bench.surveys_small_areas [--worlds 20] [--answers 3600]

72 towns whose truth follows, in part, how dense they are and how many complaints there were, with
few answers each: root mean squared error against the truth and mean width of the rank sets, for the
design-based means, the model, and the model that knows both covariates; and how often its 95 %
intervals and all its rank sets held.
"""

import argparse
import time
from datetime import date

import numpy as np

from surveys.statistics.answers import Answers
from surveys.statistics.ranking import estimate
from surveys.statistics.regions import packaged_names
from surveys.statistics.small_areas import SmallAreas, small_areas
from surveys.statistics.tables import Floors

QUESTIONS = 10
_MANY = 40_000
_COLUMNS = ("direct", "model", "covariates")


def _world(
    seed: int, answers: int
) -> tuple[Answers, dict[str, float], dict[str, dict[str, float]]]:
    """Answers of a wave, the true mean of every town, and what is known of the towns."""
    random = np.random.default_rng(seed)
    towns = [code for code in packaged_names() if len(code) == 9]
    known = random.normal(0, 1, (len(towns), 2))
    level = 4.0 - 0.09 * known[:, 0] - 0.07 * known[:, 1] + random.normal(0, 0.08, len(towns))
    share = random.dirichlet(np.full(len(towns), 4.0))
    town = np.sort(random.choice(len(towns), answers, p=share))
    question = random.normal(0, 0.25, QUESTIONS)

    def answered(of: np.ndarray) -> np.ndarray:
        person = of + random.normal(0, 0.7, len(of))
        noise = random.normal(0, 0.6, (len(of), QUESTIONS))
        return np.clip(np.rint(person[:, None] + question + noise), 1, 5).astype(np.int8)

    at = np.linspace(level.min(), level.max(), 15)
    curve = [25 * (answered(np.full(_MANY, one)).mean() - 1.0) for one in at]
    made = Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(answers)],
        region=[towns[t] for t in town],
        answers=answered(level[town]),
    )
    truth = dict(zip(towns, np.interp(level, at, curve), strict=True))
    facts = {
        code: {"density": float(a), "complaints": float(b)}
        for code, (a, b) in zip(towns, known, strict=True)
    }
    return made, truth, facts


def main() -> None:
    """Print errors, widths and what held."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--answers", type=int, default=3600)
    options = parser.parse_args()
    errors: dict[str, list[float]] = {name: [] for name in _COLUMNS}
    widths: dict[str, list[float]] = {name: [] for name in _COLUMNS}
    inside: dict[str, list[bool]] = {name: [] for name in _COLUMNS}
    held: dict[str, list[bool]] = {name: [] for name in _COLUMNS}
    seconds = []

    def note(name: str, lines: list[tuple[float, float, float, float, float, float]]) -> None:
        """Lines of (value, truth, low, high, rank low, rank high) of one world."""
        value, real, low, high, first, last = np.array(lines).T
        rank = 1 + (real[None, :] > real[:, None]).sum(axis=1)
        errors[name] += ((value - real) ** 2).tolist()
        widths[name] += (last - first + 1).tolist()
        inside[name] += ((low <= real) & (real <= high)).tolist()
        held[name].append(bool(((first <= rank) & (rank <= last)).all()))

    for seed in range(options.worlds):
        answers, truth, facts = _world(seed, options.answers)
        ranking = estimate(
            answers, level="town", made_on=date(2026, 10, 1), floors=Floors(mean=2, rank=2, cell=1)
        )
        direct = [line for line in ranking.main.regions if line.rank is not None]
        note(
            "direct",
            [
                (
                    line.score or 0.0,
                    truth[line.region],
                    line.ci_low or 0.0,
                    line.ci_high or 0.0,
                    line.rank_low or 0,
                    line.rank_high or 0,
                )
                for line in direct
            ],
        )
        for name, known in (("model", None), ("covariates", facts)):
            start = time.perf_counter()
            made = small_areas(answers, ranking, None, known, simulations=1)
            seconds.append(time.perf_counter() - start)
            assert made is not None
            note(name, _lines(made, truth))
    print(f"{'':12s} {'rmse':>6s} {'rank width':>11s} {'inside 95 %':>12s} {'all ranks held':>15s}")
    for name in _COLUMNS:
        print(
            f"{name:12s} {np.sqrt(np.mean(errors[name])):6.2f} {np.mean(widths[name]):11.1f}"
            f" {np.mean(inside[name]):12.1%} {np.mean(held[name]):15.1%}"
        )
    print(f"all towns, no floors; the model took {np.median(seconds):.2f} s a world")


def _lines(
    made: SmallAreas, truth: dict[str, float]
) -> list[tuple[float, float, float, float, float, float]]:
    return [
        (
            area.value,
            truth[area.region],
            area.low,
            area.high,
            area.rank_low,
            area.rank_high,
        )
        for area in made.areas
    ]


if __name__ == "__main__":
    main()

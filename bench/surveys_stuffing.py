"""How many forged answers the checks find, and how many honest ones they doubt.

    python -m bench.surveys_stuffing [--rounds 20] [--honest 4000]

Ten patterns of known form-filling tools, each put at 5 % into clean answers of two kinds of honest
population (one with many who truly answer 5 throughout), over many seeds.
"""

import argparse
from collections.abc import Callable

import numpy as np

from surveys.checks import check
from surveys.statistics.answers import Answers
from surveys.statistics.regions import packaged_names

QUESTIONS = 10
SHARE = 0.05
Columns = dict[str, np.ndarray]


def honest(random: np.random.Generator, n: int, *, content: float = 0.15) -> Columns:
    """Honest answers: a person's satisfaction, a town's, each question's, and chance.

    `content` is the share who answer 5 throughout and mean it.
    """
    towns = np.array([code for code in packaged_names() if len(code) == 9])
    region = towns[random.integers(0, len(towns), n)]
    level = dict(zip(towns, random.normal(0, 0.15, len(towns)), strict=True))
    person = random.normal(0, 0.7, n) + np.array([level[r] for r in region])
    question = random.normal(0, 0.25, QUESTIONS)
    noise = random.normal(0, 0.6, (n, QUESTIONS))
    grid = np.clip(np.rint(4.0 + person[:, None] + question + noise), 1, 5).astype(np.int8)
    grid[random.random(n) < content] = 5
    grid[random.random((n, QUESTIONS)) < 0.02] = 0
    shared = random.random(n) < 0.03
    device = np.array([f"d{i}" for i in range(n)])
    device[shared] = device[random.integers(0, n, int(shared.sum()))]
    return {
        "region": region,
        "grid": grid,
        "seconds": np.rint(random.lognormal(np.log(75), 0.45, n)),
        "device": device,
        "submitted": _over_days(random, n),
    }


def _over_days(random: np.random.Generator, n: int) -> np.ndarray:
    start = np.datetime64("2026-09-01T08:00:00")
    seconds = random.integers(0, 14, n) * 86400 + random.integers(0, 14 * 3600, n)
    return start + seconds.astype("timedelta64[s]")


def _forged(random: np.random.Generator, clean: Columns, n: int) -> Columns:
    """Forgeries that look ordinary in everything a pattern does not touch."""
    rows = random.integers(0, len(clean["grid"]), n)
    made = {name: column[rows].copy() for name, column in clean.items()}
    made["device"] = np.array([f"x{i}" for i in range(n)])
    made["seconds"] = np.rint(random.lognormal(np.log(75), 0.45, n))
    made["submitted"] = _over_days(random, n)
    return made


def _fast_fives(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = 5
    made["seconds"] = random.integers(4, 13, len(made["grid"])).astype(float)


def _uniform_clicks(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = random.integers(1, 6, made["grid"].shape)
    made["seconds"] = random.integers(6, 20, len(made["grid"])).astype(float)


def _ten_to_one(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = np.where(random.random(made["grid"].shape) < 10 / 11, 5, 4)
    made["seconds"] = np.full(len(made["grid"]), 45.0) + random.integers(-1, 2, len(made["grid"]))


def _one_device(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = np.where(random.random(made["grid"].shape) < 0.7, 5, 4)
    made["device"] = np.array([f"farm{i // 25}" for i in range(len(made["grid"]))])


def _model_sheet(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = random.choice([4, 5], QUESTIONS, p=[0.4, 0.6])
    made["grid"][:, random.integers(QUESTIONS)] = 3


def _model_varied(random: np.random.Generator, made: Columns) -> None:
    _model_sheet(random, made)
    for row in made["grid"]:
        row[random.integers(QUESTIONS)] = random.integers(3, 6)


def _town_fives(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = 5
    made["region"][:] = made["region"][0]


def _burst(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = np.where(random.random(made["grid"].shape) < 0.8, 5, 4)
    made["region"][:] = made["region"][0]
    start = np.datetime64("2026-09-07T21:00:00")
    made["submitted"] = start + random.integers(0, 3600, len(made["grid"])).astype("timedelta64[s]")


def _rival_ones(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = 1


def _zigzag(random: np.random.Generator, made: Columns) -> None:
    made["grid"][:] = np.where(np.arange(QUESTIONS) % 2, 1, 5)
    turned = random.random(len(made["grid"])) < 0.5
    made["grid"][turned] = 6 - made["grid"][turned]


ATTACKS: dict[str, Callable[[np.random.Generator, Columns], None]] = {
    "all fives, fast": _fast_fives,
    "uniform clicks, fast": _uniform_clicks,
    "ten to one, fixed delay": _ten_to_one,
    "one device for many": _one_device,
    "printed model sheet": _model_sheet,
    "model sheet, one changed": _model_varied,
    "one town, all fives": _town_fives,
    "one town, one hour": _burst,
    "all ones on rivals": _rival_ones,
    "zigzag": _zigzag,
}


def attacked(
    seed: int, attack: str, n: int, *, content: float = 0.15
) -> tuple[Answers, np.ndarray]:
    """Honest answers with 5 % of one attack mixed in, and which rows are forged."""
    random = np.random.default_rng(seed)
    clean = honest(random, n, content=content)
    forged = _forged(random, clean, round(n * SHARE / (1 - SHARE)))
    ATTACKS[attack](random, forged)
    columns = {name: np.concatenate([clean[name], forged[name]]) for name in clean}
    order = random.permutation(len(columns["grid"]))
    answers = Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(len(order))],
        region=columns["region"][order].tolist(),
        answers=columns["grid"][order],
        seconds=columns["seconds"][order],
        device=columns["device"][order].tolist(),
        submitted=columns["submitted"][order],
    )
    return answers, (np.arange(len(order)) >= n)[order]


def main() -> None:
    """Print caught and wrongly doubted shares of every attack."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--honest", type=int, default=4000)
    options = parser.parse_args()
    print(
        f"{'attack':28s} {'content':>8s} {'caught':>8s} {'worst':>7s} {'doubted':>8s} {'worst':>7s}"
    )
    for content in (0.15, 0.35):
        for attack in ATTACKS:
            caught, doubted = [], []
            for seed in range(options.rounds):
                answers, forged = attacked(seed, attack, options.honest, content=content)
                flagged = check(answers).flagged
                caught.append(flagged[forged].mean())
                doubted.append(flagged[~forged].mean())
            print(
                f"{attack:28s} {content:8.0%} {np.mean(caught):8.1%} {min(caught):7.1%}"
                f" {np.mean(doubted):8.2%} {max(doubted):7.2%}"
            )


if __name__ == "__main__":
    main()

"""How many forged answers the checks find, and how many honest ones they doubt.

    python -m bench.surveys_stuffing [--rounds 20] [--honest 4000]

First honest people in shapes that look odd: how many of them are doubted. Then ten patterns of
known form-filling tools, each put at 5 % into clean answers of two kinds of honest population (one
with many who truly answer 5 throughout), over many seeds.
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


Shape = Callable[[np.random.Generator, Columns], np.ndarray]


def _quick_young(random: np.random.Generator, made: Columns) -> np.ndarray:
    """One in seven is young, content and quick: all fives in half the usual time and less."""
    rows = _some(random, made, 0.14)
    made["grid"][rows] = 5
    made["seconds"][rows] = np.rint(random.lognormal(np.log(24), 0.3, len(rows))).clip(8)
    return rows


def _families(random: np.random.Generator, made: Columns) -> np.ndarray:
    """A fifth answers at home, two to six on one phone, much alike and one after another."""
    rows = _some(random, made, 0.2)
    # people of one home are about as content as each other, each with a sheet of its own
    rows = rows[np.argsort(made["grid"][rows].mean(axis=1), kind="stable")]
    start = 0
    while start < len(rows):
        size = int(random.choice([2, 3, 4, 5, 6], p=[0.4, 0.3, 0.2, 0.07, 0.03]))
        home = rows[start : start + size]
        made["device"][home] = f"h{start}"
        made["region"][home] = made["region"][home[0]]
        made["submitted"][home] = made["submitted"][home[0]] + (np.arange(len(home)) * 240).astype(
            "timedelta64[s]"
        )
        if random.random() < 0.2:  # one fills in for all
            made["grid"][home] = made["grid"][home[0]]
        start += len(home)
    return rows


def _meetings(random: np.random.Generator, made: Columns) -> np.ndarray:
    """Eight villages invite to the hall: 15 to 45 answer there within the hour, each by itself."""
    rows = []
    for town in random.choice(np.unique(made["region"]), 8, replace=False):
        at = np.flatnonzero(made["region"] == town)
        here = random.choice(at, min(len(at), int(random.integers(15, 46))), replace=False)
        begin = made["submitted"][here[0]].astype("datetime64[h]")
        made["submitted"][here] = begin + random.integers(0, 3600, len(here)).astype(
            "timedelta64[s]"
        )
        rows.append(here)
    return np.concatenate(rows)


def _hall_network(random: np.random.Generator, made: Columns) -> np.ndarray:
    """Village meetings whose people all use the hall's network."""
    rows = _meetings(random, made)
    made["address"] = np.array([f"a{i}" for i in range(len(made["grid"]))], object)
    made["address"][rows] = [f"hall{town}" for town in made["region"][rows]]
    return rows


def _content_town(random: np.random.Generator, made: Columns) -> np.ndarray:
    """Three towns with a new park, where 45 % answer 5 throughout."""
    rows = np.flatnonzero(np.isin(made["region"], np.unique(made["region"])[[5, 20, 40]]))
    made["grid"][rows[random.random(len(rows)) < 0.45]] = 5
    return rows


def _angry_town(random: np.random.Generator, made: Columns) -> np.ndarray:
    """A town beside a smelling plant: a third answers 1 and 2."""
    rows = np.flatnonzero(made["region"] == np.unique(made["region"])[30])
    angry = rows[random.random(len(rows)) < 0.35]
    made["grid"][angry] = random.choice([1, 2, 3], (len(angry), QUESTIONS), p=[0.6, 0.3, 0.1])
    return rows


def _slow_old(random: np.random.Generator, made: Columns) -> np.ndarray:
    """A fifth is old and takes five times as long, so that everybody else looks quick."""
    rows = _some(random, made, 0.2)
    made["seconds"][rows] = np.rint(random.lognormal(np.log(380), 0.5, len(rows)))
    return np.arange(len(made["grid"]))


def _some(random: np.random.Generator, made: Columns, share: float) -> np.ndarray:
    return random.permutation(len(made["grid"]))[: round(share * len(made["grid"]))]


SHAPES: dict[str, Shape] = {
    "young, quick, all fives": _quick_young,
    "families on one phone": _families,
    "village meetings": _meetings,
    "meetings on one network": _hall_network,
    "content towns": _content_town,
    "an angry town": _angry_town,
    "a fifth old and slow": _slow_old,
}


def shaped(seed: int, shape: str, n: int, *, content: float = 0.15) -> tuple[Answers, np.ndarray]:
    """Honest answers of which some have a shape that looks odd, and which rows those are."""
    random = np.random.default_rng(seed)
    columns = honest(random, n, content=content)
    rows = SHAPES[shape](random, columns)
    mask = np.zeros(n, bool)
    mask[rows] = True
    return _answers(columns, np.arange(n)), mask


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
    return _answers(columns, order), (np.arange(len(order)) >= n)[order]


def _answers(columns: Columns, order: np.ndarray) -> Answers:
    return Answers.of(
        wave="2026Q3",
        respondent=[f"r{i}" for i in range(len(order))],
        region=columns["region"][order].tolist(),
        answers=columns["grid"][order],
        seconds=columns["seconds"][order],
        device=columns["device"][order].tolist(),
        address=columns["address"][order].tolist() if "address" in columns else None,
        submitted=columns["submitted"][order],
    )


def main() -> None:
    """Print caught and wrongly doubted shares of every attack."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--honest", type=int, default=4000)
    options = parser.parse_args()
    print(f"{'honest shape':28s} {'content':>8s} {'doubted':>8s} {'worst':>7s} {'others':>8s}")
    for content in (0.15, 0.35):
        for shape in SHAPES:
            mine, others = [], []
            for seed in range(options.rounds):
                answers, rows = shaped(seed, shape, options.honest, content=content)
                flagged = check(answers).flagged
                mine.append(flagged[rows].mean())
                others.append(flagged[~rows].mean() if (~rows).any() else 0.0)
            print(
                f"{shape:28s} {content:8.0%} {np.mean(mine):8.2%} {max(mine):7.2%}"
                f" {np.mean(others):8.2%}"
            )
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

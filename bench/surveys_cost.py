"""What a million answers cost from a file to a ranking, beside pandas with a bootstrap.

    python -m bench.surveys_cost [--rows 1000000] [--larger 10000000] [--resamples 200]

Each run is a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

QUESTIONS = 10
_CHUNK = 500_000
_LEFT_OUT = 0.05


def write_answers(target: Path, rows: int, seed: int = 3) -> None:
    """A file of `rows` answers from 72 towns with all that costs time.

    Age, sex, households of two, strata, weights, and one answer in twenty left out.
    """
    from surveys.statistics.regions import packaged_names

    random = np.random.default_rng(seed)
    towns = np.array([code for code in packaged_names() if len(code) == 9])
    level = random.normal(4.0, 0.15, len(towns))
    writer = None
    for start in range(0, rows, _CHUNK):
        size = min(_CHUNK, rows - start)
        town = random.integers(0, len(towns), size)
        person = level[town] + random.normal(0, 0.7, size)
        columns: dict[str, object] = {
            "respondent": [f"r{i}" for i in range(start, start + size)],
            "wave": np.repeat("2026Q3", size),
            "region": towns[town],
            "age": random.integers(18, 71, size),
            "sex": random.choice(np.array(["男", "女"]), size),
            "weight": random.choice(np.array([0.5, 1.0, 1.5, 2.0]), size),
            "stratum": random.choice(np.array(["城", "乡"]), size),
            "cluster": [f"h{i // 2}" for i in range(start, start + size)],
        }
        for question in range(QUESTIONS):
            answer = np.clip(np.rint(person + random.normal(0, 0.6, size)), 1, 5)
            left_out = random.random(size) < _LEFT_OUT
            columns[f"q{question + 1}"] = pa.array(answer.astype(np.int8), mask=left_out)
        table = pa.table(columns)
        writer = writer or csv.CSVWriter(target, table.schema)
        writer.write(table)
    if writer is not None:
        writer.close()


def ours(source: Path) -> None:
    """File to weighted scores, intervals and rank sets, as far as they may be shown."""
    from surveys.disclosure import published
    from surveys.disclosure.decisions import decide
    from surveys.files.answerfile import read_answers
    from surveys.statistics.population import Population
    from surveys.statistics.ranking import POINTS, estimate
    from surveys.statistics.regions import packaged_names

    population = Population(
        {
            (town, age, sex): 1000.0 + 100 * i
            for town in packaged_names()
            if len(town) == 9
            for i, age in enumerate(("18-29", "30-44", "45-59", "60-70"))
            for sex in ("男", "女")
        }
    )
    answers = read_answers(source).answers
    shown = decide(answers, POINTS)
    ranking = estimate(answers, population, made_on=date(2026, 10, 1), withheld=shown.withheld())
    ranking = published.ranking(ranking, answers, shown)
    assert len(ranking.main.regions) == 72


def theirs(source: Path, resamples: int) -> None:
    """File to town means with pandas, and a bootstrap of means and ranks (no weights)."""
    import pandas as pd

    frame = pd.read_csv(source, dtype={"region": str})
    frame["score"] = (frame[[f"q{i + 1}" for i in range(QUESTIONS)]].mean(axis=1) - 1) * 25
    frame = frame[["region", "score"]]
    random = np.random.default_rng(0)
    means = [
        frame.iloc[random.integers(0, len(frame), len(frame))].groupby("region")["score"].mean()
        for _ in range(resamples)
    ]
    ranks = pd.concat([m.rank(ascending=False) for m in means], axis=1)
    assert len(ranks.quantile([0.025, 0.975], axis=1).columns) == 72


def measured(which: str, source: Path, resamples: int) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of one run in a fresh process."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bench.surveys_cost",
            "--run",
            which,
            "--source",
            str(source),
            "--resamples",
            str(resamples),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    result = json.loads(done.stdout)
    return result["seconds"], result["processor"], result["megabytes"]


def main() -> None:
    """Print seconds, peak memory and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--larger", type=int, default=10_000_000, help="0 leaves it out")
    parser.add_argument("--resamples", type=int, default=200)
    parser.add_argument("--run", choices=("ours", "pandas"), help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        start = time.perf_counter()
        if options.run == "ours":
            ours(options.source)
        else:
            theirs(options.source, options.resamples)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        used = time.process_time()
        print(json.dumps({"seconds": seconds, "processor": used, "megabytes": peak}))
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "answers.csv"
        write_answers(source, options.rows)
        mine = measured("ours", source, 0)
        print(_line("ours", options.rows, mine))
        peer = measured("pandas", source, options.resamples)
        print(_line("pandas", options.rows, peer), f"({options.resamples} resamples, no weights)")
        print(
            f"pandas / ours: time x{peer[0] / mine[0]:.1f}, processor x{peer[1] / mine[1]:.1f},"
            f" memory x{peer[2] / mine[2]:.1f}"
        )
        if options.larger:
            write_answers(source, options.larger)
            big = measured("ours", source, 0)
            growth = (big[1] / mine[1]) / (options.larger / options.rows)
            print(_line("ours", options.larger, big), f"processor time per row x{growth:.2f}")


def _line(who: str, rows: int, cost: tuple[float, float, float]) -> str:
    return (
        f"{who:7s} {rows:>10,} rows: {cost[0]:6.1f} s, {cost[1]:6.1f} s of processor,"
        f" {cost[2]:6.0f} MB"
    )


if __name__ == "__main__":
    main()

"""What a million answers cost from the store to a ranking with intervals: seconds and memory.

    python -m bench.surveys_store [--answers 1000000] [--larger 10000000] [--url ADDRESS]

Fills an empty store (SQLite, or the database at ADDRESS) the way an agency's files are taken in,
ten answers a person in 72 towns, with age and sex. Then a process of its own reads the wave,
checks every respondent, rakes to a population table, estimates and ranks: what an officer waits
for. A goal is 5 s and 500 MB for the first million, and no more for each of ten million.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bureau.adapters.store.engine import Database
from bureau.adapters.store.surveys import StoredSurveys
from surveys.interview.state import InterviewState, InterviewStatus
from surveys.ports import AgencyIntake, Answer, Sitting
from surveys.questionnaire.model import load
from surveys.statistics.regions import packaged_names
from surveys.waves import Wave

QUESTIONS = 10
WAVE = "2026Q3"
AT = datetime(2026, 9, 1, 4, tzinfo=UTC)
TOWNS = [code for code in packaged_names() if len(code) == 9]
AGES, SEXES = ("18-29", "30-44", "45-59", "60-70"), ("male", "female")
GOAL_SECONDS, GOAL_MEGABYTES = 5.0, 500.0
_FILE = 20_000  # people in one of the agency's files

DIMENSIONS = ("获得感", "满意度", "认知度", "参与度", "信心度")
QUESTIONNAIRE = "\n".join(
    [
        "id: bench",
        'version: "1"',
        "title: 十题",
        "welcome: 您好",
        "thanks: 谢谢",
        "points: {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}",
        "questions:",
        "  - {id: age, type: number, text: 年龄, from: 1, to: 120}",
        "  - {id: sex, type: single, text: 性别,",
        "     options: [{value: male, title: 男}, {value: female, title: 女}]}",
        *(
            f"  - {{id: q{i + 1}, type: five_point, text: 满意吗, titles: [一, 二, 三, 四, 五],"
            f" dimension: {DIMENSIONS[i % len(DIMENSIONS)]}}}"
            for i in range(QUESTIONS)
        ),
    ]
)


def fill(store: StoredSurveys, people: int, seed: int = 3) -> None:
    """Take in the answers of so many people, a file of 20 000 after the other."""
    made = load(QUESTIONNAIRE)
    store.put_wave(Wave(WAVE, made.id, made.version, made.digest, made.source, targets={}))
    random = np.random.default_rng(seed)
    level = random.normal(4.0, 0.15, len(TOWNS))
    for first in range(0, people, _FILE):
        rows = list(_rows(random, level, first, min(_FILE, people - first)))
        name = f"file {first}"
        store.take_in(AgencyIntake(name, WAVE, name, "telephone", len(rows), "bench", AT), rows)


def _rows(
    random: np.random.Generator, level: np.ndarray, first: int, size: int
) -> Iterator[tuple[Sitting, list[Answer]]]:
    town = random.integers(0, len(TOWNS), size)
    person = level[town] + random.normal(0, 0.7, size)
    noise = random.normal(0, 0.6, (size, QUESTIONS))
    scores = np.clip(np.rint(person[:, None] + noise), 1, 5).astype(int)
    ages, sexes = random.integers(18, 71, size), random.integers(0, 2, size)
    seconds = random.lognormal(4.5, 0.4, size)
    done = InterviewState(at=None, given={}, status=InterviewStatus.COMPLETE)
    for i in range(size):
        sitting = Sitting(
            respondent=f"r{first + i}",
            wave=WAVE,
            channel="telephone",
            mode="telephone",
            state=done,
            started=AT,
            touched=AT,
            finished=AT,
            town=TOWNS[town[i]],
            seconds=float(seconds[i]),
        )
        told = [Answer("age", str(ages[i])), Answer("sex", SEXES[sexes[i]])]
        told += [Answer(f"q{q + 1}", str(s), int(s)) for q, s in enumerate(scores[i].tolist())]
        yield sitting, told


def rank(url: str) -> tuple[float, float, float]:
    """Rank the stored wave; return seconds, those of a processor, and the peak megabytes."""
    from surveys.service import SurveyService
    from surveys.statistics.population import Population

    started = time.perf_counter()
    database = Database(url)
    groups = [(town, age, sex) for town in TOWNS for age in AGES for sex in SEXES]
    service = SurveyService(
        store=StoredSurveys(database),
        key=b"bench",
        towns=lambda said: [],  # type: ignore[arg-type]
        questionnaire=load(QUESTIONNAIRE),
        population=Population({group: 1000.0 + 7 * i for i, group in enumerate(groups)}),
    )
    ranking = service.ranking(wave=WAVE, level="town", mode=None)
    assert len(ranking.main.regions) == len(TOWNS)
    seconds = time.perf_counter() - started
    database.close()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return seconds, time.process_time(), megabytes


def measured(url: str, answers: int) -> tuple[float, float]:
    """Fill an empty store with so many answers and rank them in a process of its own."""
    database = Database(url)
    database.migrate()
    started = time.perf_counter()
    fill(StoredSurveys(database), answers // QUESTIONS)
    database.close()
    taken = time.perf_counter() - started
    command = [sys.executable, "-m", "bench.surveys_store", "--rank", "--url", url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, processor, megabytes = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{answers:>10,} answers: {seconds:6.1f} s, {processor:.1f} s of processor,"
        f" {megabytes:5.0f} MB"
        f"  (taken in within {taken:.0f} s)",
        flush=True,
    )
    return seconds, megabytes


def main() -> int:
    """Measure and print; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.surveys_store")
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--larger", type=int, default=10_000_000, help="0 leaves it out")
    parser.add_argument("--url", help="an empty database, instead of SQLite; once, without larger")
    parser.add_argument("--rank", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.rank:
        print(json.dumps(rank(given.url)))
        return 0
    if given.url:
        sizes, urls = [given.answers], [given.url]
        return int(not _held(sizes, [measured(given.url, given.answers)]))
    sizes = [given.answers, *([given.larger] if given.larger else [])]
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{Path(folder, str(size))}.db" for size in sizes]
        costs = [measured(url, size) for url, size in zip(urls, sizes, strict=True)]
    return int(not _held(sizes, costs))


def _held(sizes: list[int], costs: list[tuple[float, float]]) -> bool:
    (seconds, megabytes), *larger = costs
    held = seconds <= GOAL_SECONDS and megabytes <= GOAL_MEGABYTES
    for size, (longer, _) in zip(sizes[1:], larger, strict=True):
        growth = longer / seconds / (size / sizes[0])
        print(f"time an answer, beside the smaller store: x{growth:.2f}")
        held = held and growth <= 1
    return held


if __name__ == "__main__":
    sys.exit(main())

"""A quarter's survey through the chat: no answer lost, none doubled, and how fast it goes.

    python -m bench.survey_wave [--citizens 300] [--at-once 60]

Starts a demonstration of its own. Citizens it has never seen post encrypted messages to /wechat
as the platform does (5 s a try, three tries, one message in fifty posted twice), ask for the
survey and answer it in digits, words and Chinese numerals, each waiting for the reply before the
next message; some correct an answer. Afterwards what the store holds is compared, citizen by
citizen, with what was said. Ctrl-C lets those at it finish and then counts. `--citizens 30000`
is the whole wave; a smaller number says how long that would take at the rate reached. Exit code
1 when an answer is lost, doubled or wrong, or the whole wave would not fit into two hours.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bench import load
from bureau.adapters.store.schema.messages import inbox
from bureau.adapters.store.surveys import StoredSurveys
from bureau.places import Gazetteer
from bureau.wiring import Bureau
from ops.demonstration import Demonstration, demonstration
from surveys.questionnaire.model import Questionnaire
from surveys.waves import wave_at
from webhook.envelope import Envelope, envelope_of
from webhook.own_sentences import texts

WHOLE, HOURS = 30_000, 2.0
_TWICE, _CORRECTED = 0.02, 0.1
_NUMERALS = dict(zip("12345", "一二三四五", strict=True))


@dataclass(frozen=True)
class Person:
    """What one citizen says, message by message, and what must then be in the store."""

    openid: str
    says: Sequence[str]
    town: str
    age: str
    scores: tuple[int, ...]


@dataclass
class Tally:
    """What the platform's side has seen so far."""

    seconds: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def people(
    count: int, questionnaire: Questionnaire, places: Gazetteer, chance: random.Random
) -> Iterator[Person]:
    """Make up so many citizens of every town."""
    towns = places.towns()
    run = time.time_ns()
    for number in range(count):
        town = towns[number % len(towns)]
        scores = tuple(chance.randint(1, 5) for _ in questionnaire.scored)
        age = str(chance.randint(18, 70))
        says = ["满意度调查", places.label(town.code), chance.choice(["五年以上", "4", "第三个"])]
        says.append(chance.choice([age, f"{age}岁", f"我今年{age}"]))
        for question, score in zip(questionnaire.scored, scores, strict=True):
            if chance.random() < _CORRECTED / len(scores):
                says += [str(score % 5 + 1), f"不对，是{score}"]
                continue
            value = str(score)
            title = question.options[score - 1].title
            says.append(chance.choice([value, value, f"选{value}", _NUMERALS[value], title]))
        satisfied = scores[[q.id for q in questionnaire.scored].index("satisfaction")] >= 3
        says.append(chance.choice(["蓝色", "2"]) if satisfied else "跳过")
        says.append(chance.choice(["男", "女的", "不想说", "跳过"]))
        yield Person(f"oWave{run}n{number}", says, town.code, age, scores)


class Platform:
    """The platform's side of the door for one citizen."""

    def __init__(self, port: int, envelope: Envelope, tally: Tally, chance: random.Random) -> None:
        self._port = port
        self._envelope = envelope
        self._tally = tally
        self._chance = chance
        self._busy = [texts()[name] for name in ("too_many", "too_fast", "store_away")]

    def say(self, openid: str, words: str) -> None:
        """Deliver one message; one that was turned away is written again, as people do."""
        while True:
            path, body = load.sealed(self._envelope, openid, words)
            started = time.perf_counter()
            reply = self._deliver(path, body)
            with self._tally.lock:
                self._tally.seconds.append(time.perf_counter() - started)
                self._tally.counts["turns"] += 1
                self._tally.counts["late"] += not reply
            if self._chance.random() < _TWICE:
                load.post(self._port, self._envelope, path, body)
                self._count("posted twice")
            if reply not in self._busy:
                break
            self._count("turned away")
            time.sleep(1)
        if not reply:
            time.sleep(0.5)

    def _deliver(self, path: str, body: bytes) -> str:
        for _ in range(load.TRIES):
            reply = load.post(self._port, self._envelope, path, body)
            if reply is not None:
                return reply
            self._count("tried again")
        self._count("given up")
        return ""

    def _count(self, what: str) -> None:
        with self._tally.lock:
            self._tally.counts[what] += 1


class Crowd:
    """So many citizens at once, until all have answered or somebody says stop."""

    def __init__(self, service: Demonstration, persons: Sequence[Person], at_once: int) -> None:
        self._service = service
        self._envelope = envelope_of(service.settings)
        self._waiting = iter(persons)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._at_once = at_once
        self.tally = Tally()
        self.answered: list[Person] = []

    def run(self) -> float:
        """Let them answer; print how it goes; return the seconds it took."""
        threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(self._at_once)]
        started = last = time.monotonic()
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                time.sleep(0.2)
                if time.monotonic() - last > 10:
                    last = time.monotonic()
                    self._report(last - started)
        except KeyboardInterrupt:
            print("stopping: those who have begun finish")
            self._stop.set()
        for thread in threads:
            thread.join()
        return time.monotonic() - started

    def _report(self, seconds: float) -> None:
        count, turns = len(self.answered), self.tally.counts["turns"]
        print(f"{seconds:6.0f} s  {count:6} citizens  {turns / seconds:6.1f} turns/s", flush=True)

    def _visit(self, number: int) -> None:
        port, chance = self._service.settings.port, random.Random(number)
        platform = Platform(port, self._envelope, self.tally, chance)
        while not self._stop.is_set():
            with self._lock:
                person = next(self._waiting, None)
            if person is None:
                return
            for words in person.says:
                platform.say(person.openid, words)
            with self._lock:
                self.answered.append(person)


def processor(service: Demonstration) -> dict[str, float]:
    """Return the processor seconds that each process of the service has used."""
    tick = os.sysconf("SC_CLK_TCK")
    used = {}
    for name, pid in service.processes().items():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used[name] = (int(fields[11]) + int(fields[12])) / tick
    return used


def settle(bureau: Bureau, patience: float = 120) -> int:
    """Wait until no message is unfinished; return how many still are."""
    unfinished = 0
    for _ in range(int(patience * 2)):
        with bureau.database.reading() as connection:
            unfinished = connection.scalar(select(func.count()).where(inbox.c.state != "done")) or 0
        if not unfinished:
            break
        time.sleep(0.5)
    return unfinished


def compare(bureau: Bureau, wave: str, persons: Sequence[Person], before: int) -> Counter[str]:
    """Compare what was said with what the store holds."""
    service = bureau.survey_service
    names = [question.id for question in service.questionnaire(at=datetime.now(UTC)).scored]
    table = StoredSurveys(bureau.database).table(wave, scored=names, extra=["age"])
    rows: dict[str, list[int]] = {}
    for row, respondent in enumerate(table.respondent):
        rows.setdefault(respondent, []).append(row)
    found: Counter[str] = Counter(complete=len(table.respondent) - before)
    for person in persons:
        key = bureau.citizens.known(person.openid)
        held = rows.get(service.respondent(wave, key), []) if key else []
        found["lost"] += not held
        found["doubled"] += len(held) > 1
        found["wrong"] += any(
            (table.town[row], table.extra["age"][row], tuple(table.scores[row].tolist()))
            != (person.town, person.age, person.scores)
            for row in held
        )
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.survey_wave")
    parser.add_argument("--citizens", type=int, default=300, help=f"{WHOLE} is the whole wave")
    parser.add_argument("--at-once", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with demonstration() as service:
        bureau = Bureau(service.settings)
        survey, at = bureau.survey_service, datetime.now(UTC)
        wave = wave_at(at)
        before = survey.waves.responses(wave=wave).complete
        chance = random.Random(given.seed)
        persons = list(people(given.citizens, survey.questionnaire(at=at), bureau.places, chance))
        crowd = Crowd(service, persons, given.at_once)
        idle = processor(service)
        seconds = crowd.run()
        used = {name: spent - idle[name] for name, spent in processor(service).items()}
        unfinished = settle(bureau)
        found = compare(bureau, wave, crowd.answered, before)
        bureau.close()
    each = {name: 1000 * spent / crowd.tally.counts["turns"] for name, spent in used.items()}
    print("processor ms a turn:", ", ".join(f"{name} {ms:.1f}" for name, ms in each.items()))
    return _tell(crowd, seconds, unfinished, found)


def _tell(crowd: Crowd, seconds: float, unfinished: int, found: Counter[str]) -> int:
    counts, answered = crowd.tally.counts, len(crowd.answered)
    times = load.Result(seconds=crowd.tally.seconds)
    rate = answered / seconds
    hours = WHOLE / rate / 3600 if rate else float("inf")
    print(
        f"{answered} citizens, {counts['turns']} turns in {seconds:.0f} s: {rate:.2f} citizens/s, "
        f"{counts['turns'] / seconds:.1f} turns/s, a reply after p50 "
        f"{times.percentile(0.5):.0f} ms, p99 {times.percentile(0.99):.0f} ms"
    )
    others = ("late", "posted twice", "tried again", "turned away", "given up")
    print(", ".join(f"{name} {counts[name]}" for name in others), f"unfinished {unfinished}")
    print(f"complete {found['complete']} of {answered}: ", end="")
    print(", ".join(f"{name} {found[name]}" for name in ("lost", "doubled", "wrong")))
    least = WHOLE / HOURS / 3600
    print(f"{WHOLE} citizens at this rate: {hours:.2f} hours (two hours need {least:.2f}/s)")
    bad = found["lost"] or found["doubled"] or found["wrong"] or unfinished
    return 1 if bad or found["complete"] != answered or hours > HOURS else 0


if __name__ == "__main__":
    sys.exit(main())

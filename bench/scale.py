"""More processes, more turns: 1, 2 and 4 pairs on PostgreSQL and Redis, and some of them killed.

    python -m bench.scale [--pairs 1,2,4] [--citizens 12] [--out docs/scale.md]

A pair is a web process with a worker, an action server and an assistant, pinned to one processor
of the machine (several pairs to the same one, where there are more of them). What counts is how
many turns a second of processor time gives, with the database's and Redis' time counted: with
more pairs it must stay within 15 % of one pair's, measured by turns on the same machine. As many
pairs that share nothing, each with a database and a Redis of its own, tell what of the rest is the
price of sharing and what the price of so many processes on so few processors. Then two pairs
serve while processes are killed and a third pair is added: nothing may be lost, doubled or out of
order. Prints it all, and what it comes to for 5.5 million residents. Exit code 1 when a promise is
not kept.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from bench import load
from bench.doors.settings import SECRETS
from bench.faults_count import Count
from bench.faults_world import Platform
from bench.scale_citizens import Citizens, settled
from bench.scale_world import Pair, World, world
from webhook.envelope import Envelope

VISIT = (
    "你好",
    "昨晚十一点多王店那边一股塑料味",
    "吉祥路塑料厂旁边",
    "算了",
    "现在南湖区空气怎么样",
    "谢谢",
)
WITHIN = 0.15
TEMPLATE = Path(__file__).with_name("scale_page.txt")
RESIDENTS = 5_500_000
FOLLOWERS = 2_000_000
# Of those whom an invitation reaches, how many write within the first hour, and how often.
ANSWERING, MESSAGES = 0.1, 12
TURNS = 1000  # a second: what shall be carried
CORES = 8  # of a machine
# Of a pair at most: the pools of web, worker and actions (30 each), Rasa, leader, group commit.
CONNECTIONS = 95
BUSY = 0.6  # of its processors, so that a burst finds room
_people = itertools.count(time.time_ns())


@dataclass
class Cost:
    """What a number of pairs did: turns, seconds, processor seconds by part."""

    pairs: int
    turns: int
    failed: int
    seconds: float
    cpu: Counter[str]

    def __add__(self, other: Cost) -> Cost:
        turns, failed = self.turns + other.turns, self.failed + other.failed
        return Cost(self.pairs, turns, failed, self.seconds + other.seconds, self.cpu + other.cpu)

    @property
    def per_processor_second(self) -> float:
        """Turns that a second of processor time gives, everything counted."""
        return self.turns / self.cpu.total()

    @property
    def without_database(self) -> float:
        """Turns that a second of our own processes' time gives."""
        return self.turns / (self.cpu.total() - self.cpu["database"] - self.cpu["redis"])


Pairs = tuple[Cost, Cost]
"""What all pairs cost, and one of them alone, by turns."""


def envelope() -> Envelope:
    """Return the platform's cipher."""
    return Envelope(
        token=SECRETS["WECHAT_TOKEN"],
        appid=SECRETS["WECHAT_APPID"],
        aes_key=SECRETS["WECHAT_AES_KEY"],
    )


def measure(made: World, pairs: Sequence[Pair], citizens: int) -> Cost:
    """Let citizens talk to these pairs at once."""
    door = envelope()

    def talks() -> list[list[tuple[str, bytes]]]:
        people = (f"oScale{next(_people)}" for _ in range(citizens))
        return [[load.sealed(door, person, words) for words in VISIT] for person in people]

    before, results = made.cpu(pairs), {}
    begun = time.monotonic()

    def at(port: int, what: list[list[tuple[str, bytes]]]) -> None:
        results[port] = load.run(port, what, timeout=30.0)

    threads = [threading.Thread(target=at, args=(pair.port, talks())) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    used = made.cpu(pairs)
    used.subtract(before)
    turns = sum(len(result.seconds) for result in results.values())
    failed = sum(result.failed for result in results.values())
    return Cost(len(pairs), turns, failed, seconds, used)


def beside_one(made: World, citizens: int, rounds: int) -> Pairs:
    """Measure all pairs and one of them alone by turns, so that both meet the same machine."""
    made.settle()
    measure(made, made.pairs, 4)  # warm
    alone = made.pairs[:1]
    costs, ones = [], []
    for _ in range(rounds):
        costs.append(measure(made, made.pairs, citizens))
        ones.append(measure(made, alone, citizens))
    return sum(costs[1:], costs[0]), sum(ones[1:], ones[0])


def apart(pairs: int, citizens: int, rounds: int) -> Cost:
    """Measure as many pairs at once, each with a database and a Redis of its own."""
    with ExitStack() as ending:
        worlds = [ending.enter_context(world(pinned=number)) for number in range(pairs)]
        for made in worlds:
            made.wait(made.add())
        for made in worlds:
            made.settle()
        with ThreadPoolExecutor(pairs) as pool:

            def at_once(citizens: int) -> list[Cost]:
                return list(pool.map(lambda made: measure(made, made.pairs, citizens), worlds))

            at_once(4)  # warm
            costs = [cost for _ in range(rounds) for cost in at_once(citizens)]
    return replace(sum(costs[1:], costs[0]), pairs=pairs)


def killing(made: World, citizens: int, messages: int, seed: int) -> Count:
    """Let citizens write to any web process while some are killed and a pair is added."""
    chance = random.Random(seed)
    ports = [pair.port for pair in made.pairs]
    platform = Platform(ports[0], envelope(), others=ports[1:])
    people = Citizens(platform, citizens, messages, seed)
    people.begin()
    kills: Counter[str] = Counter()
    for part in ("web", "worker", "rasa", "actions", "web"):
        until = time.monotonic() + 3 + 2 * chance.random()
        while time.monotonic() < until:
            time.sleep(0.2)
        victim = chance.choice(made.pairs[:2]).part(part)
        victim.kill()
        kills[part] += 1
        if kills.total() == 2:
            added = made.add()
            platform.others.append(added.port)  # at once: what it does not take yet comes again
    people.end()
    counted = settled(made, people)
    killed = ", ".join(f"{part} {times}" for part, times in kills.items())
    counted.lines.insert(0, f"killed: {killed}; added: 1 pair")
    return counted


def page(costs: list[Pairs], sharing: Cost | None, counted: Count | None) -> str:
    """Return what was measured and what it comes to, as a page."""
    last = costs[-1][0]
    ms = {part: seconds / last.turns * 1000 for part, seconds in last.cpu.items()}
    whole = sum(ms.values())
    processors = TURNS * whole / 1000 / BUSY
    slowest = max(("rasa", "web", "actions"), key=lambda part: ms[part])
    pairs = math.ceil(TURNS * ms[slowest] / 1000 / BUSY)
    hour = FOLLOWERS * ANSWERING * MESSAGES
    return TEMPLATE.read_text(encoding="utf-8").format(
        rows="\n".join(_row(pair) for pair in costs),
        sharing=_sharing(costs[-1][0], sharing),
        killed=counted.text if counted is not None else "not measured in this run",
        residents=f"{RESIDENTS:,}",
        turns=f"{TURNS:,}",
        followers=f"{FOLLOWERS:,}",
        share=f"{ANSWERING:.0%}",
        messages=MESSAGES,
        busy=f"{BUSY:.0%}",
        cores=CORES,
        whole=f"{whole:.1f}",
        processors=math.ceil(processors),
        machines=math.ceil(processors / CORES),
        pairs=pairs,
        average=f"{hour / 3600:.0f}",
        spread=f"{hour / 3600 / 3:.0f}",
        rasa_ms=f"{ms['rasa']:.1f}",
        rasa_turns=f"{1000 / ms['rasa']:.0f}",
        database_ms=f"{ms['database']:.1f}",
        database_turns=f"{CORES * BUSY * 1000 / ms['database']:.0f}",
        connections=CONNECTIONS,
        all_connections=pairs * CONNECTIONS,
    )


def _ratio(pair: Pairs) -> float:
    cost, one = pair
    return cost.per_processor_second / one.per_processor_second


def _sharing(cost: Cost, alone: Cost | None) -> str:
    if alone is None:
        return "As many pairs that share nothing: not measured in this run."
    return (
        f"{alone.pairs} pairs that share nothing, on the same processors: "
        f"{alone.per_processor_second:.1f} turns per processor second. Sharing gives "
        f"{cost.per_processor_second / alone.per_processor_second:.2f} of it."
    )


def _verdict(costs: list[Pairs]) -> str:
    ratios = ", ".join(f"{pair[0].pairs} pairs {_ratio(pair):.2f}" for pair in costs)
    kept = "kept" if all(_ratio(pair) >= 1 - WITHIN for pair in costs) else "NOT KEPT"
    return f"verdict: of one pair's turns {ratios}; at least {1 - WITHIN:.2f}: {kept}"


def _row(pair: Pairs) -> str:
    cost, one = pair
    parts = ("web", "rasa", "actions", "worker", "database", "redis")
    each = [f"{cost.cpu[part] / cost.turns * 1000:.1f}" for part in parts]
    rate, alone = f"{cost.per_processor_second:.1f}", f"{one.per_processor_second:.1f}"
    ours = f"{cost.without_database:.1f} / {one.without_database:.1f}"
    cells = (cost.pairs, cost.turns, cost.failed, rate, alone, f"{_ratio(pair):.2f}", ours, *each)
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Measure, print, and say whether what was promised holds."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("--pairs", default="1,2,4")
    parser.add_argument("--citizens", type=int, default=12, help="of each pair at once")
    parser.add_argument("--messages", type=int, default=10, help="of each while some are killed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for logs, kept afterwards")
    parser.add_argument("--only", choices=("costs", "kills"))
    parser.add_argument("--out", type=Path)
    wish = parser.parse_args()
    costs: list[Pairs] = []
    sharing: Cost | None = None
    counted: Count | None = None
    if wish.only != "kills":
        with world(wish.keep, pinned=0) as made:
            for pairs in sorted(int(number) for number in wish.pairs.split(",")):
                while len(made.pairs) < pairs:
                    made.wait(made.add())
                costs.append(beside_one(made, wish.citizens, wish.rounds))
                cost, one = costs[-1]
                print(
                    f"{pairs} pairs: {cost.turns} turns, {cost.failed} failed, "
                    f"{cost.per_processor_second:.1f} turns per processor second, one of them "
                    f"alone {one.per_processor_second:.1f}", flush=True
                )  # fmt: skip
        if costs[-1][0].pairs > 1:
            sharing = apart(costs[-1][0].pairs, wish.citizens, wish.rounds)
            print(_sharing(costs[-1][0], sharing), flush=True)
    if wish.only != "costs":
        with world(wish.keep) as made:
            for _ in range(2):
                made.wait(made.add())
            counted = killing(made, wish.citizens, wish.messages, wish.seed)
            print(counted.text, flush=True)
    kept = counted is None or counted.right
    if costs:
        said = page(costs, sharing, counted)
        kept = kept and all(_ratio(pair) >= 1 - WITHIN and not pair[0].failed for pair in costs)
        if wish.out:
            wish.out.write_text(said, encoding="utf-8")
        else:
            print(said)
        print(_verdict(costs))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

"""The whole service as a citizen meets it: start, memory, a turn, a crowd.

    python -m bench.service [--turns 60]

Starts a demonstration of its own and speaks to it through the encrypted door. Prints the seconds
from the start to the first answered message, the memory of all processes, how long one citizen
waits for the answer to a greeting and to a message of a report, and how long 1, 30 and 100
citizens wait, with the share of answers that went back within the platform's 5 s. Exit code 1
when a floor is missed.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import load
from ops.demonstration import Demonstration, demonstration
from webhook.envelope import Envelope, envelope_of

REPORT = ("昨晚十一点多王店那边一股塑料味", "吉祥路塑料厂旁边", "算了")
VISIT = ("你好", "现在南湖区空气怎么样", "我的举报怎么样了", *REPORT, "镇街排名", "谢谢")
CROWDS = (1, 30, 100)
# Seconds, megabytes, milliseconds: what the service must keep to.
FLOORS = {"start": 10.0, "memory": 900.0, "greeting": 30.0, "report turn": 80.0}
_people = itertools.count(time.time_ns())


def talk(
    service: Demonstration, envelope: Envelope, said: Sequence[str], people: int = 1
) -> load.Result:
    """Let so many people, each of them new, say the same at once, one message after the other."""
    talks = []
    for _ in range(people):
        person = f"oBench{next(_people)}"
        talks.append([load.sealed(envelope, person, words) for words in said])
    return load.run(service.settings.port, talks, timeout=10.0)


def memory_mb(service: Demonstration) -> float:
    """Megabytes of all processes, shared pages counted once (PSS)."""
    total = 0
    for pid in service.processes().values():
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.service")
    parser.add_argument("--turns", type=int, default=60, help="turns of one citizen, each kind")
    given = parser.parse_args(arguments)
    with demonstration() as service:
        envelope = envelope_of(service.settings)
        first = talk(service, envelope, ["你好"])
        measured = {"start": service.seconds + first.whole}
        talk(service, envelope, VISIT * 3)  # warm
        measured["greeting"] = talk(service, envelope, ["你好"] * given.turns).percentile(0.5)
        turns = talk(service, envelope, REPORT * (given.turns // 3))
        measured["report turn"] = turns.percentile(0.5)
        crowds = {n: talk(service, envelope, VISIT * max(1, 8 // n), n) for n in CROWDS}
        measured["memory"] = memory_mb(service)
    units = {"start": "s", "memory": "MB", "greeting": "ms", "report turn": "ms"}
    held = True
    for name, floor in FLOORS.items():
        kept = measured[name] <= floor
        held = held and kept
        mark = "" if kept else "   MISSED"
        print(f"{name:12} {measured[name]:7.1f} {units[name]:2} (at most {floor:g}){mark}")
    for people, result in crowds.items():
        share = result.passive / len(result.seconds)
        waits = f"p50 {result.percentile(0.5):.0f} ms, p99 {result.percentile(0.99):.0f} ms"
        print(
            f"{people:>4} citizens: {result.rate:.1f} turns/s, {waits}, "
            f"passive within 5 s {share:.1%}, failed {result.failed}"
        )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

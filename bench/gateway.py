"""The gateway beside WeRobot: `python -m bench.gateway`.

Encrypted text messages a second through our gateway (each stored durably before it is acted on,
and its answer before it leaves, with Rasa replaced by an instant echo) and through WeRobot, under
the same server with the same threads, runs interleaved, medians, with the processor time a message
of the door and of its database. Both in several processes: ours over one PostgreSQL, WeRobot with
our own tuning of the process (`ops.web.tune`), once storing what it can store, a session a citizen
by its own PostgreSQL storage, and once storing nothing. As one process: ours on SQLite, WeRobot
tuned, and WeRobot as its manual serves it. How long citizens wait for the real assistant is
`bench.service`. Exit code 1 if ours in several processes carries less than WeRobot storing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench import load
from bench.doors.settings import SECRETS
from bench.faults_world import Postgres
from bench.scale_world import database_cpu, process_cpu
from bureau.adapters.store.engine import Database
from webhook.envelope import Envelope

_OURS, _WEROBOT = "bench.doors.ours", "bench.doors.werobot_echo"


@dataclass
class Door:
    """A door under measurement, its messages a second and its processor time, a run each."""

    name: str
    command: tuple[str, ...]
    several: bool = False
    stores: bool = False  # in PostgreSQL
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Messages a second, the median."""
        return statistics.median(self.rates)


def doors() -> list[Door]:
    """Return the doors: ours, then what it is compared with."""
    return [
        Door("ours", (_OURS,), several=True, stores=True),
        Door("werobot storing", (_WEROBOT, "--tuned", "--stores"), several=True, stores=True),
        Door("werobot tuned", (_WEROBOT, "--tuned"), several=True),
        Door("ours, one on SQLite", (_OURS,)),
        Door("werobot tuned, one", (_WEROBOT, "--tuned")),
        Door("werobot by its manual", (_WEROBOT,)),
    ]


def echo(
    compared: list[Door], *, port: int, messages: int, citizens: int, rounds: int, processes: int
) -> None:
    """Measure the doors by turns."""
    with tempfile.TemporaryDirectory(prefix="pg") as home:
        database = Postgres(Path(home) / "data")
        try:
            store = Database(database.url)
            store.migrate()
            store.close()
            for _ in range(rounds):
                for door in compared:
                    ports = [port + n for n in range(processes if door.several else 1)]
                    _measure(door, ports, database, messages, citizens)
        finally:
            database.stop()


def _measure(
    door: Door, ports: list[int], database: Postgres, messages: int, citizens: int
) -> None:
    envelope = Envelope(
        token=SECRETS["WECHAT_TOKEN"],
        appid=SECRETS["WECHAT_APPID"],
        aes_key=SECRETS["WECHAT_AES_KEY"],
    )
    each = citizens // len(ports)
    with tempfile.TemporaryDirectory() as var, ThreadPoolExecutor(len(ports)) as pool:
        env = {"VAR_DIR": var} | ({"DATABASE_URL": database.url} if door.stores else {})
        started = [_start(door.command, port, env) for port in ports]

        def post(messages: int) -> list[load.Result]:
            talks = [_talks(envelope, port, each, messages) for port in ports]
            return list(pool.map(load.run, ports, talks))

        try:
            post(20)  # warm
            before = sum(process_cpu(process.pid) for process in started), database_cpu(database)
            results = post(messages // citizens)
            after = sum(process_cpu(process.pid) for process in started), database_cpu(database)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()
    done = sum(len(result.seconds) for result in results)
    failed = sum(result.failed for result in results)
    if failed or sum(result.passive for result in results) != done:
        raise SystemExit(f"{door.name}: {failed} failed")
    door.rates.append(done / max(result.whole for result in results))
    door.cpu.append((after[0] - before[0]) / done * 1000)
    door.database.append((after[1] - before[1]) / done * 1000 if door.stores else 0.0)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.gateway")
    parser.add_argument("--messages", type=int, default=3200)
    parser.add_argument("--citizens", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--port", type=int, default=45020)
    wish = parser.parse_args()
    compared = doors()
    echo(
        compared, port=wish.port, messages=wish.messages, citizens=wish.citizens,
        rounds=wish.rounds, processes=wish.processes,
    )  # fmt: skip
    ours, storing = compared[:2]
    for door in compared:
        print(
            f"{door.name:<22}{wish.processes if door.several else 1} processes "
            f"{door.rate:6.0f} messages/s; ours is {ours.rate / door.rate:.2f} of it; processor ms "
            f"a message {statistics.median(door.cpu):.2f}, database "
            f"{statistics.median(door.database):.2f}"
        )
    print(json.dumps({door.name: door.rates for door in compared}))
    ratio = ours.rate / storing.rate
    print(
        f"verdict: {ratio:.2f} of WeRobot that stores too: {'kept' if ratio >= 1 else 'NOT KEPT'}"
    )
    return int(ratio < 1)


def _talks(
    envelope: Envelope, port: int, citizens: int, each: int
) -> list[list[tuple[str, bytes]]]:
    return [
        [load.sealed(envelope, f"oBench{port}-{number}", f"第{turn}句") for turn in range(each)]
        for number in range(citizens)
    ]


def _start(door: tuple[str, ...], port: int, env: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", *door],
        env={**os.environ, **env, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).resolve().parent.parent,
    )
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/wechat", timeout=1, trust_env=False)
            return process
        except httpx.HTTPError:
            time.sleep(0.1)
    process.kill()
    raise SystemExit(f"{door[0]} does not start")


if __name__ == "__main__":
    sys.exit(main())

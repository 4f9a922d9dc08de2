"""Nothing lost, nothing doubled, order kept, whatever is killed: `python -m bench.faults`.

200 citizens write 10 messages each through the encrypted door while the web process, the
worker, Rasa and the action server are killed at random and PostgreSQL is restarted as in a
crash. The platform's part is played as it documents itself: 5 s a try, three tries. The
citizens report what disturbs them and confirm, so every message has its answer and every
confirmation its case. With `--stand-in` an echo that keeps Rasa's promise (a message key is
answered once, however often it is asked) stands for Rasa and the action server.

Then one fault at a time, while ten citizens write on (`bench.faults_scenes`): a writer's lock of
40 s, clocks that differ by ten minutes, hung processes, a changed key, half-open connections, a
full disk; health shall name each within 10 s. `--only scenes` or `--only kills` plays one part.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import httpx

from bench.doors.settings import SECRETS
from bench.faults_count import Count, Written, count, waiting
from bench.faults_scenes import Scenes, small_disk
from bench.faults_world import ROOT, Platform, Postgres, Process, environment
from bureau.adapters.store.engine import Database
from webhook.envelope import Envelope

REPORTS = (
    "昨晚十点王店镇塑料厂那边很臭，熏得睡不着",
    "今天早上七点新丰镇镇北桥下的河水发黑发臭",
    "昨天下午三点油车港镇兴港路工地噪音很大",
    "前天中午濮院镇永乐路那边一股塑料味",
    "今天凌晨两点独山港镇化工园区一股农药味",
)
CONFIRM = "确认"
START = 180.0  # seconds that everything may take to answer first, on a slow machine
REST = 300.0  # and what is late, to be settled at the end


def main() -> int:
    """Run the test; return 1 when a message was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults")
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--messages", type=int, default=10)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between kills")
    parser.add_argument("--gap", type=float, default=8.0, help="seconds between messages, at most")
    parser.add_argument("--port", type=int, default=45030)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stand-in", action="store_true", help="an echo instead of Rasa")
    parser.add_argument("--sqlite", action="store_true", help="instead of PostgreSQL")
    parser.add_argument("--keep", help="a folder for logs and SQLite files, kept afterwards")
    parser.add_argument("--only", choices=("kills", "scenes"), help="one part of the test")
    parser.add_argument("--scene", default="", help="the scenes whose names begin so")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        if wish.keep:
            var = wish.keep
            Path(var).mkdir(parents=True, exist_ok=True)
        with small_disk(var):
            counted = run(wish, var)
    print(counted.text)
    return 0 if counted.right else 1


def run(wish: argparse.Namespace, var: str) -> Count:
    """Start everything, let citizens write and processes die, then count."""
    chance = random.Random(wish.seed)
    mortals: list[Process | Postgres] = []
    url = f"sqlite:///{var}/assistant.db"
    if not wish.sqlite:
        # The server's socket lies beside its data, and a socket's path may not be long.
        mortals.append(Postgres(Path(tempfile.mkdtemp(prefix="pg")) / "data"))
        url = mortals[0].url  # type: ignore[union-attr]
    env = environment(var, wish.port, url, SECRETS)
    processes = _processes(env, stand_in=wish.stand_in)
    twin = Process(
        "platform",
        [sys.executable, "-m", "bench.doors.twin", str(wish.port + 2), var],
        env,
    )
    try:
        Database(url).migrate()
        for process in [twin, *processes]:
            process.start()
        world = Platform(wish.port, _envelope(), wish.stand_in)
        _await_answer(world, processes)
        written: list[Written] = []
        if wish.only != "scenes":
            _live(wish, world, [*mortals, *processes], chance, written)
        scenes = Scenes(world, processes, url, partial(_citizen, world, written))
        if wish.only != "kills":
            scenes.play(wish.scene)
        database = Database(url)
        deadline = time.monotonic() + REST
        while waiting(database) and time.monotonic() < deadline:
            for process in processes:
                process.keep()
            time.sleep(0.5)
        sent = httpx.get(f"http://127.0.0.1:{wish.port + 2}/told/sent", trust_env=False).json()
        counted = count(database, written, world, sent, confirm=None if wish.stand_in else CONFIRM)
        database.close()
        kills = ", ".join(f"{mortal.name} {mortal.kills}" for mortal in [*mortals, *processes])
        counted.lines[:0] = [*scenes.lines, f"killed: {kills}"]
        counted.faults["promises of health"] = scenes.broken
        return counted
    finally:
        for mortal in [*processes, twin, *mortals]:
            mortal.stop()


def _processes(env: dict[str, str], *, stand_in: bool) -> list[Process]:
    python, var = sys.executable, env["VAR_DIR"]
    service = [
        Process("web", [python, "-m", "ops.web"], env),
        Process("worker", [python, "-m", "webhook.worker"], env),
    ]
    if stand_in:
        echo = [python, "-m", "bench.doors.steady_rasa", env["RASA_PORT"], var]
        return [*service, Process("rasa", echo, env)]
    rasa = [str(ROOT / "bot/.venv/bin/python"), "-m", "bot.launcher", "run"]
    return [
        *service,
        Process("rasa", rasa, env),
        Process("actions", [python, "-m", "actions"], env),
    ]


def _envelope() -> Envelope:
    return Envelope(
        token=SECRETS["WECHAT_TOKEN"],
        appid=SECRETS["WECHAT_APPID"],
        aes_key=SECRETS["WECHAT_AES_KEY"],
    )


def _await_answer(world: Platform, processes: list[Process]) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        for process in processes:
            process.keep()
        try:
            address = f"http://127.0.0.1:{world.port}/healthz"
            key = {"Authorization": f"Bearer {SECRETS['HEALTH_KEY']}"}
            health = httpx.get(address, headers=key, timeout=5, trust_env=False).json()
        except (httpx.HTTPError, ValueError):
            health = {}
        if health.get("database") == "ok" and health.get("rasa") == "ok":
            return
        time.sleep(0.5)
    raise SystemExit(f"the service does not start: {health}")


def _live(
    wish: argparse.Namespace,
    world: Platform,
    mortals: list[Process | Postgres],
    chance: random.Random,
    written: list[Written],
) -> None:
    citizens = [
        _citizen(world, written, number, wish, chance.random()) for number in range(wish.citizens)
    ]
    for citizen in citizens:
        citizen.start()
    while any(citizen.is_alive() for citizen in citizens):
        until = time.monotonic() + wish.pause * (0.5 + chance.random())
        while time.monotonic() < until:
            time.sleep(0.2)
            for mortal in mortals:
                mortal.keep()
        chance.choice(mortals).kill()


def _citizen(
    world: Platform, written: list[Written], number: int, wish: argparse.Namespace, offset: float
) -> threading.Thread:
    return threading.Thread(target=_write, args=(world, number, wish, offset, written))


def _write(
    world: Platform, number: int, wish: argparse.Namespace, offset: float, written: list[Written]
) -> None:
    mine = random.Random(f"{wish.seed}/{number}")
    time.sleep(offset * wish.gap)
    openid = f"oFault{number}"
    for turn in range(wish.messages):
        text = f"c{number}-{turn}"
        if not world.stand_in:
            report = REPORTS[(number + turn // 2) % len(REPORTS)]
            text = CONFIRM if turn % 2 else report
        written.append(Written(openid, turn, text, world.deliver(openid, text)))
        time.sleep(wish.gap * mine.random())


if __name__ == "__main__":
    sys.exit(main())

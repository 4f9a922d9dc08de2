"""Nothing lost, nothing doubled, order kept, whatever is killed: `python -m bench.faults`.

200 citizens write 10 messages each through the encrypted door while the web process, the
worker and the assistant are killed at random and started again. The platform's part is
played as it documents itself: 5 s a try, three tries. A stand-in for Rasa keeps its promise
(a message key is answered once, however often it is asked) and stores it, so that every
answer can be counted: passive ones by what the citizen read, late ones by what the platform's
twin took.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import xmltodict

from bench import load
from bench.doors.settings import SECRETS
from webhook.envelope import Envelope

ROOT = Path(__file__).resolve().parent.parent
TRY = 5.0
TRIES = 3


@dataclass
class Process:
    """A process that is started again whenever it is killed."""

    name: str
    command: list[str]
    env: dict[str, str]
    kills: int = 0
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its output goes to a file of its name."""
        with Path(self.env["VAR_DIR"], f"{self.name}.log").open("ab") as log:
            self.running = subprocess.Popen(
                self.command, env=self.env, cwd=ROOT, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """Kill it as the kernel would, and start it again."""
        assert self.running is not None
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()
        self.kills += 1
        self.start()

    def stop(self) -> None:
        """End it for good."""
        if self.running is not None:
            self.running.kill()
            self.running.wait()


@dataclass
class Platform:
    """The platform's side: posts each message, tries again, and notes what was read."""

    port: int
    envelope: Envelope
    read: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    tries: int = 0

    def deliver(self, openid: str, text: str) -> None:
        """Post one message as the platform does."""
        path, body = load.sealed(self.envelope, openid, text)
        for _ in range(TRIES):
            started = time.monotonic()
            self.tries += 1
            words = self._try(path, body)
            if words is not None:
                if words.startswith("答"):
                    with self.lock:
                        self.read.update(words.removeprefix("答").split())
                return
            time.sleep(max(0.0, TRY - (time.monotonic() - started)))

    def _try(self, path: str, body: bytes) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TRY)
        try:
            connection.request("POST", path, body)
            response = connection.getresponse()
            data = response.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if response.status != 200:
            return None
        if data in ("", "success"):
            return ""
        xml = xmltodict.parse(self.envelope.unseal(data))["xml"]
        return str(xml.get("Content", ""))


def main() -> int:
    """Run the test; return 1 when a message was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults")
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--messages", type=int, default=10)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between kills")
    parser.add_argument("--gap", type=float, default=4.0, help="seconds between messages")
    parser.add_argument("--port", type=int, default=45030)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for databases and logs, kept afterwards")
    wish = parser.parse_args()
    if wish.keep:
        Path(wish.keep).mkdir(parents=True, exist_ok=True)
        return run(wish, wish.keep)
    with tempfile.TemporaryDirectory() as var:
        return run(wish, var)


def run(wish: argparse.Namespace, var: str) -> int:
    """Start everything, let citizens write and processes die, then count."""
    chance = random.Random(wish.seed)
    rasa, twin = wish.port + 1, wish.port + 2
    env = {
        **os.environ,
        **SECRETS,
        "DEMO": "0",
        "VAR_DIR": var,
        "PORT": str(wish.port),
        "RASA_PORT": str(rasa),
        "WECHAT_API_URL": f"http://127.0.0.1:{twin}",
    }
    python = sys.executable
    processes = [
        Process("web", [python, "-m", "webhook.serve"], env),
        Process("worker", [python, "-m", "webhook.worker"], env),
        Process("rasa", [python, "-m", "bench.doors.steady_rasa", str(rasa), var], env),
    ]
    platform = Process("platform", [python, "-m", "bench.doors.twin", str(twin), var], env)
    for process in [platform, *processes]:
        process.start()
    try:
        _await(wish.port)
        envelope = Envelope(
            token=SECRETS["WECHAT_TOKEN"],
            appid=SECRETS["WECHAT_APPID"],
            aes_key=SECRETS["WECHAT_AES_KEY"],
        )
        world = Platform(wish.port, envelope)
        citizens = [
            threading.Thread(target=_write, args=(world, number, wish, chance.random()))
            for number in range(wish.citizens)
        ]
        for citizen in citizens:
            citizen.start()
        while any(citizen.is_alive() for citizen in citizens):
            time.sleep(wish.pause * (0.5 + chance.random()))
            chance.choice(processes).kill()
        return _count(wish, world, processes, var, twin)
    finally:
        for process in [*processes, platform]:
            process.stop()


def _write(world: Platform, number: int, wish: argparse.Namespace, offset: float) -> None:
    time.sleep(offset * wish.gap)
    for turn in range(wish.messages):
        world.deliver(f"oFault{number}", f"c{number}-{turn}")
        time.sleep(wish.gap * 0.25)


def _count(
    wish: argparse.Namespace, world: Platform, processes: list[Process], var: str, twin: int
) -> int:
    database = sqlite3.connect(Path(var, "assistant.db"))
    for _ in range(240):  # what is late comes now
        waiting = database.execute("SELECT count(*) FROM inbox WHERE state <> 'done'").fetchone()[0]
        waiting += database.execute(
            "SELECT count(*) FROM outbox WHERE outcome IN ('queued', 'sending')"
        ).fetchone()[0]
        if waiting == 0:
            break
        time.sleep(0.5)
    accepted = [
        row[0] for row in database.execute("SELECT json_extract(body, '$.text') FROM inbox")
    ]
    late = Counter(
        words.removeprefix("答")
        for text in httpx.get(f"http://127.0.0.1:{twin}/told/sent").json()
        for words in text.split()
        if words.startswith("答")
    )
    kept = Counter(
        row[0].removeprefix("答")
        for row in database.execute(
            "SELECT json_extract(body, '$.text') FROM outbox WHERE outcome = 'kept'"
        )
    )
    answers = {text: world.read[text] + late[text] + kept[text] for text in accepted}
    lost = [text for text, count in answers.items() if count == 0]
    doubled = [text for text, count in answers.items() if count > 1]
    heard = sqlite3.connect(Path(var, "rasa.db")).execute("SELECT said FROM turns ORDER BY id")
    order: dict[str, int] = {}
    disordered = []
    for (said,) in heard:
        citizen, turn = said.split("-")
        if int(turn) < order.get(citizen, -1):
            disordered.append(said)
        order[citizen] = int(turn)
    kills = ", ".join(f"{process.name} {process.kills}" for process in processes)
    print(f"killed: {kills}")
    print(f"written {wish.citizens * wish.messages}, tries {world.tries}, accepted {len(accepted)}")
    print(f"answered passively {sum(world.read.values())}, late {sum(late.values())}, ", end="")
    print(f"kept for the next message (the window's count was spent) {sum(kept.values())}")
    print(f"unfinished {waiting}, lost {len(lost)}, doubled {len(doubled)}", end=", ")
    print(f"out of order {len(disordered)}")
    for name, texts in (("lost", lost), ("doubled", doubled), ("disordered", disordered)):
        if texts:
            print(name, texts[:20])
    return 1 if waiting or lost or doubled or disordered else 0


def _await(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/wechat", timeout=1, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the web process does not start")


if __name__ == "__main__":
    sys.exit(main())

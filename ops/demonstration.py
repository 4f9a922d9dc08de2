"""A whole demonstration on free ports over an empty store, for pictures and measurements."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bureau.settings import ROOT, Settings, load
from ops.ports import free_port

_LOGIN = re.compile(r"admin / (\S+)")


@dataclass(frozen=True)
class Demonstration:
    """A running service: where it is, how an officer signs in, what it is made of.

    `seconds` went by between its start and its being ready for a citizen.
    """

    settings: Settings
    address: str
    password: str
    seconds: float
    supervisor: int

    def processes(self) -> dict[str, int]:
        """Return the process ids of the service, the supervisor's included, by command."""
        found = {"supervisor": self.supervisor}
        for line in _run("ps", "-o", "pid=,args=", "--ppid", str(self.supervisor)).splitlines():
            pid, _, command = line.strip().partition(" ")
            module = re.search(r"-m (\S+)", command)
            found[module[1] if module else command] = int(pid)
        return found


@contextmanager
def demonstration(**more: str) -> Iterator[Demonstration]:
    """Serve a demonstration until the block ends; `more` is added to its environment.

    Raises RuntimeError when the service ends before it is ready.
    """
    port, rasa, actions = (str(free_port()) for _ in range(3))
    with tempfile.TemporaryDirectory() as var:
        ours = {
            "DEMO": "1",
            "DATA_SOURCE": "demo",
            "VAR_DIR": var,
            "DATABASE_URL": f"sqlite:///{var}/assistant.db",
            "TRACKER_DATABASE_URL": f"sqlite:///{var}/conversations.db",
            "PORT": port,
            "RASA_PORT": rasa,
            "RASA_URL": f"http://127.0.0.1:{rasa}",
            "ACTIONS_PORT": actions,
            **more,
        }
        env = {**os.environ, **ours}
        started = time.monotonic()
        # A file, not a pipe: nobody reads on, and a full pipe would stop the service.
        output = Path(var) / "output"
        with output.open("wb") as log:
            service = subprocess.Popen(
                (sys.executable, "-m", "ops.supervisor"), cwd=ROOT, env=env, stdout=log, stderr=log
            )
        try:
            password = _ready(service, output)
            seconds = time.monotonic() - started
            yield Demonstration(
                load(env), f"http://127.0.0.1:{port}", password, seconds, service.pid
            )
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait()


def _ready(service: subprocess.Popen[bytes], output: Path) -> str:
    while service.poll() is None:
        if found := _LOGIN.search(output.read_text(errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"the service ended before it was ready:\n{output.read_text()[-2000:]}")


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout

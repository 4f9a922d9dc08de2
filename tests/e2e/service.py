"""The assistant as it runs: real model, real action server, real store, on ports of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from ops.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
START_SECONDS = 60.0
TRAIN_SECONDS = 600.0
# As the supervisor does: nobody without it is answered by Rasa or the action server.
RUN_TOKEN = "of-this-run"


@dataclass(frozen=True)
class Service:
    """Where the assistant answers, and the environment its processes were started with."""

    rasa_url: str
    actions_url: str
    env: dict[str, str]
    logs: Path

    def log(self, process: str) -> str:
        """Return what a process wrote."""
        return (self.logs / f"{process}.log").read_text(encoding="utf-8", errors="replace")


def train() -> None:
    """Make the model unless the one of these ingredients is there already (`var/models`)."""
    command = [str(RASA_PYTHON), "-m", "bot.launcher", "train"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=TRAIN_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]


@contextmanager
def running(var: Path, **more: str) -> Iterator[Service]:
    """Serve the assistant over a store in `var`; every process is gone afterwards.

    `more` is added to the environment.
    """
    rasa, actions = free_port(), free_port()
    env = {
        **os.environ,
        "DEMO": "1",
        "DATA_SOURCE": "demo",
        "RUN_TOKEN": RUN_TOKEN,
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'assistant.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{var / 'conversations.db'}",
        "RASA_PORT": str(rasa),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_PORT": str(actions),
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        **more,
    }
    service = Service(env["RASA_URL"], f"http://127.0.0.1:{actions}", env, var)
    train()
    with (
        process("actions", [sys.executable, "-m", "actions"], env, var),
        process("rasa", [str(RASA_PYTHON), "-m", "bot.launcher", "run"], env, var),
    ):
        wait_for(f"{service.actions_url}/health", var / "actions.log")
        wait_for(service.rasa_url, var / "rasa.log")
        yield service


@contextmanager
def process(name: str, command: list[str], env: dict[str, str], logs: Path) -> Iterator[None]:
    """Run a command in a process group of its own and end the group afterwards."""
    with (logs / f"{name}.log").open("w") as log:
        child = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield
        finally:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def wait_for(url: str, log: Path) -> None:
    """Wait until an address answers; otherwise fail with the end of the log."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} did not answer:\n{log.read_text(errors='replace')[-4000:]}")

"""The bot's own environment, its small model, an action server and a PostgreSQL."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.ports import free_port
from tests.bot.forms import heard
from tests.postgres import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
ASSISTANT = Path(__file__).resolve().parent / "assistant"


def launcher(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the launcher to its end."""
    return subprocess.run(
        [str(PYTHON), "-m", "bot.launcher", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def recipe(folder: Path) -> list[str]:
    """Options that train the assistant of `folder` into its `models`."""
    return [
        f"--config={folder / 'config.yml'}",
        f"--data={folder / 'data'}",
        f"--domain={folder / 'domain'}",
        f"--out={folder / 'models'}",
    ]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small assistant, with its model in `models`."""
    folder = tmp_path_factory.mktemp("assistant") / "small"
    shutil.copytree(ASSISTANT, folder)
    done = launcher("train", *recipe(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def model(trained: Path) -> Path:
    """The small assistant's model file."""
    return next((trained / "models").glob("assistant-*.tar.gz"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL of its own."""
    with postgres() as address:
        yield address


class Actions:
    """An action server that answers as the tests' small assistant wants."""

    def __init__(self, port: int = 0) -> None:
        self.calls: list[str] = []
        self.status = 200
        self.connections: list[socket.socket] = []
        actions = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                actions.connections.append(self.request)
                super().setup()

            def do_POST(self) -> None:
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                actions.calls.append(call["next_action"])
                body = json.dumps(actions.answer(call)).encode()
                self.send_response(actions.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def answer(call: dict[str, Any]) -> dict[str, Any]:
        if call["next_action"].startswith("validate_"):
            return {"events": heard(call["tracker"]["events"]), "responses": []}
        place = call["tracker"]["slots"]["place"]
        return {"events": [], "responses": [{"text": f"{call['next_action']} {place}"}]}

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            with suppress(OSError):  # ended before
                connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def actions() -> Iterator[Actions]:
    """A running action server."""
    server = Actions()
    yield server
    server.stop()


class Served:
    """A served assistant and one citizen who speaks to it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}/webhooks/rest"

    def say(self, text: str, sender: str = "citizen", **metadata: str) -> list[str]:
        answer = self.post({"sender": sender, "message": text, "metadata": metadata})
        assert answer.status_code == 200, answer.text
        return [message["text"] for message in answer.json()]

    def post(self, body: Any) -> httpx.Response:
        return httpx.post(f"{self.url}/webhook", json=body, timeout=20)

    def end(self, how: signal.Signals = signal.SIGTERM) -> str:
        self.process.send_signal(how)
        return self.process.communicate(timeout=20)[1]


@pytest.fixture
def serve(model: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start the server on the small model; environment variables by name."""
    running: list[Served] = []

    def start(**env: str) -> Served:
        port = free_port()
        process = subprocess.Popen(
            [str(PYTHON), "-m", "bot.launcher", "run", f"--port={port}", f"--model={model}"],
            cwd=ROOT,
            env={**os.environ, "VAR_DIR": str(tmp_path), **env},
            stderr=subprocess.PIPE,
            text=True,
        )
        served = Served(process, port)
        running.append(served)
        wait(served)
        return served

    yield start
    for served in running:
        if served.process.poll() is None:
            served.end(signal.SIGKILL)


def wait(served: Served) -> None:
    """Return when the server answers; fail when it ended."""
    for _ in range(300):
        assert served.process.poll() is None, served.process.communicate()[1]
        try:
            httpx.get(f"{served.url}/", timeout=1).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not answer")

"""The supervisor behind `make run`: starts every process, restarts what dies, ends all together.

A small one of our own: the known supervisors either end all when one dies, or log in a form of
their own and cannot say when the service as a whole is ready.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog

from basis import bound, heartbeat
from basis.private_files import write_privately
from bureau import logs
from bureau.settings import ROOT, Settings, SettingsError, environment, load
from ops import announcement, ports

_log = structlog.get_logger()

# A process that keeps dying is restarted later and later, at most once in this many seconds.
LONGEST_PAUSE = 15.0
# One that has lived this long starts over with the shortest pause.
SETTLED = 30.0
# What no citizen waits for starts when the others are ready, or have had this many seconds.
HEAD_START = 15.0
# After SIGTERM a process may finish what it holds.
GRACE = 8.0


class Start(Enum):
    """When a program starts."""

    AT_ONCE = "at once"  # it needs nothing of what is prepared
    PREPARED = "prepared"
    READY = "ready"  # when the others are, for no citizen waits for it


@dataclass(frozen=True)
class Program:
    """One process of the service."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    start: Start = Start.PREPARED


def programs(settings: Settings) -> list[Program]:
    """Return the processes of the service, the slowest to start first."""
    python, bot = sys.executable, str(ROOT / "bot/.venv/bin/python")
    rasa = (bot, "-m", "bot.launcher", "run", "--port", str(settings.rasa_port))
    return [
        Program("rasa", rasa, start=Start.AT_ONCE),
        Program("actions", (python, "-m", "actions")),
        Program("web", (python, "-m", "ops.web")),
        Program("worker", (python, "-m", "webhook.worker"), start=Start.READY),
        Program("poller", (python, "-m", "bureau.poller"), start=Start.READY),
    ]


class Supervisor:
    """Keeps the programs alive until it is told to stop."""

    def __init__(
        self, programs: list[Program], env: Mapping[str, str], told: Path | None = None
    ) -> None:
        self._programs = programs
        # What health shall know of each: whether it runs, and when it died (Unix seconds).
        self._told = told
        self._doing: dict[str, dict[str, Any]] = {
            program.name: {"running": False, "deaths": []} for program in programs
        }
        self._env = env
        self._stopping = asyncio.Event()
        self._prepared = asyncio.Event()
        self._ready = asyncio.Event()
        self._code = 0

    def stop(self) -> None:
        """Begin to end everything."""
        self._stopping.set()

    async def run(
        self,
        ready: Callable[[], bool],
        on_ready: Callable[[], None],
        preparation: tuple[str, ...] = (),
    ) -> int:
        """Run every program until `stop`; call `on_ready` once, when `ready` first says so.

        The command `preparation` runs once, before what needs it; when it fails, all ends with
        its exit code, which is returned.
        """
        keepers = [asyncio.create_task(self._keep(program)) for program in self._programs]
        preparing = asyncio.create_task(self._prepare(preparation))
        waiting = asyncio.create_task(self._announce(ready, on_ready))
        telling = asyncio.create_task(self._tell())
        await self._stopping.wait()
        waiting.cancel()
        telling.cancel()
        await asyncio.gather(preparing, *keepers)
        return self._code

    async def _prepare(self, command: tuple[str, ...]) -> None:
        # A process of its own: what it imports is gone from memory when it ends.
        code = await self._until_end(await self._spawn(command, {})) if command else 0
        if code and not self._stopping.is_set():
            self._code = code
            self.stop()
        self._prepared.set()

    async def _keep(self, program: Program) -> None:
        pause = 0.5
        if program.start is not Start.AT_ONCE:
            await _either(self._stopping.wait(), self._prepared.wait())
        if program.start is Start.READY:
            await _either(self._stopping.wait(), self._ready.wait(), asyncio.sleep(HEAD_START))
        while not self._stopping.is_set():
            started = time.monotonic()
            process = await self._spawn(program.command, program.env)
            _log.info("started", program=program.name, pid=process.pid)
            doing = self._doing[program.name]
            doing["running"] = True
            code = await self._until_end(process)
            doing["running"] = False
            doing["deaths"] = [*doing["deaths"][-99:], time.time()]
            if self._stopping.is_set():
                _log.info("ended", program=program.name, code=code)
                return
            pause = 0.5 if time.monotonic() - started > SETTLED else min(pause * 2, LONGEST_PAUSE)
            _log.error("died", program=program.name, code=code, restart_in_seconds=pause)
            await _either(self._stopping.wait(), asyncio.sleep(pause))

    async def _spawn(
        self, command: tuple[str, ...], env: Mapping[str, str]
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env={**self._env, **env},
            stdin=asyncio.subprocess.DEVNULL,
            preexec_fn=bound.to_parent(),
        )

    async def _until_end(self, process: asyncio.subprocess.Process) -> int:
        await _either(process.wait(), self._stopping.wait())
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), GRACE)
            except TimeoutError:
                process.kill()
        return await process.wait()

    async def _tell(self) -> None:
        """Say each second that this process lives, and how its programs do."""
        if self._told is None:
            return
        while True:
            heartbeat.beat(self._told / "supervisor")
            draft = self._told / "programs.part"
            with contextlib.suppress(OSError):  # a full disk: the deaths stand in the log
                draft.write_text(json.dumps(self._doing))
                draft.replace(self._told / "programs.json")
            await asyncio.sleep(heartbeat.EVERY)

    async def _announce(self, ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        while not await asyncio.to_thread(ready):
            await asyncio.sleep(0.2)
        self._ready.set()
        on_ready()


async def _either(*waits: object) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]  # type: ignore[call-overload]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def child_environment(settings: Settings) -> dict[str, str]:
    """Return what every process is started with: the settings as read here, and nothing ours."""
    env = {**os.environ, **environment()}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # Rasa starts in a third of the time with bytecode
    return {
        **env,
        "PYTHONUNBUFFERED": "1",
        "VAR_DIR": str(settings.var),
        "DATABASE_URL": settings.database_url,
        "PORT": str(settings.port),
        "RASA_PORT": str(settings.rasa_port),
        "ACTIONS_PORT": str(settings.actions_port),
        # Asked within: Rasa and the action server answer nobody who does not know it.
        "RUN_TOKEN": secrets.token_urlsafe(24),
        "SANIC_HOST": "127.0.0.1",  # rasa-sdk's server would listen on every address
    }


def healthy(settings: Settings) -> bool:
    """Return whether the web process answers and would answer a message."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    address = f"http://{host}:{settings.port}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; return 2 when the settings cannot be used."""
    for noise in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(noise, signal.SIG_IGN)
    os.chdir(Path(ROOT))
    logs.configure("supervisor")
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    write_privately(settings.var)
    busy = ports.busy(settings)
    if busy:
        print("\n".join(busy), file=sys.stderr)
        return 2
    return asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    told = heartbeat.folder_of(settings.var)
    for stale in told.glob("*"):
        stale.unlink()  # of a run that was killed
    supervisor = Supervisor(programs(settings), child_environment(settings), told)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, supervisor.stop)
    if sys.stdin is not None and sys.stdin.isatty():
        loop.add_signal_handler(signal.SIGHUP, supervisor.stop)  # its terminal was closed
    return await supervisor.run(
        preparation=(sys.executable, "-m", "ops.preparation"),
        ready=lambda: healthy(settings),
        on_ready=lambda: print(announcement.text(settings), flush=True),
    )


if __name__ == "__main__":
    sys.exit(main())

"""The supervisor behind `make run`: starts every process, restarts what dies, ends all together.

A small one of our own: the known supervisors either end all when one dies, or log in a form of
their own and cannot say when the service as a whole is ready.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog

from basis import bound, heartbeat
from basis.private_files import write_privately
from bureau import logs
from bureau.settings import ROOT, Settings, SettingsError, load
from ops import announcement, ports
from ops.process import GRACE, Program, Start, child_environment, programs

_log = structlog.get_logger()

# A process that keeps dying is restarted later and later, at most once in this many seconds.
LONGEST_PAUSE = 15.0
# One that has lived this long starts over with the shortest pause.
SETTLED = 30.0
# What no citizen waits for starts when the others are ready, or have had this many seconds.
HEAD_START = 15.0


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
            doing |= {"running": True, "pid": process.pid}
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
    env = {**child_environment(settings), "SUPERVISED": "1"}
    supervisor = Supervisor(programs(settings), env, told)
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

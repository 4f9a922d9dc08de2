"""One fault at a time, while citizens write on: what does health say, and how soon?

Each scene makes a fault, waits until `/healthz` names it (at most ten seconds are allowed), keeps
it for its time, ends it and waits until all is well. What the citizens wrote is counted with
everything else.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from sqlalchemy import make_url

from bench.doors.settings import SECRETS
from bench.faults_world import ROOT, Platform, Process

TOLD_WITHIN = 10.0
_WELL = 90.0  # seconds until all is well again, on a slow machine
_CLOCK = 600.0
_FLOOD = 2500


@dataclass
class Scene:
    """A fault: `parts` of which health shall name one; none: it shall stay well meanwhile."""

    name: str
    parts: frozenset[str]
    seconds: float
    fault: Callable[[], AbstractContextManager[None]]


@dataclass
class Scenes:
    """Plays the scenes over the running service; what was promised and not kept is in `broken`."""

    world: Platform
    processes: list[Process]
    url: str
    write: Callable[[int, argparse.Namespace, float], threading.Thread]
    lines: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def play(self, only: str) -> None:
        """Play all, or those whose name begins so."""
        hung = "actions" if self._process("actions") else "rasa"
        scenes = [
            Scene("writer lock", frozenset({"database"}), 40, self._writer_lock),
            Scene("clock 10 min fast", frozenset({"clock"}), 20, lambda: self._clock(-_CLOCK)),
            Scene("clock 10 min slow", frozenset({"clock"}), 20, lambda: self._clock(_CLOCK)),
            Scene(f"{hung} hung", frozenset({hung}), 20, lambda: self._hung(hung)),
            Scene("worker hung", frozenset({"worker"}), 15, lambda: self._hung("worker")),
            Scene("key changed", frozenset(), 10, self._key_changed),
            Scene("half-open flood", frozenset(), 20, self._flood),
            Scene("disk full", frozenset({"disk"}), 20, self._full_disk),
        ]
        for number, scene in enumerate(scenes, 1):
            if scene.name.startswith(only):
                self._one(number, scene)

    def _one(self, number: int, scene: Scene) -> None:
        wish = argparse.Namespace(seed=number, messages=4, gap=5.0)
        if self._until(lambda faults: not faults, _WELL) is None:
            self.broken.append(f"{scene.name}: not well before it")
        citizens = [self.write(10_000 * number + n, wish, n / 10) for n in range(10)]
        slowest, told = 0.0, None
        try:
            with scene.fault():
                begun = time.monotonic()
                for citizen in citizens:
                    citizen.start()
                if scene.parts:
                    told = self._until(_names(scene.parts), 2 * TOLD_WITHIN)
                while time.monotonic() - begun < scene.seconds:
                    asked = time.monotonic()
                    self._faults()
                    slowest = max(slowest, time.monotonic() - asked)
                    time.sleep(0.5)
                    self._keep()
                for citizen in citizens:
                    citizen.join()
        except NotToBeHadError as error:
            self.lines.append(f"{scene.name:18} not tried: {error}")
            scene = Scene(scene.name, frozenset(), 0, scene.fault)
        well = self._until(lambda faults: not faults, _WELL)
        said = "stays well" if not scene.parts else "not told"
        if told is not None:
            said = f"told after {told:.1f} s"
        again = "never" if well is None else f"{well:.1f} s"
        self.lines.append(
            f"{scene.name:18} {said}; well again after {again}; slowest /healthz {slowest:.1f} s"
        )
        if scene.parts and (told is None or told > TOLD_WITHIN):
            self.broken.append(f"{scene.name}: {said}")
        if well is None or slowest > TOLD_WITHIN:
            self.broken.append(f"{scene.name}: well again {again}, slowest {slowest:.1f} s")

    def _faults(self) -> set[str]:
        address = f"http://127.0.0.1:{self.world.port}/healthz"
        key = {"Authorization": f"Bearer {SECRETS['HEALTH_KEY']}"}
        try:
            answer = httpx.get(address, headers=key, timeout=TOLD_WITHIN, trust_env=False).json()
        except (httpx.HTTPError, ValueError):
            return {"web"}
        # The stand-in has no action server.
        return set(answer["faults"]) - (set() if self._process("actions") else {"actions"})

    def _until(self, holds: Callable[[set[str]], bool], seconds: float) -> float | None:
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if holds(self._faults()):
                return time.monotonic() - begun
            self._keep()
            time.sleep(0.25)
        return None

    def _keep(self) -> None:
        for process in self.processes:
            process.keep()

    def _process(self, name: str) -> Process | None:
        return next((process for process in self.processes if process.name == name), None)

    @contextmanager
    def _writer_lock(self) -> Iterator[None]:
        if self.url.startswith("sqlite"):
            holder = sqlite3.connect(str(make_url(self.url).database), isolation_level=None)
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
            holder.close()
            return
        with psycopg.connect(self.url) as connection:
            connection.execute("LOCK TABLE inbox, outbox IN EXCLUSIVE MODE")
            yield
            connection.rollback()

    @contextmanager
    def _clock(self, ahead: float) -> Iterator[None]:
        """Start the door with a clock that differs from the platform's."""
        web = self._process("web")
        assert web is not None
        self.world.ahead = ahead
        web.kill()
        self._until(lambda faults: "web" not in faults, _WELL)
        yield
        self.world.ahead = 0.0
        web.kill()

    @contextmanager
    def _hung(self, name: str) -> Iterator[None]:
        process = self._process(name)
        assert process is not None
        assert process.running is not None
        process.running.send_signal(signal.SIGSTOP)
        yield
        process.running.send_signal(signal.SIGCONT)

    @contextmanager
    def _key_changed(self) -> Iterator[None]:
        env = self.processes[0].env
        wrong = {**env, "SECRET_KEY": "a key of somebody else's", "SECRET_KEY_PREVIOUS": ""}
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "ops.web"],
            env=wrong, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        told = done.stderr.strip().splitlines()[-1:] or ["nothing"]
        self.lines.append(
            f"{'wrong key':18} ends the start after {time.monotonic() - begun:.1f} s, "
            f"code {done.returncode}: {told[0].strip()}"
        )
        if done.returncode != 2 or "SECRET_KEY" not in told[0]:
            self.broken.append("a wrong key is not said")
        # The processes share their environment: a restart finds the new one.
        env["SECRET_KEY_PREVIOUS"], env["SECRET_KEY"] = env["SECRET_KEY"], "the key that follows it"
        for process in self.processes:
            process.kill()
        if self._until(lambda faults: not faults, _WELL) is None:
            self.broken.append("not well under the new key")
        yield

    @contextmanager
    def _flood(self) -> Iterator[None]:
        half: list[socket.socket] = []
        over = threading.Event()

        def flood() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    each = socket.create_connection(("127.0.0.1", self.world.port), timeout=1)
                    each.send(b"POST /wechat HTTP/1.1\r\nX-Slow: ")
                    half.append(each)
                while len(half) > _FLOOD:
                    half.pop(0).close()
                time.sleep(0.001)

        flooding = threading.Thread(target=flood)
        flooding.start()
        yield
        over.set()
        flooding.join()
        self.lines.append(f"{'half-open flood':18} {len(half)} connections were held open")
        for each in half:
            each.close()

    @contextmanager
    def _full_disk(self) -> Iterator[None]:
        var = Path(self.processes[0].env["VAR_DIR"])
        if not var.is_mount():
            raise NotToBeHadError("no right to mount a small disk")
        filler = var / "filler"
        with filler.open("wb", buffering=0) as full, contextlib.suppress(OSError):
            while full.write(bytes(1 << 20)):
                pass
        yield
        filler.unlink()


def _names(parts: frozenset[str]) -> Callable[[set[str]], bool]:
    return lambda faults: bool(faults & parts)


class NotToBeHadError(Exception):
    """A fault that cannot be made on this machine."""


@contextmanager
def small_disk(folder: str) -> Iterator[None]:
    """Put a small disk of its own under a folder, where that is allowed."""
    command = ("mount", "-t", "tmpfs", "-o", "size=768m", "tmpfs", folder)
    with ExitStack() as undone:
        with contextlib.suppress(OSError):
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                undone.callback(subprocess.run, ("umount", "-l", folder), check=False)
        yield

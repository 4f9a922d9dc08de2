"""Times: phrases read as a person takes them, and figures of addressed reports read as no time.

python -m bench.kinds_times
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path

from bureau.understanding.times import SHANGHAI, read_time
from tests.bureau.understanding.figures import messages, overlaps

TABLE = Path(__file__).resolve().parent.parent / "tests" / "bureau" / "understanding" / "times.csv"
# The Wednesday morning that the table was written for.
NOW = datetime(2024, 5, 15, 10, 0, tzinfo=SHANGHAI)
WRITTEN = "%Y-%m-%d %H:%M"


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind of words, how many were tried and how many were read rightly."""
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, is_right in (*_phrases(), *_figures()):
        tried[kind] += 1
        right[kind] += is_right
    return [(kind, count, right[kind]) for kind, count in tried.items()]


def _phrases() -> list[tuple[str, bool]]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [(_kind(row), _is_read(row)) for row in csv.DictReader(file)]


def _kind(row: dict[str, str]) -> str:
    if row["pattern"]:
        return "time that repeats"
    return "time with instants" if row["start"] else "time left open"


def _is_read(row: dict[str, str]) -> bool:
    phrase = read_time(row["words"], NOW)
    if phrase is None:
        return False
    start, end = (one.strftime(WRITTEN) if one else "" for one in (phrase.start, phrase.end))
    return (start, end, phrase.pattern or "") == (row["start"], row["end"], row["pattern"])


def _figures() -> list[tuple[str, bool]]:
    read = []
    for text, figure, timed in messages():
        phrase = read_time(text, NOW)
        if timed:
            is_right = phrase is not None and not overlaps(phrase.text, text, figure)
            read.append(("time beside a figure", is_right))
        else:
            read.append(("figure without a time", phrase is None))
    return read


if __name__ == "__main__":
    for kind, tried, right in kinds():
        print(f"{kind:24} {right:5} of {tried:5}  {right / tried:7.2%}")

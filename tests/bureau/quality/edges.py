"""Every table of the index written down a second time, and what each value at its edges must give.

The copy in `edges.csv` is kept by hand, apart from the product's own: a slip in one of them shows.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

INDEX = (0, 50, 100, 150, 200, 300, 400, 500)
LEVELS = ((50, "优"), (100, "良"), (150, "轻度污染"), (200, "中度污染"), (300, "重度污染"))
DAYS = {"HJ 633-2012": date(2026, 2, 28), "HJ 633-2026": date(2026, 3, 1)}
A_BIT = Decimal("0.0001")


@dataclass(frozen=True)
class Scale:
    """One pollutant's row of one standard; `above` is None where the value itself decides not."""

    standard: str
    averaging: str
    pollutant: str
    nodes: tuple[int, ...]
    above: int | None
    instead: str

    @property
    def day(self) -> date:
        return DAYS[self.standard]

    @property
    def end(self) -> int:
        return INDEX[len(self.nodes) - 1]

    def index(self, value: Decimal) -> int | None:
        """The exact line between the nodes, rounded up."""
        if value > self.nodes[-1]:
            return self.above
        upper = max(1, next(i for i, node in enumerate(self.nodes) if value <= node))
        low, high = self.nodes[upper - 1], self.nodes[upper]
        share = (Fraction(value) - low) / (high - low)
        return math.ceil(INDEX[upper - 1] + share * (INDEX[upper] - INDEX[upper - 1]))

    def edges(self) -> Iterator[Decimal]:
        """Every node, a bit to both its sides, and far beyond the last."""
        for node in map(Decimal, self.nodes):
            yield from (v for v in (node - A_BIT, node, node + A_BIT) if v >= 0)
        yield from (Decimal(self.nodes[-1] + 1), Decimal(self.nodes[-1] * 10))


def scales() -> list[Scale]:
    """Return the rows of `edges.csv`."""
    with Path(__file__).with_suffix(".csv").open(newline="", encoding="utf-8") as file:
        return [
            Scale(
                row["standard"],
                row["averaging"],
                row["pollutant"],
                tuple(map(int, row["nodes"].split())),
                int(row["above"]) if row["above"] else None,
                row["instead"],
            )
            for row in csv.DictReader(file)
        ]


def level(aqi: int) -> str:
    """The level of an index, counted by hand."""
    return next((name for upto, name in LEVELS if aqi <= upto), "严重污染")

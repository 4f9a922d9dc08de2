"""Small worlds of answers with known truth, for the tests of estimates and ranks."""

import csv
from pathlib import Path

import numpy as np

COUNTIES = ["330402", "330411", "330421", "330424", "330481", "330482", "330483"]
QUESTIONS = 5
AGES = ["18-29", "30-44", "45-59", "60+"]


def answer_rows(
    sizes: dict[str, int], *, level: dict[str, float] | None = None, seed: int = 1
) -> list[dict[str, object]]:
    """Rows of an answers file; `level` shifts a region's satisfaction."""
    random = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for region, size in sizes.items():
        person = 3.8 + (level or {}).get(region, 0.0) + random.normal(0, 0.7, size)
        for i in range(size):
            grid = np.clip(np.rint(person[i] + random.normal(0, 0.6, QUESTIONS)), 1, 5)
            rows.append(
                {
                    "respondent": f"{region}-{i}",
                    "wave": "2026Q3",
                    "region": region,
                    **{f"q{j + 1}": int(a) for j, a in enumerate(grid)},
                    "age": int(random.integers(18, 71)),
                    "sex": "男女"[int(random.integers(2))],
                }
            )
    return rows


def write(target: Path, rows: list[dict[str, object]], *, encoding: str = "utf-8") -> Path:
    """The rows as CSV."""
    with target.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target


def population_rows(regions: list[str], *, seed: int = 2) -> list[dict[str, object]]:
    """A population table of four age groups and two sexes."""
    random = np.random.default_rng(seed)
    return [
        {"region": r, "age": a, "sex": s, "count": int(random.integers(500, 5000))}
        for r in regions
        for a in AGES
        for s in "男女"
    ]

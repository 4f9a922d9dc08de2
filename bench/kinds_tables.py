"""Tables of the standards: every edge of every table, and what lies beyond their end.

python -m bench.kinds_tables
"""

from __future__ import annotations

from itertools import product

from bureau.quality.air_index import grade_air
from bureau.quality.tables import exact, table
from bureau.quality.water_class import grade_water
from tests.bureau.quality.edges import A_BIT, DAYS, Scale, scales


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind, how many values were tried, and how many were graded rightly."""
    tried = {
        "an index at an edge of its table": [_index(s, v) for s in scales() for v in s.edges()],
        "beyond the table is no better than its end": [
            right for s in scales() if s.above is None for right in _beyond(s)
        ],
        "a class of water at a limit": _classes(),
    }
    return [(kind, len(right), sum(right)) for kind, right in tried.items()]


def _index(scale: Scale, value: object) -> bool:
    grade = grade_air({scale.pollutant: value}, day=scale.day, averaging=scale.averaging)
    return grade is not None and grade.aqi == scale.index(exact(value))


def _beyond(scale: Scale) -> list[bool]:
    """The value beyond alone, beside clean air, beside foul air, and with what decides instead."""
    right = []
    for over, other in product((1, 50, 500, 5000), (None, 0, 10, 499)):
        value = scale.nodes[-1] + over
        row = {scale.pollutant: value, "PM2.5": other}
        grade = grade_air(row, day=DAYS[scale.standard], averaging=scale.averaging)
        right.append(grade.aqi == (500 if other == 499 else None))
        grade = grade_air(
            row | {scale.instead: 9999}, day=DAYS[scale.standard], averaging=scale.averaging
        )
        right.append(grade.aqi == 500)
    return right


def _classes() -> list[bool]:
    right = []
    for kind, (name, limits) in product(("river", "lake"), table("surface_water")["most"].items()):
        own = [exact(limit) for limit in (limits[kind] if isinstance(limits, dict) else limits)]
        for limit in own:
            for value in (limit - A_BIT / 100, limit, limit + A_BIT / 100):
                expected = sum(value > other for other in own) + 1
                right.append(grade_water({name: value}, kind=kind).water_class == expected)
    return right


if __name__ == "__main__":
    for kind, tried, right in kinds():
        print(f"{kind:45} {right:5} of {tried:5}  {right / tried:7.2%}")

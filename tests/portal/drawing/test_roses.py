from __future__ import annotations

import re

from bureau.odor.roses import Rose
from portal.drawing.roses import LEAST_HOURS, SIZE, drawn

EIGHT = tuple(n * 45.0 for n in range(8))


def rose(figures: tuple[float, ...], hours: float = 50.0) -> Rose:
    low, high = tuple(f * 0.5 for f in figures), tuple(f * 1.5 for f in figures)
    return Rose(EIGHT, figures, (hours,) * 8, 0.2, low, high)


def numbers(path: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?\d+\.?\d*", path)]


def test_a_petal_lies_where_the_wind_comes_from() -> None:
    picture = drawn(rose((0.1, 0.1, 3.0, 0.1, 0.1, 0.1, 0.1, 0.1)))
    east = picture.petals[2]
    x, y, *_ = numbers(east.path.partition("L")[2])
    assert x > 50
    assert y < 0 < -y + 200
    u, v = numbers(east.interval)[2:]
    assert u > 0
    assert abs(v) < 0.1


def test_nothing_leaves_the_square_even_where_an_interval_runs_far_out() -> None:
    wild = Rose(EIGHT, (1.0,) * 8, (50.0,) * 8, 0.0, (0.0,) * 8, (500.0,) * 8)
    for petal in drawn(wild, usual=1.0).petals:
        assert max(map(abs, numbers(petal.interval))) <= SIZE / 2


def test_a_direction_without_wind_is_not_drawn() -> None:
    faint = drawn(rose((1.0,) * 8, hours=LEAST_HOURS - 1))
    assert all(petal.faint and not petal.path for petal in faint.petals)


def test_the_usual_is_a_circle_within_the_rings() -> None:
    picture = drawn(rose((2.0,) * 8), usual=1.0)
    assert picture.usual is not None
    assert 0 < picture.usual < picture.rings[-1].radius
    assert drawn(rose((2.0,) * 8)).usual is None
    assert [ring.radius for ring in picture.rings] == sorted(r.radius for r in picture.rings)

from __future__ import annotations

import numpy as np

from bureau.odor.scan import Zones, scan

POINTS = [(x * 3000.0, y * 3000.0) for x in range(6) for y in range(6)]
ZONES = Zones(POINTS, most_m=5000)
STEPS = (1, 2, 3)


def usual(seed: int, hours: int = 200, mean: float = 0.05) -> tuple[list[int], list[int]]:
    drawn = np.random.default_rng(seed)
    counts = drawn.poisson(mean, (hours, len(POINTS)))
    times, places = np.nonzero(counts)
    many = counts[times, places]
    return list(np.repeat(places, many)), list(np.repeat(times, many))


def test_a_pile_up_is_found_where_and_when_it_is() -> None:
    places, times = usual(1)
    places += [14, 14, 14, 15, 20, 14, 15]
    times += [199] * 4 + [198] * 3
    found = scan(places, times, ZONES, now=199, steps=STEPS, permutations=199)
    assert 14 in found.places
    assert found.steps in (2, 3)
    assert found.p <= 0.01
    assert found.p_smooth < 0.005
    assert found.observed > 3 * found.expected


def test_ordinary_evenings_have_ordinary_chances() -> None:
    chances = []
    for seed in range(40):
        places, times = usual(seed)
        found = scan(places, times, ZONES, now=199, steps=STEPS, permutations=99)
        chances.append(found.p)
    assert 0.3 < np.mean(chances) < 0.8
    assert sum(p <= 0.05 for p in chances) <= 6


def test_an_evening_when_all_places_tell_more_is_no_pile_up_of_one() -> None:
    places, times = usual(3)
    busy = [*places, *range(len(POINTS))]
    found = scan(busy, [*times, *[199] * len(POINTS)], ZONES, now=199, steps=STEPS)
    assert found.p > 0.05


def test_what_lies_ahead_is_not_seen() -> None:
    places, times = usual(1)
    before = scan(places, times, ZONES, now=150, steps=STEPS, permutations=9)
    kept = [(p, t) for p, t in zip(places, times, strict=True) if t <= 150]
    again = scan(
        [p for p, _ in kept], [t for _, t in kept], ZONES, now=150, steps=STEPS, permutations=9
    )
    assert before == again


def test_without_reports_there_is_nothing_to_find() -> None:
    assert scan([], [], ZONES, now=5, steps=STEPS) is None
    assert scan([1], [9], ZONES, now=5, steps=STEPS) is None

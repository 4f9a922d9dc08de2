from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau.odor.clustering import Density, Stream, grouped
from bureau.odor.model import Sighting

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
DENSITY = Density(radius_m=1000, window=timedelta(minutes=60), least=3)


def seen(key: str, x: float, minute: float, y: float = 0.0, *, noticed: bool = True) -> Sighting:
    return Sighting(key, AT + timedelta(minutes=minute), x, y, noticed=noticed)


def keys(groups) -> list[str]:
    return sorted("".join(sorted(each.key for each in group.members)) for group in groups)


def by_definition(sightings: list[Sighting], density: Density) -> set[frozenset[str]]:
    """Say DBSCAN once more, by its definition: cores, what joins them, borders by earliest core."""

    def near(a: Sighting, b: Sighting) -> bool:
        return a.away(b) <= density.radius_m and abs(a.at - b.at) <= density.window

    cores = [a for a in sightings if sum(near(a, b) for b in sightings) >= density.least]
    parts = [{core.key} for core in cores]
    merged = True
    by_key = {each.key: each for each in sightings}
    while merged:
        merged = False
        for i, one in enumerate(parts):
            for other in parts[i + 1 :]:
                if any(near(by_key[a], by_key[b]) for a in one for b in other):
                    one |= other
                    parts.remove(other)
                    merged = True
                    break
            if merged:
                break
    core_keys = {core.key for core in cores}
    for each in sightings:
        if each.key not in core_keys:
            claims = [core for core in cores if near(each, core)]
            if claims:
                first = min(claims, key=lambda core: (core.at, core.key))
                next(part for part in parts if first.key in part).add(each.key)
    return {frozenset(part) for part in parts}


def test_three_near_in_space_and_time_are_a_group() -> None:
    assert keys(grouped([seen("a", 0, 0), seen("b", 500, 20), seen("c", 900, 40)], DENSITY)) == [
        "abc"
    ]


@pytest.mark.parametrize(
    "third",
    [
        seen("c", 2500, 10),
        seen("c", 0, 10, y=1500),
        seen("c", 100, 90),
        seen("c", 100, -100),
        seen("c", 100, 10, noticed=False),
    ],
    ids=["far east", "far north", "late", "early", "nothing noticed"],
)
def test_two_and_a_stranger_are_none(third: Sighting) -> None:
    assert grouped([seen("a", 0, 0), seen("b", 500, 20), third], DENSITY) == []


def test_groups_apart_stay_apart_until_a_report_joins_them() -> None:
    left = [seen(name, x, 0) for name, x in (("a", 0), ("b", 300), ("c", 600))]
    right = [seen(name, x, 0) for name, x in (("d", 2400), ("e", 2700), ("f", 3000))]
    assert keys(grouped([*left, *right], DENSITY)) == ["abc", "def"]
    bridge = [seen("g", 1500, 5)]
    assert keys(grouped([*left, *right, *bridge], DENSITY)) == ["abcdefg"]


def test_the_border_between_two_groups_goes_to_its_earliest_core() -> None:
    left = [seen(name, x, 10) for name, x in (("a", -900), ("b", -800), ("c", -700), ("d", 0))]
    right = [seen(name, x, 0) for name, x in (("e", 1898), ("f", 2600), ("g", 2700), ("h", 2798))]
    between = seen("z", 949, 5)
    density = Density(radius_m=950, window=timedelta(minutes=60), least=4)
    assert keys(grouped([*left, *right, between], density)) == ["abcd", "efghz"]
    assert keys(grouped([between, *right, *left], density)) == ["abcd", "efghz"]


@st.composite
def reports(draw: st.DrawFn) -> list[Sighting]:
    many = draw(st.integers(0, 24))
    place = st.integers(0, 12)
    return [
        seen(f"{n:02}", draw(place) * 400.0, draw(st.integers(0, 20)) * 15.0, draw(place) * 200.0)
        for n in range(many)
    ]


@settings(max_examples=40, deadline=None)
@given(reports(), st.randoms(use_true_random=False))
def test_the_groups_are_those_of_the_definition_in_any_order(
    found: list[Sighting], order: random.Random
) -> None:
    wanted = by_definition(found, DENSITY)
    order.shuffle(found)
    groups = grouped(found, DENSITY)
    assert {frozenset(each.key for each in group.members) for group in groups} == wanted


def test_a_stream_that_lets_go_ends_with_the_groups_of_the_batch_in_bounded_memory() -> None:
    drawn = random.Random(4)
    found = []
    for n in range(3000):
        minute, late = n * 12.0, drawn.uniform(0, 120)
        found.append(seen(str(n), drawn.gauss(0, 1500), minute - late, drawn.gauss(0, 1500)))
    stream, settled, most = Stream(DENSITY), [], 0
    for each in found:
        stream.add(each)
        settled += stream.settle()
        most = max(most, stream.held)
    groups = [*settled, *stream.groups()]
    assert len(settled) > 20
    assert {group.members for group in groups} == {g.members for g in grouped(found, DENSITY)}
    assert most < 300
    assert len(stream._parents) < 300


def test_an_empty_stream_has_nothing() -> None:
    stream = Stream(DENSITY)
    assert stream.settle() == stream.groups() == []
    assert stream.held == 0

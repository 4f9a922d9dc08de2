"""What is near in time, place and kind, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from basis.clock import SHANGHAI
from bureau.cases import Case, Location, Status
from bureau.casework.nearness import neighbours, same_kind, span_about, tonight
from tests.bureau.casework.conftest import AT, SMELL, WANGDIAN


def case(number: str = "n", **told: object) -> Case:
    draft = replace(SMELL, **told)  # type: ignore[arg-type]
    town = draft.place
    return Case(
        number, Status.SUBMITTED, draft, "c", (town or "")[:6], town, "bureau", AT, AT, None
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("odor",), ("odor", "noise"), True),
        (("odor",), ("air",), True),
        (("dust",), ("air",), True),
        (("water",), ("waste",), True),
        (("odor",), ("water",), True),
        ((), ("noise",), True),
        (("noise",), ("odor",), False),
        (("dust",), ("water",), False),
        (("radiation",), ("air",), False),
    ],
)
def test_kinds_that_tell_one_matter(
    one: tuple[str, ...], other: tuple[str, ...], same: bool
) -> None:
    assert same_kind(one, other) is same is same_kind(other, one)


def near(**told: object) -> bool:
    return bool(neighbours(case(), [case("o", **told)]))


def test_points_count_where_both_are_known_and_the_town_where_one_is_not() -> None:
    away = Location(WANGDIAN.longitude + 0.05, WANGDIAN.latitude)
    beside = Location(WANGDIAN.longitude + 0.02, WANGDIAN.latitude)
    assert near(location=beside)
    assert not near(location=away)  # in the same town, five kilometres off
    assert near(location=None)
    assert not near(location=None, place="330482101")
    assert near(location=beside, place="330482101")  # just over the border
    assert not neighbours(case(), [case()])


def test_the_nearest_come_first() -> None:
    far = case("far", location=Location(WANGDIAN.longitude + 0.02, WANGDIAN.latitude))
    close = case("close", location=Location(WANGDIAN.longitude + 0.002, WANGDIAN.latitude))
    late = replace(close, number="late", created=AT + timedelta(hours=40))
    assert [each.case.number for each in neighbours(case(), [far, late, close])] == [
        "close", "far", "late",
    ]  # fmt: skip


def test_a_case_without_a_point_is_looked_for_by_its_town() -> None:
    assert span_about(case(location=None), AT, AT).west is None
    span = span_about(case(), AT, AT)
    assert span.west is not None
    assert span.east is not None
    assert span.west < WANGDIAN.longitude < span.east


@pytest.mark.parametrize(
    ("now", "since", "night"),
    [
        ("2026-11-24 18:00", "2026-11-24 18:00", True),
        ("2026-11-24 23:59", "2026-11-24 18:00", True),
        ("2026-11-25 05:59", "2026-11-24 18:00", True),
        ("2026-11-25 06:00", "2026-11-25 06:00", False),
        ("2026-11-25 17:59", "2026-11-25 06:00", False),
    ],
)
def test_tonight_lasts_until_the_morning(now: str, since: str, night: bool) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)

    assert tonight(at(now)) == (at(since), night)

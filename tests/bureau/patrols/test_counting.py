"""Which points count, and badges that no spammer earns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.patrols import Patrol, PatrolDraft, PatrolKind
from bureau.patrols.counting import badges, counted, deeds

AT = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
_M = 1 / 95_600  # degrees of longitude


def point(
    number: int,
    minutes: float,
    east_m: float | None = 0,
    *,
    who: int = 1,
    found: bool = False,
    confirmed: bool = False,
    fixed: bool = True,
    route: int | None = None,
    spot: str = "",
) -> Patrol:
    longitude = None if east_m is None else 120.7 + east_m * _M
    draft = PatrolDraft(
        kind=PatrolKind.ODOR,
        place_text="门口",
        longitude=longitude,
        latitude=None if east_m is None else 30.7,
        intensity=2 if found else 0,
        found=found,
        fixed=fixed and east_m is not None,
        route=route,
        spot=spot,
    )
    at = AT + timedelta(minutes=minutes)
    return Patrol(number, who, draft, None, None, at, confirmed=at if confirmed else None)


def earned(points: list[Patrol]) -> set[str]:
    return {each.code for each in badges(points) if each.earned}


def honest(days: int, spots: int = 8) -> list[Patrol]:
    """Somebody who walks 600 m from spot to spot, ten minutes each, a day after the other."""
    return [
        point(day * 100 + spot, day * 1440 + spot * 10, (day % 5 * spots + spot) * 600,
              found=spot == 0, confirmed=spot == 0 and day < 3)
        for day in range(days)
        for spot in range(spots)
    ]  # fmt: skip


def test_an_honest_walker_loses_nothing() -> None:
    walked = honest(12)
    assert counted(walked) == walked
    assert earned(walked) == {"first_steps", "ten_days", "sharp_nose"}
    assert "far_walker" in earned(honest(16))


SPAM = {
    "taps all day where they sit": [point(n, n * 0.2) for n in range(500)],
    "the same, without a position": [point(n, n * 0.2, None) for n in range(500)],
    "shakes by some metres": [point(n, n, n % 3 * 9) for n in range(500)],
    "jumps through the city": [point(n, n * 2, n * 7000 % 40_000) for n in range(500)],
    "ticks off a plan at home": [
        point(n, n * 0.05, n * 100, fixed=False, route=1, spot=str(n)) for n in range(200)
    ],
    "the plan at a walker's pace, without a position": [
        point(n, n * 12, n * 600, fixed=False, route=1, spot=str(n)) for n in range(100)
    ],
    "one sure finding, reported by the dozen": [
        point(n, n, found=True, confirmed=True) for n in range(50)
    ],
    "all the year in one night": [point(n, n * 31, n * 600) for n in range(40)],
}


@pytest.mark.parametrize("points", SPAM.values(), ids=SPAM)
def test_a_spammer_earns_no_more_than_a_first_outing(points: list[Patrol]) -> None:
    assert earned(points) <= {"first_steps"}


def test_findings_of_many_noses_at_one_spot_are_one_event() -> None:
    many = [point(n, n, who=n, found=True, confirmed=True) for n in range(1, 9)]
    assert deeds(many).confirmed == 1
    assert deeds(many).points == 8


def test_each_volunteer_is_looked_at_alone() -> None:
    apart = [point(1, 0, 0, who=1), point(2, 1, 30_000, who=2), point(3, 31, 0, who=1)]
    assert counted(apart) == apart


def test_the_first_of_two_is_the_one_that_counts() -> None:
    points = [point(2, 5), point(1, 0), point(3, 45)]
    assert [each.id for each in counted(points)] == [1, 3]


def test_no_day_has_more_points_than_one_can_walk() -> None:
    day = [point(n, n * 3, n * 400) for n in range(300)]
    assert len(counted(day)) == 60

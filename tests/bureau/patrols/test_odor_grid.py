"""Odor hours by the grid method."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bureau.patrols import Patrol, PatrolDraft, PatrolKind
from bureau.patrols.odor_grid import is_odor_hour, squares, wilson
from bureau.patrols.routes import read_grid

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def measured(spot: str, recognised: int, breaths: int = 60) -> Patrol:
    draft = PatrolDraft(
        kind=PatrolKind.ODOR, place_text=spot, spot=spot, recognised=recognised, breaths=breaths
    )
    return Patrol(1, 1, draft, None, None, AT)


@pytest.mark.parametrize(
    ("recognised", "breaths", "hour"),
    [(6, 60, True), (5, 60, False), (60, 60, True), (0, 60, False), (30, 59, False), (7, 70, True)],
)
def test_a_tenth_of_sixty_breaths_makes_an_odor_hour(
    recognised: int, breaths: int, hour: bool
) -> None:
    assert is_odor_hour(measured("0-0", recognised, breaths)) is hour


def test_a_square_has_the_measurements_of_its_four_corners() -> None:
    grid = read_grid("120.7", "30.7", "250", "2", "1")
    points = [measured("0-0", 20)] * 3 + [measured("1-1", 0)] * 5 + [measured("2-0", 60)] * 2
    points += [measured("1-0", 30, 40), measured("9-9", 60)]  # broken off; of another grid
    west, east = squares(grid, points)
    assert (west.measured, west.odor_hours, west.share) == (8, 3, 3 / 8)
    assert (east.measured, east.odor_hours) == (7, 2)
    assert west.few
    assert west.interval is not None
    assert west.interval[0] < 3 / 8 < west.interval[1]
    (nothing, _) = squares(grid, [])
    assert (nothing.share, nothing.interval) == (None, None)


@pytest.mark.parametrize(
    ("hits", "many", "low", "high"),
    # Newcombe (1998), Table I: the score method without continuity correction.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons_as_published(
    hits: int, many: int, low: float, high: float
) -> None:
    assert wilson(hits, many) == pytest.approx((low, high), abs=5e-5)

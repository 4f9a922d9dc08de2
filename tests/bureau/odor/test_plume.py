from __future__ import annotations

import numpy as np
import pytest

from bureau.odor.plume import stability, widths


@pytest.mark.parametrize(
    ("speed", "hour", "cloudy", "kind"),
    [
        (1, 12, False, "A"), (1, 12, None, "B"), (2.5, 12, True, "C"), (7, 12, False, "D"),
        (1, 2, None, "F"), (4, 2, None, "E"), (1, 2, True, "D"), (5.5, 2, False, "D"),
        (8, 23, None, "D"),
    ],
)  # fmt: skip
def test_still_clear_nights_are_the_most_stable(
    speed: float, hour: int, cloudy: bool | None, kind: str
) -> None:
    assert stability(speed, hour, cloudy) == kind


def test_a_puff_widens_with_its_way_and_the_more_the_air_is_stirred() -> None:
    ways = np.array([0.0, 100.0, 1000.0, 10_000.0])
    before = np.inf
    for kind in "ABCDEF":
        sigma_y, sigma_z = widths(ways, kind)
        assert (np.diff(sigma_y) > 0).all()
        assert (np.diff(sigma_z) > 0).all()
        assert sigma_y[2] < before
        before = sigma_y[2]


def test_the_widths_are_those_of_briggs_at_a_kilometre() -> None:
    sigma_y, sigma_z = widths(np.array([1000.0]), "D")
    assert sigma_y[0] == pytest.approx(80 / 1.1**0.5)
    assert sigma_z[0] == pytest.approx(60 / 2.5**0.5)

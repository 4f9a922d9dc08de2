"""Water over sections and months."""

from __future__ import annotations

import pytest

from bureau.quality.water_summary import (
    cwqi,
    mean_values,
    place_cwqi,
    river_state,
    share_of_good,
)

GOOD, FAIR, BAD = {"DO": 8.0, "TP": 0.05}, {"DO": 3.5, "TP": 0.25}, {"DO": 1.0, "TP": 0.5}


def river(*values):
    return river_state([(entry, "river") for entry in values])


@pytest.mark.parametrize(
    ("good", "fair", "bad", "state"),
    [
        (9, 1, 0, "优"), (8, 2, 0, "良好"), (3, 1, 0, "良好"), (15, 5, 0, "良好"),
        (7, 3, 0, "轻度污染"), (7, 2, 1, "轻度污染"), (7, 1, 2, "中度污染"),
        (6, 0, 4, "重度污染"), (18, 0, 2, "优"),
    ],
)  # fmt: skip
def test_a_rivers_state_follows_the_shares_of_its_sections(good, fair, bad, state):
    found = river(*[GOOD] * good, *[FAIR] * fair, *[BAD] * bad)
    if good + fair + bad >= 5:
        assert (found.state, found.method) == (state, "shares")
    assert found.sections == good + fair + bad


def test_a_short_river_is_judged_by_its_means():
    found = river(GOOD, BAD)
    assert (found.method, found.state) == ("mean", "轻度污染")  # oxygen 4.5, phosphorus 0.275
    assert river({"pH": 7}) is None
    assert river(GOOD, {"pH": 7}).sections == 1


def test_the_share_of_class_three():
    assert share_of_good([1, 2, 3, 4]) == 75
    with pytest.raises(ValueError, match="sections"):
        share_of_good([])


def test_the_city_water_quality_index_sums_over_class_three():
    values = {"pH": 8, "DO": 8, "CODMn": 3, "NH3N": 0.5, "TP": 0.1, "TN": 9, "temperature_c": 30}
    assert cwqi(values) == pytest.approx(0.5 + 5 / 8 + 0.5 + 0.5 + 0.5, abs=1e-4)
    assert cwqi({"pH": 6.5}) == 0.5
    assert cwqi({"TP": 0.05}, kind="lake") == 1
    assert cwqi({"DO": 0}) == 50
    assert cwqi({"TN": 1}) is None


def test_a_places_index_joins_rivers_and_lakes_by_their_numbers():
    rivers = [({"TP": 0.1}, "river"), ({"TP": 0.3}, "river")]
    assert place_cwqi(rivers) == 1
    assert place_cwqi([*rivers, ({"TP": 0.2}, "lake")]) == 2
    assert place_cwqi([]) is None


def test_means_are_of_those_who_have_the_indicator():
    assert mean_values([{"DO": 4, "TP": 0.1}, {"DO": 6}]) == {"DO": 5, "TP": 0.1}

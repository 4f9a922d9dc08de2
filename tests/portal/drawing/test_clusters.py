"""What lies close together is one circle, and none is lost."""

from __future__ import annotations

from bureau.figures import SpotCount
from bureau.finding.entry import cell
from bureau.places import gazetteer
from portal.drawing.clusters import clusters, window

PLACES = gazetteer()
HERE, BESIDE, FAR = cell(120.72, 30.63), cell(120.73, 30.63), cell(121.1, 30.6)


def test_neighbours_are_one_circle_and_all_are_counted() -> None:
    spots = [
        SpotCount(HERE, "330411105", 3),
        SpotCount(BESIDE, "330411105", 1),
        SpotCount(FAR, "330482", 2),
    ]
    found = clusters(spots, PLACES, window(PLACES), apart=False)
    assert [each.count for each in found] == [4, 2]
    assert found[0].radius > found[1].radius


def test_a_county_has_room_for_what_the_city_holds_as_one() -> None:
    spots = [SpotCount(HERE, "", 1), SpotCount(cell(120.78, 30.63), "", 1)]
    assert len(clusters(spots, PLACES, window(PLACES, "330411"), apart=True)) == 2


def test_a_town_without_points_stands_at_its_seat_and_nowhere_is_left_out() -> None:
    (only,) = clusters(
        [SpotCount(None, "330411105", 5), SpotCount(None, "", 9)],
        PLACES,
        window(PLACES),
        apart=True,
    )
    assert (only.count, only.exact) == (5, False)


def test_the_window_of_a_county_lies_within_the_city() -> None:
    whole, part = window(PLACES), window(PLACES, "330421")
    assert part.width < whole.width
    assert part.scale < 1

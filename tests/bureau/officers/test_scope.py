"""A scope covers what lies in its area and under its categories, and nothing else."""

from __future__ import annotations

import pytest

from bureau.officers import WHOLE_CITY, OfficerScope

NANHU, XIUZHOU = "330402", "330411"
TOWN, NEXT = "330402001", "330402002"


@pytest.mark.parametrize(
    ("scope", "county", "town", "category", "covered"),
    [
        (WHOLE_CITY, NANHU, TOWN, "odor", True),
        (WHOLE_CITY, None, None, "odor", True),
        (WHOLE_CITY, None, None, None, True),
        (OfficerScope(NANHU), NANHU, TOWN, "odor", True),
        (OfficerScope(NANHU), NANHU, None, "odor", True),
        (OfficerScope(NANHU), XIUZHOU, "330411001", "odor", False),
        (OfficerScope(NANHU), None, None, "odor", False),
        (OfficerScope(NANHU), None, None, None, False),
        (OfficerScope(TOWN), NANHU, TOWN, "odor", True),
        (OfficerScope(TOWN), NANHU, NEXT, "odor", False),
        (OfficerScope(TOWN), NANHU, None, "odor", False),
        (OfficerScope(TOWN), None, None, "odor", False),
        (OfficerScope(None, ("water",)), NANHU, TOWN, "water", True),
        (OfficerScope(None, ("water",)), NANHU, TOWN, "odor", False),
        (OfficerScope(None, ("water",)), NANHU, TOWN, None, True),
        (OfficerScope(NANHU, ("water", "soil")), NANHU, TOWN, "soil", True),
        (OfficerScope(NANHU, ("water", "soil")), XIUZHOU, None, "soil", False),
    ],
)
def test_a_scope_covers_its_own_matters(
    scope: OfficerScope,
    county: str | None,
    town: str | None,
    category: str | None,
    covered: bool,
) -> None:
    assert scope.covers(county=county, town=town, category=category) is covered


@pytest.mark.parametrize(
    ("scope", "county", "town", "whole"),
    [
        (WHOLE_CITY, None, None, True),
        (OfficerScope(NANHU), NANHU, None, False),
        (OfficerScope(TOWN), None, TOWN, False),
        (OfficerScope(None, ("water",)), None, None, False),
    ],
)
def test_a_scope_says_what_it_is_bound_to(
    scope: OfficerScope, county: str | None, town: str | None, whole: bool
) -> None:
    assert (scope.county, scope.town, scope.whole) == (county, town, whole)

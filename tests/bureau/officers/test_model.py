"""What an officer may do follows from role, area and categories."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bureau.officers import Officer, Right

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
COUNTY, TOWN = "330402", "330402001"


def officer(**post: Any) -> Officer:
    return Officer("li", "Li", True, 1, AT, None, False, **post)


def test_a_county_branch_may_what_its_role_holds_over_its_county() -> None:
    branch = officer(role="county_branch", area=COUNTY)
    assert branch.may(Right.REFER_CASES, county=COUNTY, town=TOWN, category="odor")
    assert not branch.may(Right.REFER_CASES, county="330411", category="odor")
    assert not branch.may(Right.REFER_CASES)
    assert branch.holds(Right.REFER_CASES)
    assert not branch.may(Right.END_WAVES)
    assert not branch.holds(Right.END_WAVES)


def test_an_officer_of_one_category_keeps_the_citys_other_work() -> None:
    one = officer(role="city", categories=("water",))
    assert one.may(Right.END_WAVES)
    assert one.may(Right.SEE_CASES, county=COUNTY, category="water")
    assert not one.may(Right.SEE_CASES, county=COUNTY, category="noise")


def test_a_role_that_is_gone_from_the_list_may_nothing() -> None:
    gone = officer(role="chief")
    assert gone.duties is None
    assert not any(gone.holds(right) or gone.may(right) for right in Right)


def test_whoever_was_there_before_roles_came_is_an_officer_of_the_city() -> None:
    assert officer().duties is not None
    assert officer().holds(Right.END_WAVES)
    assert not officer().holds(Right.MANAGE_OFFICERS)

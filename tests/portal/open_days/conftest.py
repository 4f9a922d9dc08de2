"""A facility and its open days in the portal's bureau, and days by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.open_days import DayPlan, Facility, FacilityKind, OpenDay
from bureau.wiring import Bureau
from tests.portal.conftest import AT

STARTS = AT.replace(hour=1) + timedelta(days=11)  # 下周六 9:00
PLACE = Facility(
    code="plant",
    kind=FacilityKind.SEWAGE,
    name="联合<污水>厂",
    town="330402100",
    meeting="东门 & 保安室",
    longitude=120.75,
    latitude=30.75,
    least_age=6,
    most_each=4,
)
PLAN = DayPlan(
    facility="plant",
    starts=STARTS,
    ends=STARTS + timedelta(hours=2),
    seats=4,
    opens=AT - timedelta(days=1),
    closes=STARTS - timedelta(days=1),
    note="穿平底鞋",
)


@pytest.fixture
def day(bureau: Bureau) -> OpenDay:
    """An open day of four seats, eleven days ahead."""
    bureau.open_day_desk.keep_facility(facility=PLACE)
    return bureau.open_day_desk.announce(plan=PLAN, at=AT)

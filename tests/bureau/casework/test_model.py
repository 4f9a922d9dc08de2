"""Who stands in for whom, however the absences lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bureau.casework.model import Leave, acted_for, stand_in

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def away(officer: str, deputy: str, begins: datetime = AT, days: int = 1) -> Leave:
    return Leave(1, officer, deputy, begins, begins + days * DAY, officer)


def test_a_deputy_who_is_away_has_a_deputy() -> None:
    leaves = [away("li", "wang"), away("wang", "chen")]
    assert stand_in("li", leaves, AT) == "chen"
    assert acted_for("chen", leaves, AT) == {"chen", "li", "wang"}
    assert acted_for("wang", leaves, AT) == {"wang"}


def test_a_ring_of_absences_leads_back() -> None:
    leaves = [away("li", "wang"), away("wang", "li")]
    assert stand_in("li", leaves, AT) == "li"
    assert acted_for("li", leaves, AT) == {"li"}


def test_an_absence_holds_from_its_begin_until_before_its_end() -> None:
    leaves = [away("li", "wang", AT + DAY)]
    assert [stand_in("li", leaves, AT + day * DAY) for day in (0, 1, 2)] == ["li", "wang", "li"]

"""The map shows where cases came from in some days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer
from tests.portal.test_cases import TOLD, WANGDIAN, page, submit


def test_cases_with_a_point_and_cases_of_a_town_are_told_apart(
    officer: Officer, bureau: Bureau
) -> None:
    submit(bureau)
    submit(bureau, replace(TOLD, location=None), "m2")
    shown = page(officer, "/portal/map")
    assert '<circle class="exact"' in shown
    assert '<circle class="about"' not in shown
    assert "只作示意" in shown
    assert shown.count('class="town') == 72
    county = page(officer, "/portal/map?area=330411")
    assert WANGDIAN.name in county
    assert '<circle class="exact"' in county
    assert '<circle class="about"' in county
    assert county.count('class="town') < 20


def test_the_slider_gets_one_day_after_the_other(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    submit(bureau, key="m2", at=AT - timedelta(days=2))
    frame = officer.get("/portal/map/circles?since=2026-11-24&until=2026-11-24").get_json()
    assert frame["total"] == 1
    assert [each["exact"] for each in frame["clusters"]] == [True]
    empty = officer.get("/portal/map/circles?since=2026-11-23&until=2026-11-23").get_json()
    assert empty == {"clusters": [], "total": 0}


def test_too_many_days_are_refused_in_words(officer: Officer) -> None:
    assert "最多看 92 天" in page(officer, "/portal/map?since=2025-01-01&until=2026-01-01", 404)
    assert officer.get("/portal/map/circles?since=2025-01-01&until=2026-01-01").status_code == 404

"""Routes, grids and shifts, as the coordinator plans them."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

ROUTES, SHIFTS = "/portal/patrol-routes", "/portal/patrol-shifts"
SPOTS = "东门，120.7012，30.7123\n西门, 120.7050, 30.7123\n\n河埠头\t120.71\t30.71"


def text(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_a_route_is_planned_and_closed(officer: Officer, bureau: Bureau) -> None:
    assert "还没有路线" in text(officer, ROUTES)
    form = {"name": "园区一圈", "kind": "odor", "town": "330411101", "spots": SPOTS}
    assert officer.post(ROUTES, page=ROUTES, **form).status_code == 302
    (kept,) = bureau.patrol_routes.routes()
    assert [each.name for each in kept.spots] == ["东门", "西门", "河埠头"]
    assert (kept.county, kept.town) == ("330411", "330411101")
    assert "3 个点" in text(officer, ROUTES)
    close = f"{ROUTES}/{kept.id}/close"
    officer.post(close, page=ROUTES)
    assert bureau.patrol_routes.routes() == []
    officer.post(close, page=ROUTES)
    assert "没有找到这条路线" in text(officer, ROUTES)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "  "}, "起个名字"),
        ({"spots": "东门"}, "第 1 行看不懂"),
        ({"spots": "东门,120.7,30.7\n西门,30.7,120.7"}, "第 2 行看不懂"),
        ({"spots": "东门,120.7,30.7\n东门,120.7,30.7"}, "点名不能重复"),
        ({"spots": ""}, "1 到 200 个点"),
        ({"side_m": "5000", "west": "120.7", "south": "30.7", "columns": "2", "rows": "2"}, "网格"),
        ({"side_m": "250", "west": "x", "south": "30.7", "columns": "2", "rows": "2"}, "网格"),
    ],
)
def test_what_cannot_be_a_route_is_explained_and_kept_in_the_form(
    officer: Officer, bureau: Bureau, change: dict[str, str], says: str
) -> None:
    form = {"name": "一圈", "kind": "odor", "town": "", "spots": SPOTS, **change}
    answer = officer.post(ROUTES, page=ROUTES, **form)
    shown = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert says in shown
    assert form["spots"] in shown
    assert bureau.patrol_routes.routes(closed=True) == []


def test_a_grid_makes_its_own_points(officer: Officer, bureau: Bureau) -> None:
    form = {"name": "方格", "kind": "odor", "town": "", "side_m": "250", "west": "120.7",
            "south": "30.7", "columns": "3", "rows": "2"}  # fmt: skip
    officer.post(ROUTES, page=ROUTES, **form)
    (kept,) = bureau.patrol_routes.routes()
    assert len(kept.spots) == 12
    assert "3×2 个方格" in text(officer, ROUTES)


def test_a_shift_is_published_and_cancelled_and_who_would_come_is_told(
    officer: Officer, bureau: Bureau
) -> None:
    day = (AT + timedelta(days=2)).date().isoformat()
    form = {"day": day, "begins": "20:00", "ends": "01:00", "kind": "odor", "town": "330411101",
            "seats": "2", "meet": "东门"}  # fmt: skip
    assert officer.post(SHIFTS, page=SHIFTS, **form).status_code == 302
    me = "c" * 32
    role = bureau.patrols.apply(kind="odor", town="330411101", by=me, at=AT, message_key="m")
    bureau.patrols.decide(volunteer=role.id, approved=True, by="li", at=AT)
    ((shift, free),) = bureau.duty_calendar.open_to(by=me, at=AT)
    assert (free, shift.hours) == (2, "20:00-01:00")
    bureau.duty_calendar.sign_up(shift=shift.id, by=me, at=AT)
    shown = text(officer, SHIFTS)
    assert "1 / 2 人" in shown
    assert me not in shown
    evening = AT.replace(hour=10) + timedelta(days=1)  # 18:00 in Jiaxing
    assert bureau.duty_calendar.remind(at=evening) == 1
    assert bureau.duty_calendar.remind(at=evening - timedelta(hours=3)) == 0
    bureau.duty_calendar.remind(at=evening)
    officer.post(f"{SHIFTS}/{shift.id}/cancel", page=SHIFTS)
    said = [str(each.content) for each in bureau.outbox.of_citizen(to=me)]
    assert sum("取消了" in each for each in said) == 1
    assert sum("有您的班" in each for each in said) == 1
    officer.post(f"{SHIFTS}/{shift.id}/cancel", page=SHIFTS)
    assert "没有找到这一班" in text(officer, SHIFTS)


@pytest.mark.parametrize(
    "change",
    [
        {"day": "2020-01-01"},
        {"day": "soon"},
        {"begins": "25:00"},
        {"begins": "06:00", "ends": "23:00"},
        {"seats": "0"},
        {"seats": "²"},
        {"meet": " "},
    ],
)
def test_what_cannot_be_a_shift_is_explained(
    officer: Officer, bureau: Bureau, change: dict[str, str]
) -> None:
    day = (AT + timedelta(days=2)).date().isoformat()
    form = {"day": day, "begins": "20:00", "ends": "22:00", "kind": "odor", "town": "",
            "seats": "2", "meet": "东门", **change}  # fmt: skip
    answer = officer.post(SHIFTS, page=SHIFTS, **form)
    assert answer.status_code == 409
    assert "请" in answer.get_data(as_text=True)
    assert bureau.duty_calendar.between(AT, AT + timedelta(days=60)) == []

"""Officers publish open days, see who comes, and tell those who came to nothing why."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest

from bureau.messaging import Outcome
from bureau.open_days import BookingState, OpenDay
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer
from tests.portal.open_days.conftest import PLACE

FORM = {
    "facility": "plant",
    "starts": "2026-12-05T09:00",
    "ends": "2026-12-05T11:00",
    "opens": "2026-11-24T08:00",
    "closes": "2026-12-04T18:00",
    "seats": "20",
    "note": "",
}


def page(officer: Officer, address: str) -> str:
    return unescape(officer.get(address).get_data(as_text=True))


def book(bureau: Bureau, day: OpenDay, who: str, party: int, phone: str = "") -> Any:
    return bureau.open_days.book(
        day=day.id, party=party, wait=True, by=who, at=AT, message_key=who, phone=phone
    )


def told(bureau: Bureau, who: str) -> list[str]:
    return [each.content.body["text"] for each in bureau.outbox.of_citizen(to=who)]


def test_a_day_is_published_from_the_form_and_listed(officer: Officer, bureau: Bureau) -> None:
    bureau.open_day_desk.keep_facility(facility=PLACE)
    answer = officer.post("/portal/open-days/new", page="/portal/open-days/new", **FORM)
    assert answer.status_code == 302
    shown = page(officer, "/portal/open-days")
    assert "下周六（12月5日）9:00–11:00" in shown
    assert "约了 0 / 20 人" in shown
    assert "&lt;污水&gt;" in officer.get("/portal/open-days").get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seats": "0"}, "位子要写"),
        ({"seats": "many"}, "要写整数"),
        ({"starts": ""}, "日期和时间"),
        ({"ends": "2026-12-05T08:00"}, "先后有序"),
        ({"closes": "2026-12-06T08:00"}, "先后有序"),
        ({"starts": "2025-12-05T09:00", "ends": "2025-12-05T11:00", "opens": "2025-11-01T08:00",
          "closes": "2025-12-01T08:00"}, "已经过去"),
        ({"facility": "nowhere"}, "没有这个设施"),
        ({"note": "x" * 501}, "最多 500 字"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_explained_and_what_was_typed_stays(
    officer: Officer, bureau: Bureau, wrong: dict[str, str], said: str
) -> None:
    bureau.open_day_desk.keep_facility(facility=PLACE)
    form = {**FORM, **wrong}
    answer = officer.post("/portal/open-days/new", page="/portal/open-days/new", **form)
    assert answer.status_code == 409
    text = unescape(answer.get_data(as_text=True))
    assert said in text
    assert f'value="{form["opens"]}"' in text
    assert bureau.open_day_desk.coming(at=AT) == []


def test_a_day_shows_who_comes_by_code_and_never_a_number(
    officer: Officer, bureau: Bureau, day: OpenDay
) -> None:
    booked = book(bureau, day, "c" * 32, 3, phone="13800001111")
    book(bureau, day, "d" * 32, 2)
    shown = page(officer, f"/portal/open-days/{day.id}")
    assert f"{booked.code[:5]} {booked.code[5:]}" in shown
    assert "候补 2 人" in shown
    for secret in ("13800001111", "c" * 32):
        assert secret not in shown


def test_calling_off_tells_all_with_the_reason(
    officer: Officer, bureau: Bureau, day: OpenDay
) -> None:
    book(bureau, day, "c" * 32, 3)
    book(bureau, day, "d" * 32, 2)
    address = f"/portal/open-days/{day.id}"
    assert officer.post(address, page=address, verb="call_off", reason=" ").status_code == 409
    assert officer.post(address, page=address, verb="call_off", reason="台风").status_code == 302
    for who in ("c" * 32, "d" * 32):
        [letter] = told(bureau, who)
        assert "台风" in letter
        assert "取消" in letter
    assert "已取消" in page(officer, address)


def test_one_booking_taken_back_gives_its_seats_to_who_waits(
    officer: Officer, bureau: Bureau, day: OpenDay
) -> None:
    first = book(bureau, day, "c" * 32, 4)
    book(bureau, day, "d" * 32, 2)
    officer.post(
        f"/portal/open-days/bookings/{first.id}",
        page=f"/portal/open-days/{day.id}",
        reason="设备检修",
    )
    assert "设备检修" in told(bureau, "c" * 32)[0]
    assert "有位子了" in told(bureau, "d" * 32)[0]
    [(waiting, _)] = bureau.open_days.of_citizen(by="d" * 32)
    assert waiting.state is BookingState.OFFERED


def test_a_moved_day_is_told_to_who_booked(officer: Officer, bureau: Bureau, day: OpenDay) -> None:
    book(bureau, day, "c" * 32, 2)
    address = f"/portal/open-days/{day.id}"
    form = {**FORM, "starts": "2026-12-05T10:00"}
    assert officer.post(address, page=address, verb="change", **form).status_code == 302
    assert "10:00–11:00" in told(bureau, "c" * 32)[0]
    fewer = officer.post(address, page=address, verb="change", **{**form, "seats": "1"})
    assert fewer.status_code == 409


def test_the_sign_in_list_holds_codes_numbers_and_a_place_to_sign(
    officer: Officer, bureau: Bureau, day: OpenDay
) -> None:
    booked = book(bureau, day, "c" * 32, 3, phone="13800001111")
    book(bureau, day, "d" * 32, 1)
    answer = officer.get(f"/portal/open-days/{day.id}/list.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    flat = [str(cell) for row in rows for cell in row if cell is not None]
    assert any("演示数据" in cell for cell in flat)
    head = next(place for place, row in enumerate(rows) if row[0] == "序号")
    assert [row[2:4] for row in rows[head + 1 : head + 3]] == [[3, "13800001111"], [1, ""]]
    assert rows[head + 1][1] == f"{booked.code[:5]} {booked.code[5:]}"
    assert "签名" in rows[head]


def test_who_was_not_reached_is_named_with_what_to_do(
    officer: Officer, bureau: Bureau, day: OpenDay
) -> None:
    called = book(bureau, day, "c" * 32, 2, phone="13800001111")
    book(bureau, day, "d" * 32, 1)
    address = f"/portal/open-days/{day.id}"
    assert "没通知到" not in page(officer, address)
    assert "还没开通模板消息" in page(officer, address)
    bureau.open_days.keep_up(at=day.starts - timedelta(hours=20))
    for letter in bureau.outbox.take_due(at=day.starts - timedelta(hours=19), most=9):
        bureau.outbox.close(letter, outcome=Outcome.DEFERRED, at=AT)
    shown = page(officer, address)
    assert "有 2 个预约没通知到" in shown
    assert "其中 1 个留了电话" in shown
    assert "提醒没送到" in shown
    sheet = openpyxl.load_workbook(io.BytesIO(officer.get(f"{address}/list.xlsx").data)).active
    rows = {row[1].value: row[5].value for row in sheet.iter_rows() if row[1].value}
    assert rows[f"{called.code[:5]} {called.code[5:]}"] == "“提醒”没送到，请打电话"
    assert "“提醒”没送到，也没留电话" in rows.values()


@pytest.mark.parametrize("address", ["/portal/open-days/99", "/portal/open-days/9999999999"])
def test_a_day_that_is_not_there_is_not_found(officer: Officer, address: str) -> None:
    assert officer.get(address).status_code == 404

"""At the gate a scan opens the page, a press notes who came, and a second press notes nothing."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from bureau.open_days import BookingState, OpenDay
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch
from tests.portal.open_days.conftest import STARTS


def book(bureau: Bureau, day: OpenDay, who: str = "c" * 32, party: int = 3) -> str:
    booking = bureau.open_days.book(
        day=day.id, party=party, wait=True, by=who, at=AT, message_key=who
    )
    return booking.code


def enter(officer: Officer, watch: Watch) -> None:
    """Let it be the morning of the day; the session of before is over."""
    watch.at = STARTS + timedelta(minutes=5)
    officer.sign_in()


def test_a_scan_shows_and_changes_nothing_a_press_notes_once(
    officer: Officer, bureau: Bureau, day: OpenDay, watch: Watch
) -> None:
    code = book(bureau, day)
    enter(officer, watch)
    address = f"/portal/open-days/gate/{code}"
    shown = unescape(officer.get(address).get_data(as_text=True))
    assert "3 人" in shown
    assert "确认签到" in shown
    [(booking, _)] = bureau.open_days.of_citizen(by="c" * 32)
    assert booking.state is BookingState.BOOKED
    assert officer.post(address, page=address).status_code == 302
    watch.wait(minutes=3)
    assert officer.post(address, page=address).status_code == 302
    assert "没有重复记" in unescape(officer.get(address).get_data(as_text=True))
    [(booking, _)] = bureau.open_days.of_citizen(by="c" * 32)
    assert (booking.state, booking.checked_in) == (
        BookingState.CAME, STARTS + timedelta(minutes=5),
    )  # fmt: skip


def test_a_code_is_found_however_it_is_typed(
    officer: Officer, bureau: Bureau, day: OpenDay
) -> None:
    code = book(bureau, day)
    typed = f"{code[:5].lower()} {code[5:]}"
    answer = officer.client.get("/portal/open-days/gate", query_string={"code": typed})
    assert answer.location == f"/portal/open-days/gate/{code}"


def test_who_only_waits_or_is_unknown_does_not_come_in(
    officer: Officer, bureau: Bureau, day: OpenDay, watch: Watch
) -> None:
    book(bureau, day, "c" * 32, 4)
    waiting = book(bureau, day, "d" * 32, 1)
    enter(officer, watch)
    for code in (waiting, "NOSUCHCODE"):
        address = f"/portal/open-days/gate/{code}"
        assert officer.post(address, page="/portal/open-days/gate").status_code == 409
    assert "没有位子" in unescape(
        officer.get(f"/portal/open-days/gate/{waiting}").get_data(as_text=True)
    )


def test_days_before_the_gate_is_closed(officer: Officer, bureau: Bureau, day: OpenDay) -> None:
    address = f"/portal/open-days/gate/{book(bureau, day)}"
    assert officer.post(address, page=address).status_code == 409

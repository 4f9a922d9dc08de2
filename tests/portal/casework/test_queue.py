"""The landing page is one's own work; notices and absences stand beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from bureau.officers import Post
from bureau.wiring import Bureau
from tests.portal.casework.conftest import Report
from tests.portal.conftest import AT, Officer


def page(officer: Officer, path: str = "/portal/cases/mine") -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True)).partition("<main")[2]


def counts(text: str) -> dict[str, str]:
    return dict(re.findall(r'<b data-live="(\w+)">(\d+)</b>', text))


def test_signing_in_leads_to_ones_own_work(officer: Officer) -> None:
    assert officer.get("/portal/").location == "/portal/cases/mine"
    assert "手上没有要办的举报" in page(officer)


def test_the_queue_shows_each_part_with_its_count(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    danger, given, free = report("m1", urgent=True), report("m2"), report("m3")
    bureau.casework.assign(number=given.number, unit="", lead="li", by="admin", at=AT)
    text = page(li)
    assert counts(text) == {
        "danger": "1", "overdue": "0", "today": "0", "waiting": "1", "mine": "0", "free": "1",
    }  # fmt: skip
    for case in (danger, given, free):
        assert case.number in text
    only = page(li, "/portal/cases/mine?part=waiting")
    assert given.number in only
    assert free.number not in only
    assert officer.get("/portal/cases/mine?part=none").status_code == 404


def test_the_live_counts_are_those_of_the_page(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    report("m1", urgent=True)
    report("m2")
    live = officer.get("/portal/alarm").get_json()
    assert {name: str(count) for name, count in live["queue"].items()} == counts(page(officer))


def test_a_notice_is_counted_on_every_page_until_it_is_seen(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    bureau.casework.assign(number=case.number, unit="", lead="li", by="admin", at=AT)
    head = li.get("/portal/callbacks").get_data(as_text=True)
    assert '<b data-live="notices">1</b>' in head
    assert li.get("/portal/alarm").get_json()["notices"] == 1
    assert officer.get("/portal/alarm").get_json()["notices"] == 0
    assert f"管理员把 {case.number}（秀洲区王店镇，异味）交给您办" in page(li, "/portal/notices")
    assert li.get("/portal/alarm").get_json()["notices"] == 0


def test_opening_the_case_is_seeing_its_notice(li: Officer, bureau: Bureau, report: Report) -> None:
    case = report()
    bureau.casework.assign(number=case.number, unit="", lead="li", by="admin", at=AT)
    li.get(f"/portal/cases/{case.number}")
    assert li.get("/portal/alarm").get_json()["notices"] == 0


def test_an_absence_shows_the_work_to_the_deputy(
    officer: Officer, li: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    bureau.casework.take(number=case.number, by="li", at=AT)
    form = {"begins": "2026-11-24", "ends": "2026-11-25", "deputy": "admin"}
    li.post("/portal/leave", page="/portal/leave", **form)
    assert "由管理员代办" in page(li)
    text = page(officer)
    assert "您正在代办：李明" in text
    assert case.number in text
    (leave,) = bureau.casework.leaves(at=AT)
    assert leave.ends == AT + timedelta(days=1, hours=13)  # the end of the last day
    li.post(f"/portal/leave/{leave.id}/end", page="/portal/leave")
    assert "没有人登记休假" in page(li, "/portal/leave")


def test_only_who_can_do_the_work_is_offered_as_deputy_with_their_post(
    li: Officer, bureau: Bureau
) -> None:
    for name, full, post in (
        ("sun", "孙审计", Post("auditor")),
        ("dian", "王小店", Post("town_office", "330411105")),
        ("hot", "张热线", Post("hotline_desk")),
    ):
        bureau.officers.add(name=name, full_name=full, password="long enough one", at=AT)
        bureau.officers.post(name=name, post=post, by="admin", at=AT)
    shown = page(li, "/portal/leave")
    assert "张热线（热线坐席）" in shown
    for other in ("孙审计", "王小店"):
        assert other not in shown
    form = {"begins": "2026-11-24", "ends": "2026-11-25", "deputy": "sun"}
    assert li.post("/portal/leave", page="/portal/leave", **form).status_code == 409


def test_the_last_day_of_an_absence_is_told_as_it_was_entered(li: Officer) -> None:
    form = {"begins": "2026-11-24", "ends": "2026-11-25", "deputy": "admin"}
    li.post("/portal/leave", page="/portal/leave", **form)
    assert "至 2026-11-25 23:59" in page(li, "/portal/leave")
    assert "至 2026-11-25 23:59" in page(li)


def test_what_the_citizen_did_stands_among_the_notices(
    li: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    bureau.casework.take(number=case.number, by="li", at=AT)
    bureau.cases.take(verb="ask", number=case.number, by="li", at=AT, note="几点？")
    bureau.cases.supplement(number=case.number, by=case.citizen, at=AT, text="下半夜最重")
    assert li.get("/portal/alarm").get_json()["notices"] == 1
    assert "下半夜最重" in page(li, "/portal/notices")


def test_nobody_has_it_is_said_of_running_cases_alone(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    assert "没人接</i>" in page(officer, "/portal/cases")
    bureau.cases.take(verb="refuse", number=case.number, by="admin", at=AT, note="线索不清")
    assert "没人接</i>" not in page(officer, "/portal/cases")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"begins": "x", "ends": "2026-11-25", "deputy": "admin"},
        {"begins": "2026-11-25", "ends": "2026-11-24", "deputy": "admin"},
        {"begins": "2026-11-24", "ends": "9999-12-31", "deputy": "admin"},
        {"begins": "2026-11-24", "ends": "2026-11-25", "deputy": ""},
    ],
)
def test_an_absence_that_cannot_be_is_explained(li: Officer, form: dict[str, str]) -> None:
    answer = li.post("/portal/leave", page="/portal/leave", **form)
    assert answer.status_code == 409
    assert 'class="problem"' in answer.get_data(as_text=True)


def test_begun_words_are_found_again_in_the_queue(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    path = f"/portal/cases/{report().number}"
    officer.post(f"{path}/drafts/answer", page=path, text="已到现场，")
    text = page(officer)
    assert "没写完的" in text
    assert "已到现场，" in text

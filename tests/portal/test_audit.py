"""The audit log's page: who saw, did and took along what, for administrators and auditors."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from flask import Flask

from bureau.audit import AuditFilter, AuditLine, AuditOutcome, Deed, words
from bureau.cases import Draft
from bureau.officers import Post
from bureau.wiring import Bureau
from portal import audit
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

CITIZEN = "fedcba9876543210fedcba9876543210"
WORDS = "隔壁工厂半夜排黑水"


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def lines(bureau: Bureau, **wanted: object) -> list[AuditLine]:
    return bureau.audit.page(AuditFilter(**wanted), limit=99, offset=0)[0]  # type: ignore[arg-type]


def filed(bureau: Bureau) -> str:
    draft = Draft(categories=("water",), description=WORDS, place="330411001")
    return bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="c").number


def test_what_an_officer_did_is_told_in_chinese_on_the_page_and_in_the_sheets(
    officer: Officer, bureau: Bureau
) -> None:
    path = f"/portal/cases/{filed(bureau)}"
    officer.post(path, page=path, verb="refer", authority="city_enforcement", note="归城管")
    text = page(officer, "/portal/audit?verb=cases.step")
    assert "步骤：转其他部门；转给：综合行政执法局（城管）" in text
    assert "verb=refer" not in text
    sheet = officer.get("/portal/audit.csv?verb=cases.step").get_data(as_text=True)
    assert "转给：综合行政执法局（城管）" in sheet


def test_every_field_that_goes_into_the_log_has_a_word(app: Flask) -> None:
    told = {name for view in app.view_functions.values() for name in getattr(view, "tells", ())}
    assert told
    assert told <= set(words()["fields"])


@pytest.mark.parametrize("path", ["audit", "audit.csv", "audit.xlsx"])
def test_dates_the_wrong_way_round_are_said_and_never_left_out(officer: Officer, path: str) -> None:
    answer = officer.get(f"/portal/{path}?day=2026-11-30&until=2026-11-01")
    assert answer.status_code == 404
    assert "开始日期 2026-11-30 在结束日期 2026-11-01 之后" in answer.get_data(as_text=True)


def test_a_tail_of_a_number_finds_nothing_and_is_told_why(officer: Officer, bureau: Bureau) -> None:
    number = filed(bureau)
    page(officer, f"/portal/cases/{number}")
    assert "编号要写全" in page(officer, f"/portal/audit?number={number[9:]}")


def test_who_opened_a_case_is_written_down_once(
    officer: Officer, app: Flask, bureau: Bureau, watch: Watch
) -> None:
    number = filed(bureau)
    for minutes in (0, 9, 2):
        watch.wait(minutes=minutes)
        page(officer, f"/portal/cases/{number}")
    seen = lines(bureau, number=number)
    assert [line.at for line in seen] == [AT + timedelta(minutes=11), AT]
    assert {(line.officer, line.deed, line.verb) for line in seen} == {
        ("admin", Deed.SAW, "cases.case")
    }
    shown = page(officer, "/portal/audit?deed=saw")
    assert "共 2 条" in shown
    assert f'<a class="number" href="/portal/cases/{number}"' in shown
    bureau.officers.add(name="li", full_name="李明", password=PASSWORD, at=AT)
    bureau.officers.change_password(name="li", old=PASSWORD, new=PASSWORD * 2, keeps="", at=AT)
    li = Officer(app.test_client())
    li.sign_in("li", PASSWORD * 2)
    page(li, f"/portal/cases/{number}")
    assert lines(bureau, number=number)[0].officer == "li"
    for path in ("/portal/audit", "/portal/audit.csv", "/portal/audit.xlsx", "/portal/looked"):
        assert li.get(path).status_code == 404


def test_the_old_address_leads_on(officer: Officer) -> None:
    assert officer.get("/portal/looked").location == "/portal/audit?deed=saw"


def test_a_step_is_told_by_its_codes_and_never_by_its_words(
    officer: Officer, bureau: Bureau
) -> None:
    number = filed(bureau)
    path = f"/portal/cases/{number}"
    officer.post(path, page=path, verb="accept", note=WORDS)
    (done,) = lines(bureau, verb="cases.step")
    assert (done.number, done.detail, done.outcome) == (number, "verb=accept", AuditOutcome.DONE)
    officer.post(path, page=path, verb="accept", note=WORDS)
    refused = lines(bureau, verb="cases.step")[0]
    assert (refused.outcome, refused.detail) == (AuditOutcome.REFUSED, "")
    assert not any(WORDS in str(line) for line in lines(bureau))


def test_what_was_refused_with_a_sentence_alone_is_told_as_refused(
    officer: Officer, bureau: Bureau
) -> None:
    form = {"name": "li", "full_name": "李明", "password": "long enough"}
    add = "/portal/account/officers"
    officer.post(add, page=add, **form, role="survey_office", categories="water")
    officer.post(add, page=add, **form, role="auditor")
    officer.post(f"{add}/li", page=add, active="0")
    officer.post(f"{add}/admin", page=add, active="0")
    made = [(line.verb, line.subject, line.outcome) for line in lines(bureau, deed=Deed.DID)]
    assert made == [
        ("officers.activate", "admin", AuditOutcome.REFUSED),
        ("officers.activate", "li", AuditOutcome.DONE),
        ("officers.add", "", AuditOutcome.DONE),
        ("officers.add", "", AuditOutcome.REFUSED),
    ]
    assert lines(bureau, verb="officers.add")[0].detail == "name=li role=auditor"


def test_a_form_that_was_forged_is_told_as_refused(officer: Officer, bureau: Bureau) -> None:
    number = filed(bureau)
    officer.client.post(f"/portal/cases/{number}", data={"verb": "accept"})
    (line,) = lines(bureau, verb="cases.step")
    assert line.outcome is AuditOutcome.REFUSED


def test_a_download_is_told_with_its_file(officer: Officer, bureau: Bureau) -> None:
    name = "audit-20261124-1100.csv"
    answer = officer.get("/portal/audit.csv?deed=door")
    assert name in answer.headers["Content-Disposition"]
    (line,) = lines(bureau, deed=Deed.TOOK)
    assert (line.verb, line.subject) == ("audit.csv", name)


def test_coming_and_going_is_told_and_a_typed_password_is_not(app: Flask, bureau: Bureau) -> None:
    someone = Officer(app.test_client())
    someone.sign_in("my secret password", "my secret password")
    someone.sign_in("admin", "my secret password")
    someone.post("/portal/login", page="/portal/login", name="admin")
    someone.sign_in()
    someone.post("/portal/logout", page="/portal/account")
    told = [(line.verb, line.officer, line.outcome) for line in lines(bureau, deed=Deed.DOOR)]
    assert told == [
        ("logout", "admin", AuditOutcome.DONE),
        ("login", "admin", AuditOutcome.DONE),
        ("login_failed", "admin", AuditOutcome.REFUSED),
        ("login_failed", "", AuditOutcome.REFUSED),
    ]
    assert {line.subject for line in lines(bureau)} == {"127.0.0.1"}
    assert not any("secret" in str(line) for line in lines(bureau))


def test_a_flood_at_the_door_is_one_line_in_ten_minutes(app: Flask, bureau: Bureau) -> None:
    someone = Officer(app.test_client())
    for _ in range(9):
        someone.sign_in("admin", "wrong")
    assert len(lines(bureau, verb="login_failed")) == 5
    assert len(lines(bureau, verb="login_limited")) == 1


def test_lines_are_searched_by_officer_verb_case_and_day(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    number = filed(bureau)
    page(officer, f"/portal/cases/{number}")
    bureau.audit.note(AuditLine(AT - timedelta(days=1), "gone", Deed.DID, "cases.step", number))
    for asked, count in {
        "officer=gone": 1,
        "verb=cases.step": 1,
        f"number={number}": 2,
        f"number={number.replace('-', '')}": 2,
        "day=2026-11-23": 1,
        "day=2026-11-23&until=2026-11-24": 3,
        "until=2026-11-22": 0,
        "officer=nobody": 0,
        "number=x": 0,
        "officer=&deed=&verb=&number=&day=&until=": 3,
    }.items():
        assert f"共 {count} 条" in page(officer, f"/portal/audit?{asked}"), asked
    assert officer.get("/portal/audit?day=2026-13-40").status_code == 404
    assert officer.get("/portal/audit?until=9999-12-31").status_code == 404


def test_the_lines_have_pages(officer: Officer, bureau: Bureau) -> None:
    for number in range(51):
        bureau.audit.note(AuditLine(AT, "admin", Deed.DID, "cases.step", f"20261124-{number:04}-0"))
    asked = "/portal/audit?verb=cases.step"
    assert "20261124-0000-0" not in page(officer, asked)
    assert "20261124-0000-0" in page(officer, f"{asked}&page=2")
    assert officer.get(f"{asked}&page=3").status_code == 404


def test_both_files_hold_what_the_page_asked_for(officer: Officer, bureau: Bureau) -> None:
    number = filed(bureau)
    page(officer, f"/portal/cases/{number}")
    asked = f"?number={number}"
    text = officer.get(f"/portal/audit.csv{asked}").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[5] for row in rows[1:] if len(row) > 1] == [number]
    assert rows[-1] == ["演示数据"]
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"/portal/audit.xlsx{asked}").get_data()))
    assert book.active.cell(2, 6).value == number
    assert book.active.cell(2, 4).value == "看"


def test_more_than_a_file_holds_is_said(
    officer: Officer, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_MOST", 1)
    for _ in range(2):
        bureau.audit.note(AuditLine(AT, "li", Deed.DOOR, "login"))
    answer = officer.get("/portal/audit.csv?officer=li")
    assert answer.location == "/portal/audit?officer=li"
    assert "缩小日期范围" in page(officer, answer.location)


def test_the_auditor_reads_the_log_and_the_page_tells_of_them_too(
    app: Flask, bureau: Bureau
) -> None:
    bureau.officers.add(name="sun", full_name="孙", password=PASSWORD, at=AT, post=Post("auditor"))
    bureau.officers.change_password(name="sun", old=PASSWORD, new=PASSWORD * 2, keeps="", at=AT)
    auditor = Officer(app.test_client())
    auditor.sign_in("sun", PASSWORD * 2)
    auditor.get("/portal/audit.xlsx")
    assert "下载操作记录（Excel）" in page(auditor, "/portal/audit?officer=sun")

"""Patrols, volunteers, deliveries, accounts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from bureau.messaging import Outcome
from bureau.patrols import PatrolDraft
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

VOLUNTEER = "fedcba9876543210fedcba9876543210"


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def apply(bureau: Bureau) -> int:
    applied = bureau.patrols.apply(
        kind="odor", town="330482101", by=VOLUNTEER, at=AT, message_key="m1"
    )
    return applied.id


def decide(officer: Officer, volunteer: int, decision: str) -> int:
    path = f"/portal/volunteers/{volunteer}"
    answer = officer.post(path, page="/portal/volunteers", decision=decision)
    return int(answer.status_code)


@pytest.mark.parametrize(("decision", "word"), [("approve", "已通过"), ("decline", "未通过")])
def test_a_volunteer_is_decided_and_told(
    officer: Officer, bureau: Bureau, decision: str, word: str
) -> None:
    volunteer = apply(bureau)
    assert "待审核" in page(officer, "/portal/volunteers")
    decide(officer, volunteer, decision)
    text = page(officer, "/portal/volunteers")
    assert word in text
    assert VOLUNTEER not in text
    assert len(bureau.outbox.of_citizen(to=VOLUNTEER)) == 1


def test_a_second_decision_is_explained(officer: Officer, bureau: Bureau) -> None:
    volunteer = apply(bureau)
    bureau.patrols.decide(volunteer=volunteer, approved=True, by="li", at=AT)
    other = bureau.patrols.apply(kind="water", town=None, by=VOLUNTEER, at=AT, message_key="m2")
    decide(officer, volunteer, "decline")
    assert "已经处理过了" in page(officer, "/portal/volunteers")
    assert decide(officer, other.id, "maybe") == 400
    decide(officer, 999, "approve")
    assert "没有找到这份申请" in page(officer, "/portal/volunteers")


def test_patrols_are_listed_with_what_was_seen(officer: Officer, bureau: Bureau) -> None:
    volunteer = apply(bureau)
    bureau.patrols.decide(volunteer=volunteer, approved=True, by="li", at=AT)
    draft = PatrolDraft(kind="odor", place="330482101", place_text="园区东门", intensity=3,
                        seen="<i>酸味</i>", photos=("later",))  # fmt: skip
    nothing = PatrolDraft(kind="odor", place_text="路口", intensity=0, found=False)
    for key, each in (("p1", draft), ("p2", nothing)):
        bureau.patrols.record(draft=each, by=VOLUNTEER, at=AT, message_key=key)
    text = page(officer, "/portal/patrols")
    for fact in (
        "平湖市",
        "园区东门",
        "异味 3 级",
        "有发现",
        "未发现异常",
        "共 2 个",
        "还没从微信取到",
    ):
        assert fact in text, fact
    assert VOLUNTEER not in text
    assert "<i>酸味" not in officer.get("/portal/patrols").get_data(as_text=True)
    assert "共 0 个" in page(officer, "/portal/patrols?kind=water")
    assert "共 1 个" in page(officer, "/portal/patrols?county=330482")
    assert officer.get("/portal/patrols/9999999999999999999/photos/later").status_code == 404
    assert officer.get("/portal/patrols/1/photos/later").status_code == 404
    assert officer.get("/portal/patrols/999/photos/later").status_code == 404


def test_what_did_not_arrive_is_listed_with_its_case(officer: Officer, bureau: Bureau) -> None:
    assert "消息都送到了" in page(officer, "/portal/deliveries")
    why = "case:20261124-0001-7:1"
    bureau.outbox.notify(to=VOLUNTEER, text="您的举报已受理", why=why, at=AT)
    (letter,) = bureau.outbox.take_due(at=AT, most=1)
    bureau.outbox.close(letter, outcome="deferred", at=AT, errcode=45015)
    text = page(officer, "/portal/deliveries")
    for fact in ("20261124-0001-7", "您的举报已受理", "等市民下次来信时送达", "45015"):
        assert fact in text, fact
    assert VOLUNTEER not in text


def test_what_failed_can_be_tried_again_where_that_may_help(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    bureau.outbox.notify(to=VOLUNTEER, text="结果", why="case:20261124-0001-7:2", at=AT)
    (letter,) = bureau.outbox.take_due(at=AT, most=1)
    bureau.outbox.close(letter, outcome=Outcome.FAILED, at=AT, errcode=40007, note="invalid media")
    for number, (media, note) in enumerate([("m1", "40007 gone"), ("m2", "the photo is damaged")]):
        key = str(number) * 32
        bureau.evidence.want(id=key, kind="image", media_id=media, by=VOLUNTEER, at=AT)
        bureau.evidence.postpone(key, due=None, note=note)
    text = page(officer, "/portal/deliveries")
    for fact in ("没有送达", "图片在微信那边过期了", "没取到", "照片已损坏"):
        assert fact in text, fact
    shown = officer.get("/portal/deliveries").get_data(as_text=True)
    assert (shown.count("再发一次</button>"), shown.count("再取一次</button>")) == (1, 1)
    fetch = f"/portal/deliveries/media/{'0' * 32}/again"
    for path in (f"/portal/deliveries/{letter.id}/again", fetch):
        assert officer.post(path, page="/portal/deliveries").status_code == 302
        assert officer.post(path, page="/portal/deliveries").status_code == 404
    assert len(bureau.outbox.take_due(at=AT, most=5)) == 1
    assert [item.media_id for item in bureau.evidence.take_wanted(at=AT, most=5)] == ["m1"]
    bureau.evidence.postpone("0" * 32, due=None, note="busy")
    watch.wait(days=4)
    officer.sign_in()
    assert "微信只保留三天" in page(officer, "/portal/deliveries")
    assert officer.post(fetch, page="/portal/deliveries").status_code == 404


def test_a_large_send_shows_how_it_stands(officer: Officer, bureau: Bureau) -> None:
    people = ["c" + str(number) for number in range(5)]
    bureau.outbox.spread(
        to=people, text="请填问卷", why="满意度邀请", at=AT, over=timedelta(hours=4)
    )
    sent, kept = bureau.outbox.take_due(at=AT + timedelta(hours=1), most=2, bulk=True)
    bureau.outbox.close(sent, outcome=Outcome.SENT, at=AT)
    bureau.outbox.close(kept, outcome=Outcome.DEFERRED, at=AT)
    text = page(officer, "/portal/deliveries")
    for fact in ("满意度邀请", "正在发", "送达 1", "排队 3", "等市民说话 1", "消息都送到了"):
        assert fact in text, fact


def change(officer: Officer, **form: str) -> int:
    answer = officer.post("/portal/account/password", page="/portal/account/password", **form)
    return int(answer.status_code)


def test_an_officer_changes_their_password_and_other_sessions_end(
    app: Flask, officer: Officer
) -> None:
    elsewhere = Officer(app.test_client())
    elsewhere.sign_in()
    assert change(officer, old=PASSWORD, new="a new password", again="a new password") == 302
    assert "密码已修改" in page(officer, "/portal/account")
    assert elsewhere.get("/portal/account").status_code == 302
    assert Officer(app.test_client()).sign_in(password="a new password").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "problem"),
    [
        ("wrong", "a new password", "a new password", "当前密码不对"),
        (PASSWORD, "short", "short", "至少 10 个字符"),
        (PASSWORD, PASSWORD, PASSWORD, "不能和当前密码一样"),
        (PASSWORD, "a new password", "another one", "不一样"),
        ("", "", "", "必填"),
    ],
)
def test_a_password_that_cannot_be_changed_is_explained(
    officer: Officer, old: str, new: str, again: str, problem: str
) -> None:
    answer = officer.post(
        "/portal/account/password", page="/portal/account", old=old, new=new, again=again
    )
    assert answer.status_code == 400
    assert problem in answer.get_data(as_text=True)


def test_the_administrator_adds_and_stops_officers(app: Flask, officer: Officer) -> None:
    form = {"name": "li", "full_name": "李明", "password": "long enough"}
    officer.post("/portal/account/officers", page="/portal/account", **form)
    assert "已添加 李明" in page(officer, "/portal/account")
    again = officer.post("/portal/account/officers", page="/portal/account", **form)
    assert "已经有人用了" in again.get_data(as_text=True)
    li = Officer(app.test_client())
    assert li.sign_in("li", "long enough").status_code == 302
    change(li, old="long enough", new="longer still", again="longer still")
    assert "添加工作人员" not in page(li, "/portal/account")
    refused = li.post("/portal/account/officers", page="/portal/account", **form)
    assert refused.status_code == 404
    officer.post("/portal/account/officers/li", page="/portal/account", active="0")
    assert li.get("/portal/account").status_code == 302
    officer.post("/portal/account/officers/admin", page="/portal/account", active="0")
    assert "不能这样操作" in page(officer, "/portal/account")


def test_a_first_password_is_changed_before_anything_else(
    app: Flask, bureau: Bureau, officer: Officer
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=AT)
    li = Officer(app.test_client())
    li.sign_in("li", "long enough")
    for path in ("/portal/cases", "/portal/account", "/portal/nothing"):
        assert li.get(path).location == "/portal/account/password"
    assert "现在的密码是别人替您设的" in page(li, "/portal/account/password")
    assert change(li, old="long enough", new="longer still", again="longer still") == 302
    assert li.get("/portal/cases").status_code == 200
    assert "现在的密码是别人替您设的" not in page(li, "/portal/account/password")


def test_guessing_the_current_password_at_an_open_page_ends_soon(officer: Officer) -> None:
    for _ in range(5):
        assert change(officer, old="guess", new="a new password", again="a new password") == 400
    assert change(officer, old=PASSWORD, new="a new password", again="a new password") == 429


def test_an_officer_sees_and_ends_their_own_sessions(app: Flask, officer: Officer) -> None:
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.7.7.7"
    Officer(elsewhere).sign_in()
    shown = page(officer, "/portal/account")
    assert shown.count("本机") == 1
    (path,) = re.findall(r"/portal/account/sessions/[0-9a-f]{64}", shown)
    assert "10.7.7.7" in shown
    officer.post(path, page="/portal/account")
    assert "10.7.7.7" not in page(officer, "/portal/account")
    assert elsewhere.get("/portal/cases").status_code == 302


def test_nobody_ends_a_colleagues_session(app: Flask, bureau: Bureau, officer: Officer) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=AT)
    li = Officer(app.test_client())
    li.sign_in("li", "long enough")
    (session,) = bureau.officer_sessions.of("li", at=AT)
    officer.post(f"/portal/account/sessions/{session.key}", page="/portal/account")
    assert bureau.officer_sessions.of("li", at=AT) == [session]

"""An administrator helps in again: a link that holds once and for a day, and sessions ended."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pyotp
import pytest
from flask import Flask

from basis.tokens import token_hash
from bureau.audit import AuditFilter
from bureau.officers import OfficerError, Post
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

LI = "/portal/account/officers/li"
NEW = "a new password of li"


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


@pytest.fixture(autouse=True)
def li(bureau: Bureau) -> None:
    bureau.officers.add(name="li", full_name="李明", password="the first one", at=AT)
    bureau.officers.change_password(name="li", old="the first one", new=PASSWORD, keeps="", at=AT)


def link_for(officer: Officer, name: str = "li") -> str:
    path = f"/portal/account/officers/{name}"
    answer = officer.post(f"{path}/link", page=path)
    assert answer.status_code == 201
    found = re.search(r'value="(http[^"]*/portal/reset/([\w-]+))"', answer.get_data(as_text=True))
    assert found
    return f"/portal/reset/{found[2]}"


def choose(stranger: Officer, path: str, new: str = NEW, again: str | None = None) -> Any:
    return stranger.post(path, page=path, new=new, again=new if again is None else again)


def test_who_forgot_their_password_chooses_another(officer: Officer, stranger: Officer) -> None:
    path = link_for(officer)
    assert "李明（li）" in page(stranger, path)
    assert choose(stranger, path).location == "/portal/login"
    assert "新密码已设好" in page(stranger, "/portal/login")
    assert stranger.sign_in("li", PASSWORD).status_code == 401
    assert stranger.sign_in("li", NEW).status_code == 302
    assert "修改我的密码" in page(stranger, "/portal/account")


def test_a_link_is_shown_once_holds_once_and_opens_nothing_by_itself(
    officer: Officer, stranger: Officer, bureau: Bureau
) -> None:
    path = link_for(officer)
    secret = path.rpartition("/")[2]
    for shown in (LI, "/portal/account/officers", "/portal/audit"):
        assert secret not in page(officer, shown)
    assert stranger.get("/portal/cases").status_code == 302
    for _ in range(3):  # looking is not using: a messenger that previews links spoils none
        assert stranger.get(path).status_code == 200
    choose(stranger, path)
    assert stranger.get(path).status_code == 410
    assert choose(stranger, path, "another password").status_code in (400, 410)
    assert bureau.officers.sign_in(name="li", password=NEW, at=AT)


def test_a_link_holds_for_a_day(officer: Officer, stranger: Officer, watch: Watch) -> None:
    path = link_for(officer)
    watch.wait(hours=23, minutes=59)
    assert stranger.get(path).status_code == 200
    watch.wait(minutes=1)
    answer = stranger.get(path)
    assert answer.status_code == 410
    assert "24 小时内有效" in answer.get_data(as_text=True)


def test_the_newest_link_holds_alone(officer: Officer, stranger: Officer) -> None:
    first, second = link_for(officer), link_for(officer)
    assert stranger.get(first).status_code == 410
    assert stranger.get(second).status_code == 200


@pytest.mark.parametrize("made_up", ["x", "x" * 43, "%00", "é中", "../login", "-" * 500])
def test_a_link_that_never_was_is_answered_like_an_old_one(stranger: Officer, made_up: str) -> None:
    assert stranger.get(f"/portal/reset/{made_up}").status_code in (410, 404, 302)


def test_what_was_typed_wrong_leaves_the_link_as_it_is(officer: Officer, stranger: Officer) -> None:
    path = link_for(officer)
    for new, again in (("short", "short"), (NEW, NEW + "x"), ("", ""), ("x" * 201, "x" * 201)):
        assert choose(stranger, path, new, again).status_code == 400
    assert stranger.client.post(path, data={"new": NEW, "again": NEW}).status_code == 400
    assert choose(stranger, path).status_code == 302


def test_of_many_at_once_one_uses_the_link(officer: Officer, bureau: Bureau) -> None:
    secret = link_for(officer).rpartition("/")[2]

    def use(number: int) -> bool:
        try:
            bureau.officers.use_link(secret=secret, password=f"a password, number {number}", at=AT)
        except OfficerError as refused:
            return refused.code != "link"
        return True

    with ThreadPoolExecutor(4) as pool:
        used = list(pool.map(use, range(4)))
    assert used.count(True) == 1
    password = f"a password, number {used.index(True)}"
    assert bureau.officers.sign_in(name="li", password=password, at=AT)


def test_sessions_end_and_the_second_factor_is_set_up_anew(
    officer: Officer, app: Flask, bureau: Bureau, stranger: Officer
) -> None:
    otp = pyotp.TOTP(bureau.factors.offer("li"))
    bureau.factors.confirm(officer="li", code=otp.at(AT), at=AT)
    thief = Officer(app.test_client())
    thief.sign_in("li")
    choose(stranger, link_for(officer))
    assert bureau.officer_sessions.of("li", at=AT) == []
    assert not bureau.factors.of("li").on
    assert thief.get("/portal/account").location.startswith("/portal/login?")


def test_until_it_is_used_nothing_changes(officer: Officer, bureau: Bureau) -> None:
    link_for(officer)
    assert bureau.officers.sign_in(name="li", password=PASSWORD, at=AT)


def test_nobody_makes_a_link_for_themselves_or_for_who_was_stopped(
    officer: Officer, bureau: Bureau, stranger: Officer
) -> None:
    path = link_for(officer)
    bureau.officers.set_active(name="li", active=False, by="admin", at=AT)
    assert stranger.get(path).status_code == 410
    for name, told in (("admin", "另一位管理员"), ("li", "已停用"), ("nobody", "没有这个账号")):
        officer.post(f"/portal/account/officers/{name}/link", page="/portal/account/officers")
        assert told in page(officer, "/portal/account/officers"), name


def test_another_administrator_helps_the_first_one_in_again(
    officer: Officer, app: Flask, bureau: Bureau, stranger: Officer
) -> None:
    bureau.officers.post(name="li", post=Post("administrator"), by="admin", at=AT)
    second = Officer(app.test_client())
    second.sign_in("li")
    assert choose(stranger, link_for(second, "admin")).status_code == 302
    assert bureau.officers.sign_in(name="admin", password=NEW, at=AT)


def test_an_administrator_sees_and_ends_others_sessions(
    officer: Officer, app: Flask, bureau: Bureau
) -> None:
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.7.7.7"
    li = Officer(elsewhere)
    li.sign_in("li")
    assert "10.7.7.7" in page(officer, LI)
    (session,) = bureau.officer_sessions.of("li", at=AT)
    (own,) = bureau.officer_sessions.of("admin", at=AT)
    assert li.post(f"{LI}/sessions/{own.key}", page="/portal/account").status_code == 404
    officer.post(f"{LI}/sessions/{own.key}", page=LI)  # another's key under this name ends nothing
    assert officer.get(LI).status_code == 200
    officer.post(f"{LI}/sessions/{session.key}", page=LI)
    assert li.get("/portal/account").status_code == 302
    assert "现在没有登录" in page(officer, LI)


def test_neither_link_nor_password_is_told_and_the_deed_is(
    officer: Officer, stranger: Officer, bureau: Bureau, capsys: Any
) -> None:
    path = link_for(officer)
    choose(stranger, path)
    stranger.get(path)
    lines, _ = bureau.audit.page(AuditFilter(), limit=99, offset=0)
    verbs = [(line.verb, line.officer, line.subject) for line in lines]
    assert ("officers.make_link", "admin", "li") in verbs
    assert ("reset", "li", "127.0.0.1") in verbs
    assert ("reset_failed", "", "127.0.0.1") in verbs
    told = str(lines) + capsys.readouterr().out
    secret = path.rpartition("/")[2]
    assert not any(each in told for each in (secret, token_hash(secret), NEW))

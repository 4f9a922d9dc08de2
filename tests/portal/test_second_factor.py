"""Two factors: a password alone opens nothing where role or owner demand more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
from flask import Flask

from bureau.audit import AuditFilter
from bureau.officers import Post
from bureau.officers.factors import STEP
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

CODE, FACTOR = "/portal/login/code", "/portal/login/factor"
HOME = "/portal/account"


@pytest.fixture
def strict(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """The bureau as it is in earnest: no demonstration."""
    monkeypatch.setattr(bureau, "settings", replace(bureau.settings, demo=False))
    return bureau


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.location)
    return unescape(answer.get_data(as_text=True))


def show(officer: Officer, code: str, **form: str) -> Any:
    return officer.post(CODE, page=CODE, code=code, **form)


def set_up(officer: Officer, watch: Watch) -> tuple[pyotp.TOTP, list[str]]:
    shown = page(officer, FACTOR)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)
    assert secret
    otp = pyotp.TOTP(secret[1].replace(" ", ""))
    answer = officer.post(FACTOR, page=FACTOR, code=otp.at(watch.at))
    assert answer.status_code == 200
    codes = re.findall(r"<code>([2-9a-z-]{19})</code>", answer.get_data(as_text=True))
    assert len(codes) == 10
    watch.wait(seconds=STEP)
    return otp, codes


def added(bureau: Bureau, role: str) -> None:
    bureau.officers.add(
        name="sun", full_name="孙", password="the first one", at=AT, post=Post(role)
    )


def test_who_must_have_one_sets_it_up_after_their_first_password(
    app: Flask, strict: Bureau, watch: Watch
) -> None:
    added(strict, "auditor")
    sun = Officer(app.test_client())
    sun.sign_in("sun", "the first one")
    assert sun.get("/portal/cases").location == "/portal/account/password"
    path = "/portal/account/password"
    form = {"old": "the first one", "new": PASSWORD, "again": PASSWORD}
    sun.post(path, page=path, **form)
    for closed in ("/portal/cases", HOME, "/portal/audit.csv", CODE):
        answer = sun.get(closed)
        assert answer.status_code == 302, closed
        assert answer.location.startswith((FACTOR, "/portal/cases")), closed
    assert "“审计”登录时" in page(sun, FACTOR)
    assert sun.post(FACTOR, page=FACTOR, code="000000").status_code == 400
    set_up(sun, watch)
    assert "已开启" in page(sun, HOME)
    assert "关闭</button>" not in page(sun, HOME)


@pytest.mark.parametrize("role", ["city", "hotline_desk", "survey_office"])
def test_other_roles_may_have_one_and_need_not(
    app: Flask, strict: Bureau, watch: Watch, role: str
) -> None:
    added(strict, role)
    strict.officers.change_password(name="sun", old="the first one", new=PASSWORD, keeps="", at=AT)
    sun = Officer(app.test_client())
    sun.sign_in("sun", PASSWORD)
    assert "未开启" in page(sun, HOME)
    otp, _ = set_up(sun, watch)
    answer = sun.post("/portal/account/factor", page=HOME, do="off", code=otp.at(watch.at))
    assert answer.location == HOME
    assert "未开启" in page(sun, HOME)


def test_in_the_demonstration_nobody_must_and_the_page_says_so(officer: Officer) -> None:
    assert "这是演示，不强制" in page(officer, HOME)


def test_a_password_alone_opens_nothing_once_there_is_a_second_factor(
    officer: Officer, app: Flask, watch: Watch
) -> None:
    otp, _ = set_up(officer, watch)
    again = Officer(app.test_client())
    again.sign_in(next="/portal/patrols?kind=odor")
    answer = again.get("/portal/patrols?kind=odor")
    assert answer.location == f"{CODE}?next=/portal/patrols?kind%3Dodor"
    for closed in ("/portal/cases", HOME, FACTOR, "/portal/account/password", "/portal/alarm"):
        assert again.get(closed).location.startswith(CODE), closed
    assert again.post(HOME + "/factor", page=CODE, do="off", code="1").location.startswith(CODE)
    assert show(again, "000000").status_code == 401
    answer = show(again, otp.at(watch.at), next="/portal/patrols?kind=odor")
    assert answer.location == "/portal/patrols?kind=odor"
    assert again.get(answer.location).status_code == 200
    assert again.get(CODE).status_code == 302


def test_a_code_that_was_seen_lets_nobody_else_in(
    officer: Officer, app: Flask, watch: Watch
) -> None:
    otp, _ = set_up(officer, watch)
    owner, thief = Officer(app.test_client()), Officer(app.test_client())
    for each in (owner, thief):
        each.sign_in()
    assert show(owner, otp.at(watch.at)).status_code == 302
    assert show(thief, otp.at(watch.at)).status_code == 401
    assert thief.get("/portal/cases").status_code == 302


def test_without_the_telephone_a_recovery_code_lets_in_once(
    officer: Officer, app: Flask, watch: Watch
) -> None:
    _, codes = set_up(officer, watch)
    for code, status in ((codes[3], 302), (codes[3], 401), (codes[4], 302)):
        again = Officer(app.test_client())
        again.sign_in()
        assert show(again, code).status_code == status
    assert "还剩 8 个" in page(again, HOME)


def test_guessing_codes_ends_as_guessing_passwords_does(
    officer: Officer, app: Flask, watch: Watch
) -> None:
    otp, _ = set_up(officer, watch)
    guesser = Officer(app.test_client())
    guesser.sign_in()
    statuses = [show(guesser, f"{number:06}").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    assert show(guesser, otp.at(watch.at)).status_code == 429
    # One budget: the guesses of codes are taken from those of passwords.
    assert guesser.sign_in(password="wrong").status_code == 429
    # The owner's own browser has a budget of its own, and after a while anybody may try again.
    watch.wait(minutes=11)
    assert show(guesser, otp.at(watch.at)).status_code == 302


def test_other_sessions_are_asked_for_a_code_from_then_on(
    officer: Officer, app: Flask, watch: Watch
) -> None:
    elsewhere = Officer(app.test_client())
    elsewhere.sign_in()
    assert elsewhere.get(HOME).status_code == 200
    set_up(officer, watch)
    assert elsewhere.get(HOME).location.startswith(CODE)
    assert officer.get(HOME).status_code == 200


def test_changes_want_a_code(officer: Officer, watch: Watch) -> None:
    otp, codes = set_up(officer, watch)
    path = HOME + "/factor"
    for wanted in ("codes", "move", "off", "else", ""):
        officer.post(path, page=HOME, do=wanted, code="000000")
    assert "备用码还剩 10 个" in page(officer, HOME)
    assert officer.get(FACTOR).location == HOME
    answer = officer.post(path, page=HOME, do="codes", code=otp.at(watch.at))
    anew = re.findall(r"<code>([2-9a-z-]{19})</code>", answer.get_data(as_text=True))
    assert not set(anew) & set(codes)
    watch.wait(seconds=STEP)
    assert officer.post(path, page=HOME, do="move", code=otp.at(watch.at)).location == FACTOR
    other, _ = set_up(officer, watch)
    assert other.secret != otp.secret


def test_who_must_have_one_does_not_turn_it_off(app: Flask, strict: Bureau, watch: Watch) -> None:
    admin = Officer(app.test_client())
    admin.sign_in()
    otp, _ = set_up(admin, watch)
    admin.post(HOME + "/factor", page=HOME, do="off", code=otp.at(watch.at))
    assert "不能关掉" in page(admin, HOME)
    assert strict.factors.of("admin").on


def test_a_session_that_waits_for_its_code_ends_as_any_other(
    officer: Officer, app: Flask, watch: Watch
) -> None:
    set_up(officer, watch)
    again = Officer(app.test_client())
    again.sign_in()
    watch.wait(minutes=31)
    assert again.get(CODE).location.startswith("/portal/login?next=")
    leaving = Officer(app.test_client())
    leaving.sign_in()
    leaving.post("/portal/logout", page=CODE)
    assert leaving.get(CODE).location.startswith("/portal/login?")


def test_neither_secret_nor_code_is_logged(
    officer: Officer, bureau: Bureau, app: Flask, watch: Watch, capsys: Any
) -> None:
    otp, codes = set_up(officer, watch)
    again = Officer(app.test_client())
    again.sign_in()
    show(again, codes[0])
    told = str(bureau.audit.page(AuditFilter(), limit=99, offset=0)) + capsys.readouterr().out
    for secret in (otp.secret, codes[0], codes[0].replace("-", ""), otp.at(AT + timedelta(0))):
        assert secret not in told

"""Nobody comes in without signing in, and nobody stays longer than they should."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask, Response

from basis.tokens import token_hash
from bureau.officers import BusyError
from bureau.wiring import Bureau
from portal import register
from portal.known_browser import known_browser, remember_browser
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

OPEN = {
    "/", "/air", "/water", "/diagnosis", "/portal/login", "/portal/logout",
    "/portal/static/<path:filename>", "/portal/reset/<secret>",
}  # fmt: skip
CITIZENS = (
    "/answer/", "/api/v1/", "/diagnosis/", "/odor-map", "/open-days", "/patrol/", "/referral/",
    "/survey",
)  # fmt: skip


def test_no_page_was_forgotten_behind_the_login(app: Flask, stranger: Officer) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule not in OPEN]
    guarded = [rule for rule in rules if not rule.rule.startswith(CITIZENS)]
    assert len(guarded) > 15
    for rule in guarded:
        filled = dict.fromkeys(rule.arguments, 1)
        path = app.url_map.bind("localhost").build(rule.endpoint, filled, append_unknown=False)
        for method in rule.methods & {"GET", "POST"}:
            answer = stranger.client.open(path, method=method)
            assert answer.status_code == 302, (method, path)
            assert answer.location.startswith("/portal/login"), (method, path)


def test_an_unknown_address_tells_a_stranger_nothing(stranger: Officer, officer: Officer) -> None:
    assert stranger.get("/portal/secret").status_code == 302
    assert officer.get("/portal/secret").status_code == 404


def test_signing_in_goes_on_to_the_page_that_was_asked_for(stranger: Officer) -> None:
    asked = stranger.get("/portal/patrols?kind=odor")
    assert asked.location == "/portal/login?next=/portal/patrols?kind%3Dodor"
    assert (
        stranger.sign_in(next="/portal/patrols?kind=odor").location == "/portal/patrols?kind=odor"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/wechat",
    ],
)
def test_signing_in_never_leads_elsewhere(stranger: Officer, elsewhere: str) -> None:
    assert stranger.sign_in(next=elsewhere).location == "/portal/"


@pytest.mark.parametrize(
    ("name", "password"), [("admin", "wrong"), ("nobody", PASSWORD), ("", ""), ("a" * 9999, "\x00")]
)
def test_a_wrong_login_says_so_kindly(stranger: Officer, name: str, password: str) -> None:
    answer = stranger.sign_in(name, password)
    assert answer.status_code == 401
    assert "用户名或密码不对" in answer.get_data(as_text=True)


def test_too_many_failures_close_the_door_with_a_kind_word(stranger: Officer) -> None:
    for _ in range(5):
        assert stranger.sign_in(password="guess").status_code == 401
    answer = stranger.sign_in()
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 600
    assert "请 10 分钟后再试" in answer.get_data(as_text=True)


def at_address(app: Flask, address: str) -> Officer:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return Officer(client)


def test_an_office_behind_one_address_is_not_shut_out_with_one_name(
    app: Flask, bureau: Bureau, watch: Watch
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=watch())
    office = "10.0.0.1"
    for _ in range(6):
        status = at_address(app, office).sign_in("li", "guess").status_code
    assert status == 429
    assert at_address(app, office).sign_in().status_code == 302
    assert at_address(app, "10.0.0.2").sign_in("li", "long enough").status_code == 302


def test_a_flood_on_a_name_does_not_shut_out_its_owner_in_a_browser_known_from_before(
    app: Flask,
) -> None:
    owner = at_address(app, "10.0.0.1")
    owner.sign_in()
    owner.post("/portal/logout", page="/portal/cases")
    for n in range(25):
        status = at_address(app, f"10.0.1.{n}").sign_in(password="guess").status_code
    assert status == 429
    for _ in range(6):
        at_address(app, "10.0.0.1").sign_in(password="guess")
    assert at_address(app, "10.0.0.1").sign_in().status_code == 429
    assert owner.sign_in().status_code == 302


def test_a_known_browser_is_known_for_its_officer_alone_until_the_password_changes(
    app: Flask, bureau: Bureau, watch: Watch
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=watch())
    with app.test_request_context("/portal/login"):
        li = bureau.officers.get("li")
        assert li is not None
        remember_browser(remembered := Response(), li)
    cookie = remembered.headers["Set-Cookie"].split(";")[0]
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/portal/login", "Max-Age=15552000"):
        assert attribute in remembered.headers["Set-Cookie"]
    forged = cookie.replace("known-li", "known-admin")
    with app.test_request_context("/portal/login", headers={"Cookie": f"{cookie}; {forged}"}):
        assert known_browser("li")
        assert known_browser("admin") is None
        bureau.officers.change_password(
            name="li", old="long enough", new="longer still", keeps="", at=watch()
        )
        assert known_browser("li") is None


def test_guessing_in_a_known_browser_ends_too(officer: Officer) -> None:
    officer.post("/portal/logout", page="/portal/cases")
    statuses = [officer.sign_in(password="guess").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_guessing_one_name_from_many_addresses_is_noticed(app: Flask) -> None:
    for n in range(21):
        status = at_address(app, f"10.0.0.{n}").sign_in(password="guess").status_code
    assert status == 429


@pytest.mark.parametrize("address", ["10.0.0.1", "2001:db8::{n}"])
def test_guessing_many_names_from_one_subscriber_is_noticed(app: Flask, address: str) -> None:
    for n in range(61):
        browser = at_address(app, address.format(n=n))
        status = browser.sign_in(f"name{n}", "guess").status_code
    assert status == 429


def test_the_door_opens_again_after_ten_minutes(stranger: Officer, watch: Watch) -> None:
    for _ in range(6):
        stranger.sign_in(password="guess")
    watch.wait(minutes=10)
    assert stranger.sign_in().status_code == 302


def test_of_many_tries_at_once_only_the_budget_is_looked_at(app: Flask, bureau: Bureau) -> None:
    looked_at = []
    sign_in = bureau.officers.sign_in

    def counted(**given: Any) -> Any:
        looked_at.append(given)
        return sign_in(**given)

    browsers = [Officer(app.test_client()) for _ in range(30)]
    with patch.object(bureau.officers, "sign_in", counted), ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda each: each.sign_in(password="guess").status_code, browsers))
    assert len(looked_at) == 5
    assert (answers.count(401), answers.count(429)) == (5, 25)


def test_a_try_that_nobody_could_look_at_is_not_counted(stranger: Officer, bureau: Bureau) -> None:
    with patch.object(bureau.officers, "sign_in", side_effect=BusyError):
        for _ in range(8):
            answer = stranger.sign_in()
            assert answer.status_code == 503
            assert "请稍等几秒" in answer.get_data(as_text=True)
            assert answer.headers["Retry-After"] == "5"
    assert stranger.sign_in().status_code == 302


def test_those_who_know_their_password_are_not_counted(stranger: Officer) -> None:
    for _ in range(8):
        assert stranger.sign_in().status_code == 302


def test_a_form_without_its_token_is_refused(officer: Officer, stranger: Officer) -> None:
    for who, path in ((officer, "/portal/account/password"), (stranger, "/portal/login")):
        answer = who.client.post(path, data={"name": "admin", "password": PASSWORD})
        assert answer.status_code == 400
        assert "请再提交一次" in answer.get_data(as_text=True)


def test_a_session_ends_after_half_a_day(officer: Officer, watch: Watch) -> None:
    assert officer.get("/portal/cases").status_code == 200
    watch.wait(hours=13)
    answer = officer.get("/portal/cases")
    assert answer.location == "/portal/login?next=/portal/cases"
    assert "已自动退出" in officer.get("/portal/login").get_data(as_text=True)


def test_the_cookie_ends_half_an_hour_after_the_last_page(app: Flask, officer: Officer) -> None:
    assert app.permanent_session_lifetime.total_seconds() == 1800
    cookie = officer.get("/portal/cases").headers["Set-Cookie"]
    assert "Expires=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_cookie_is_secure_where_the_service_is(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Flask("webhook", static_folder=None)
    encrypted = dataclasses.replace(bureau.settings, public_url="https://hj.example")
    monkeypatch.setattr(bureau, "settings", encrypted)
    register(app, bureau)
    assert "Secure" in app.test_client().get("/portal/login").headers["Set-Cookie"]


def test_signing_out_ends_the_session_and_a_kept_cookie_with_it(
    app: Flask, officer: Officer
) -> None:
    kept = officer.client.get_cookie("portal", path="/portal")
    assert kept is not None
    officer.post("/portal/logout", page="/portal/cases")
    assert officer.get("/portal/cases").status_code == 302
    thief = app.test_client()
    thief.set_cookie("portal", kept.value, path="/portal")
    assert thief.get("/portal/cases").status_code == 302


def test_the_store_keeps_a_hash_of_what_the_browser_keeps(officer: Officer, bureau: Bureau) -> None:
    (session,) = bureau.officer_sessions.of("admin", at=AT)
    with officer.client.session_transaction(path="/portal/") as cookie:
        assert set(cookie) <= {"id", "csrf_token", "_permanent"}
        assert session.key == token_hash(cookie["id"]) != cookie["id"]


def test_a_session_ends_half_an_hour_after_the_last_page(officer: Officer, watch: Watch) -> None:
    for _ in range(3):
        watch.wait(minutes=29)
        assert officer.get("/portal/cases").status_code == 200
    watch.wait(minutes=30)
    assert officer.get("/portal/cases").status_code == 302


def test_a_session_in_use_ends_after_half_a_day_too(officer: Officer, watch: Watch) -> None:
    for _ in range(35):
        watch.wait(minutes=20)
        assert officer.get("/portal/cases").status_code == 200
    watch.wait(minutes=20)
    assert officer.get("/portal/cases").status_code == 302


def test_an_officer_who_was_stopped_is_out_at_once(
    app: Flask, bureau: Bureau, watch: Watch
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="first password", at=watch())
    bureau.officers.change_password(
        name="li", old="first password", new="long enough", keeps="", at=watch()
    )
    li = Officer(app.test_client())
    li.sign_in("li", "long enough")
    assert li.get("/portal/cases").status_code == 200
    for active in (False, True):
        bureau.officers.set_active(name="li", active=active, by="admin", at=watch())
        assert li.get("/portal/cases").status_code == 302


def test_an_officer_who_was_stopped_is_told_so_after_the_right_password(
    app: Flask, bureau: Bureau, watch: Watch
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=watch())
    bureau.officers.set_active(name="li", active=False, by="admin", at=watch())
    told, guessed = (
        Officer(app.test_client()).sign_in("li", password) for password in ("long enough", "guess")
    )
    assert (told.status_code, guessed.status_code) == (403, 401)
    assert "账号已停用" in told.get_data(as_text=True)
    assert "账号已停用" not in guessed.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/portal/login", "/portal/cases", "/portal/nothing"])
def test_every_page_carries_its_headers(officer: Officer, path: str) -> None:
    headers = officer.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_stylesheet_may_be_kept(stranger: Officer) -> None:
    with stranger.get("/portal/static/portal.css") as styles:
        assert "max-age" in styles.headers["Cache-Control"]


def test_the_first_page_is_for_citizens(stranger: Officer) -> None:
    text = stranger.get("/").get_data(as_text=True)
    assert "发条微信就能说" in text
    assert "12345" in text
    assert 'href="/simulator"' in text


def test_neither_password_nor_typed_name_is_logged(
    stranger: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger.sign_in(name="my-password", password="also secret")
    logged = "".join(capsys.readouterr())
    assert "login_failed" in logged
    assert "my-password" not in logged
    assert "also secret" not in logged


def test_a_new_secret_key_signs_nobody_out_while_the_one_before_is_named(
    bureau: Bureau, watch: Watch, officer: Officer
) -> None:
    """Sessions, open forms, watches and known browsers hold; without the name they end."""
    page = officer.get("/portal/account").get_data(as_text=True)
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    cookies = officer.client._cookies
    kept = bureau.settings
    answers = {}
    try:
        for previous in ((kept.secret_key,), ()):
            bureau.settings = dataclasses.replace(
                kept, secret_key="a new key of the tests", secret_key_previous=previous
            )
            app = Flask("webhook", static_folder=None)
            register(app, bureau, clock=watch)
            client = app.test_client()
            client._cookies = dict(cookies)
            form = {"csrf_token": token, "password": "x", "new": "y"}
            answers[bool(previous)] = (
                client.get("/portal/account").status_code,
                client.post("/portal/account", data=form).status_code,
            )
    finally:
        bureau.settings = kept
    assert answers[True][0] == 200
    assert answers[True][1] != 400, "the form that lay open is taken"
    assert answers[False][0] == 302

"""Nobody comes in without signing in, and nobody stays longer than they should."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from bureau.wiring import Bureau
from portal import register
from tests.portal.conftest import PASSWORD, Officer, Watch

OPEN = {"/", "/air", "/water", "/portal/login", "/portal/logout", "/portal/static/<path:filename>"}
CITIZENS = ("/survey", "/api/v1/")


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
    assert stranger.sign_in(next=elsewhere).location == "/portal/cases"


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


def test_guessing_one_name_from_many_addresses_is_noticed(app: Flask) -> None:
    for n in range(6):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{n}"
        status = Officer(client).sign_in(password="guess").status_code
    assert status == 429


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


def test_signing_out_ends_the_session(officer: Officer) -> None:
    officer.post("/portal/logout", page="/portal/cases")
    assert officer.get("/portal/cases").status_code == 302


def test_an_officer_who_was_stopped_is_out_at_once(
    app: Flask, bureau: Bureau, watch: Watch
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=watch())
    li = Officer(app.test_client())
    li.sign_in("li", "long enough")
    assert li.get("/portal/cases").status_code == 200
    bureau.officers.set_active(name="li", active=False)
    assert li.get("/portal/cases").status_code == 302


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

"""Pages survive a person's habits: going back, two tabs, a second tap, a page left open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bureau.cases import Draft
from bureau.messaging.ports import PlatformRefusedError
from bureau.wiring import Bureau
from portal import register
from tests.portal.conftest import AT, Officer, Watch, bureau_in


class Platform:
    """Says whose code it is, once, as the platform does."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def citizen_of(self, code: str) -> tuple[str, bool]:
        if code in self.used:
            raise PlatformRefusedError(40163, "code been used")
        self.used.add(code)
        return f"o{code}", False

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    bureau = bureau_in(Path(tmp_path_factory.mktemp("habits")))
    bureau.__dict__["wechat"] = Platform()
    yield bureau
    bureau.close()


@pytest.fixture
def phone(visited: Bureau) -> FlaskClient:
    app = Flask("webhook", static_folder=None)
    register(app, visited, clock=lambda: AT)
    return app.test_client()


def sent_away(phone: FlaskClient) -> str:
    """Open the survey unknown; return the state that goes to the platform."""
    return parse_qs(urlsplit(phone.get("/survey").headers["Location"]).query)["state"][0]


def test_a_callback_opened_twice_leads_to_the_survey_both_times(phone: FlaskClient) -> None:
    back = f"/survey/in?code=twice&state={sent_away(phone)}"
    for _ in range(2):
        answer = phone.get(back)
        assert (answer.status_code, answer.location) == (302, "/survey")
    assert phone.get("/survey").status_code == 200


def test_of_two_pages_opened_side_by_side_each_comes_back(phone: FlaskClient) -> None:
    first, second = sent_away(phone), sent_away(phone)
    for code, state in (("one", first), ("two", second)):
        assert phone.get(f"/survey/in?code={code}&state={state}").location == "/survey"


@pytest.mark.parametrize("state", ["", "x", "é中", "%00", "\ud800".encode("utf-8", "replace")])
def test_a_state_that_is_not_ours_leads_to_the_survey_by_one_tap(
    phone: FlaskClient, state: str
) -> None:
    sent_away(phone)
    answer = phone.get("/survey/in", query_string={"code": "c", "state": state})
    assert answer.status_code == 403
    assert 'href="/survey"' in answer.text
    assert "重新打开" in answer.text


@pytest.mark.parametrize("token", ["", "old", "é中", "\x00"])
def test_an_old_form_leads_to_the_survey_by_one_tap(phone: FlaskClient, token: str) -> None:
    phone.get(f"/survey/in?code=old{len(token)}{ord((token or ' ')[0])}&state={sent_away(phone)}")
    for address in ("/survey", "/survey/again"):
        answer = phone.post(address, data={"token": token, "text": "1"})
        assert answer.status_code == 403
        assert 'href="/survey"' in answer.text


def test_a_visitor_who_is_no_longer_known_comes_back_where_they_were(phone: FlaskClient) -> None:
    phone.get(f"/survey/in?code=gone&state={sent_away(phone)}")
    phone.delete_cookie("visitor")
    assert 'href="/survey"' in phone.post("/survey", data={"token": "t", "text": "1"}).text
    assert phone.get(f"/survey/in?code=again&state={sent_away(phone)}").location == "/survey"


def test_a_page_that_only_takes_a_form_leads_to_the_page_of_the_form(
    officer: Officer, phone: FlaskClient
) -> None:
    for address, page in {
        "/portal/account/officers/li/link": "/portal/account/officers/li",
        "/portal/account/duty": "/portal/account",
        "/portal/callbacks/7": "/portal/callbacks",
        "/portal/deliveries/7/again": "/portal/deliveries",
        "/portal/tracing/keys": "/portal/tracing",
        "/portal/waves/2026Q4/close": "/portal/waves/2026Q4",
    }.items():
        assert officer.get(address).location == page, address
    assert phone.get("/survey/again").location == "/survey"
    assert officer.get("/portal/nowhere/7").status_code == 404


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    draft = Draft(description="臭", categories=("odor",))
    case = bureau.cases.submit(draft=draft, by="c", at=AT, message_key="m1")
    address = f"/portal/cases/{case.number}"
    for path, came in ((address, None), ("/portal/account/duty", "/portal/account")):
        officer.sign_in()
        watch.wait(hours=1)
        referrer = {"Referer": f"http://localhost{came}"} if came else {}
        answer = officer.client.post(path, data={"note": "x"}, headers=referrer)
        asked = parse_qs(urlsplit(answer.location).query)
        assert asked["next"] == [came or path]
        assert officer.sign_in(next=asked["next"][0]).location == (came or path)


def test_signing_in_on_a_second_tab_is_no_fault(officer: Officer) -> None:
    kept = {"name": "admin", "password": "x", "csrf_token": "old", "next": "/portal/patrols"}
    assert officer.client.post("/portal/login", data=kept).location == "/portal/patrols"


def test_a_login_page_that_lay_open_asks_again(stranger: Officer) -> None:
    answer = stranger.client.post("/portal/login", data={"csrf_token": "old", "name": "admin"})
    assert answer.status_code == 400
    assert "请再提交一次" in answer.text
    assert 'name="password"' in answer.text


def test_signing_out_twice_leads_to_the_login(officer: Officer) -> None:
    officer.post("/portal/logout", page="/portal/cases")
    assert officer.client.post("/portal/logout").location == "/portal/login"


def test_an_old_form_of_an_officer_leads_back_to_its_page(officer: Officer) -> None:
    came = {"Referer": "http://localhost/portal/callbacks?page=1"}
    answer = officer.client.post("/portal/callbacks/7", data={"verb": "close"}, headers=came)
    assert answer.status_code == 400
    assert 'href="/portal/callbacks?page=1"' in answer.text
    elsewhere = {"Referer": "http://evil.example/portal/callbacks"}
    answer = officer.client.post("/portal/callbacks/7", headers=elsewhere)
    assert 'href="/portal/callbacks"' in answer.text


def test_a_step_sent_twice_is_taken_once_and_explained(officer: Officer, bureau: Bureau) -> None:
    draft = Draft(description="臭", categories=("odor",))
    case = bureau.cases.submit(draft=draft, by="c", at=AT, message_key="m2")
    address = f"/portal/cases/{case.number}"
    first, second = (officer.post(address, page=address, verb="accept") for _ in range(2))
    assert first.location == address
    assert second.status_code == 409
    assert case.number in second.text


@pytest.mark.parametrize("address", ["/nowhere", "/survey/nowhere", "/portal/static/none.css"])
def test_a_wrong_address_is_told_in_chinese(phone: FlaskClient, address: str) -> None:
    answer = phone.get(address)
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.text
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]

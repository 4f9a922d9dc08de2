"""An urgent case is seen and heard on every officers' page until somebody takes it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from bureau.cases import Draft
from bureau.messaging import Arrival, WindowEvent
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch

CITIZEN, PHONE = "c" * 32, "a" * 32
STANDING = "<strong>紧急 "


def file(bureau: Bureau, key: str = "m1", *, urgent: bool = True) -> str:
    draft = Draft(description="氨气泄漏", urgent=urgent)
    return bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key=key).number


def page(officer: Officer, path: str) -> str:
    return unescape(officer.get(path).get_data(as_text=True))


def rings(officer: Officer) -> dict[str, Any]:
    answer = officer.get("/portal/alarm")
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    told = dict(answer.get_json())
    return {name: told[name] for name in ("count", "newest")}


def banner(text: str) -> str | None:
    """Return the banner as it is seen, None while it is hidden."""
    part = text.partition('<section id="alarm"')[2].partition("</section>")[0]
    head, _, inside = part.partition(">")
    return None if " hidden" in head else re.sub(r"<[^>]+>", "", inside).strip()


@pytest.mark.parametrize(
    "path",
    [
        "/portal/cases",
        "/portal/cases/mine",
        "/portal/callbacks",
        "/portal/patrols",
        "/portal/waves",
        "/portal/account",
    ],
)
def test_every_page_shows_the_case_that_nobody_took(
    officer: Officer, bureau: Bureau, path: str
) -> None:
    assert banner(page(officer, path)) is None
    file(bureau)
    newest = file(bureau, "m2")
    text = page(officer, path)
    assert banner(text) == f"紧急 2 件没人接：{newest} 接件"
    assert f'href="/portal/cases/{newest}"' in text


def test_an_ordinary_case_rings_nobody(officer: Officer, bureau: Bureau) -> None:
    file(bureau, urgent=False)
    assert rings(officer) == {"count": 0, "newest": None}


@pytest.mark.parametrize("verb", ["take", "accept", "refuse"])
def test_it_rings_until_an_officer_takes_the_case_or_ends_it(
    officer: Officer, bureau: Bureau, verb: str
) -> None:
    number = file(bureau)
    assert rings(officer) == {"count": 1, "newest": number}
    bureau.cases.supplement(number=number, by=CITIZEN, at=AT, text="还在漏")
    assert rings(officer) == {"count": 1, "newest": number}
    address = f"/portal/cases/{number}"
    bureau.cases.take(verb="note", number=number, by="admin", at=AT, note="已电话联系")
    assert rings(officer) == {"count": 1, "newest": number}
    to = f"{address}/take" if verb == "take" else address
    officer.post(to, page=address, verb=verb, note="马上到")
    assert rings(officer) == {"count": 0, "newest": None}
    assert banner(page(officer, "/portal/cases")) is None


def test_a_case_that_was_withdrawn_rings_no_more(officer: Officer, bureau: Bureau) -> None:
    number = file(bureau)
    bureau.cases.reply(verb="withdraw", number=number, by=CITIZEN, at=AT)
    assert rings(officer)["count"] == 0


def test_the_script_runs_on_officers_pages_alone(officer: Officer, stranger: Officer) -> None:
    for path in ("/portal/cases", "/portal/account"):
        policy = officer.get(path).headers["Content-Security-Policy"]
        assert "script-src 'self'; connect-src 'self'" in policy
        assert '<script src="/portal/static/alarm.js" type="module"></script>' in page(
            officer, path
        )
    for path in ("/", "/portal/login"):
        assert "script-src" not in stranger.get(path).headers["Content-Security-Policy"]
    with stranger.get("/portal/static/alarm.js") as script:
        assert (script.status_code, script.mimetype) == (200, "text/javascript")


class Desk:
    """A page that lies open: it asks by its watch, without the session."""

    def __init__(self, app: Flask, officer: Officer) -> None:
        self.client = app.test_client(use_cookies=False)
        self.watch = page(officer, "/portal/cases").partition('data-watch="')[2].split('"')[0]

    def ask(self, path: str = "/portal/alarm", watch: str | None = None) -> Any:
        return self.client.get(path, headers={"X-Watch": self.watch if watch is None else watch})


def test_a_page_that_lies_open_rings_on_without_keeping_the_session_alive(
    app: Flask, officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    desk = Desk(app, officer)
    watch.wait(hours=2)
    number = file(bureau)
    answer = desk.ask()
    told = answer.get_json()
    assert (told["count"], told["newest"], told["notices"]) == (1, number, 0)
    assert told["queue"]["danger"] == 1
    assert "Set-Cookie" not in answer.headers
    watch.wait(hours=10, seconds=1)
    assert desk.ask().status_code == 302


def test_the_watch_opens_the_alarm_and_nothing_else(app: Flask, officer: Officer) -> None:
    desk = Desk(app, officer)
    assert desk.ask("/portal/cases").status_code == 302
    for wrong in ("", "x", desk.watch[:-1], "." + desk.watch):
        assert desk.ask(watch=wrong).status_code == 302
    cookie = app.test_client()
    cookie.set_cookie("portal", desk.watch, path="/portal")
    assert cookie.get("/portal/cases").status_code == 302


def test_the_watch_of_an_officer_who_was_stopped_ends_at_once(
    app: Flask, bureau: Bureau, watch: Watch
) -> None:
    bureau.officers.add(name="li", full_name="李明", password="long enough", at=watch())
    li = Officer(app.test_client())
    bureau.officers.change_password(
        name="li", old="long enough", new="his own one", keeps="", at=watch()
    )
    li.sign_in("li", "his own one")
    desk = Desk(app, li)
    assert desk.ask().status_code == 200
    bureau.officers.set_active(name="li", active=False, by="admin", at=watch())
    assert desk.ask().status_code == 302


def test_an_officer_agrees_to_the_alarm_by_a_code_and_may_end_it(
    officer: Officer, bureau: Bureau
) -> None:
    answer = officer.post("/portal/account/duty", page="/portal/account")
    shown = re.search(r"在公众号里发：<strong>值班 (\w{6})<", answer.get_data(as_text=True))
    assert shown
    assert shown[1] not in page(officer, "/portal/account")
    bureau.duty.bind(code=shown[1], by=PHONE, at=AT)
    text = page(officer, "/portal/account")
    assert "您的微信已绑定（2026-11-24 11:00）" in text
    number = file(bureau)
    (letter,) = bureau.outbox.of_citizen(to=PHONE)
    assert letter.why == f"alarm:{number}"
    officer.post("/portal/account/duty/end", page="/portal/account")
    assert "已解除微信绑定" in page(officer, "/portal/account")
    assert bureau.duty.binding(officer="admin") is None


def test_the_account_tells_whether_wechat_lets_us_write_now(
    officer: Officer, bureau: Bureau
) -> None:
    bureau.duty.bind(code=bureau.duty.new_code(officer="admin", at=AT), by=PHONE, at=AT)
    assert "现在发不到您的微信" in page(officer, "/portal/account")
    said = Arrival("k1", PHONE, "text", {"text": "值班"}, AT, opens=WindowEvent.MESSAGE)
    bureau.inbox.accept(said, owner="test")
    assert "现在还能给您发 5 条，到 2026-11-26 11:00 为止" in page(officer, "/portal/account")

"""Citizens answer the survey on a page: the same interview, known by the platform alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import portal
from bureau.adapters.store.surveys import StoredSurveys
from bureau.messaging.ports import PlatformUnreachableError
from bureau.settings import load
from bureau.wiring import Bureau
from tests.surveys.standard import moment


class Platform:
    """Says who a code belongs to."""

    def __init__(self) -> None:
        self.snapshot = False
        self.down = False

    def citizen_of(self, code: str) -> tuple[str, bool]:
        if self.down:
            raise PlatformUnreachableError("down")
        return f"o{code}", self.snapshot

    def close(self) -> None:
        """Nothing to close."""


class Phone:
    """A citizen's browser: opens the page, sees a question, answers by its buttons."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.text = ""

    def open(self, who: str = "alice") -> TestResponse:
        away = self.client.get("/survey")
        state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
        back = self.client.get(f"/survey/in?code={who}&state={state}", follow_redirects=True)
        self.text = back.text
        return back

    def fields(self) -> dict[str, str]:
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.text))

    def send(self, text: str | None = None, **changed: str) -> TestResponse:
        told = {**self.fields(), **changed}
        if text is not None:
            told = {**told, "text": text}
            told.pop("start", None)
        answer = self.client.post("/survey", data=told, follow_redirects=True)
        self.text = answer.text
        return answer

    def question(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return found[1].strip() if found else ""


PLAIN = ["330411105", "lived:long", "35", "gain:4", "satisfaction:4", "awareness:4",
         "participation:4", "confidence:4", "attention:blue", "sex:female"]  # fmt: skip


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def clock() -> SimpleNamespace:
    return SimpleNamespace(at=moment("2026-11-24T09:00"))


@pytest.fixture
def bureau(tmp_path: Path, platform: Platform) -> Iterator[Bureau]:
    made = Bureau(load({"VAR_DIR": str(tmp_path), "DEMO": "1"}))
    made.__dict__["wechat"] = platform
    yield made
    made.close()


@pytest.fixture
def app(bureau: Bureau, clock: SimpleNamespace) -> Flask:
    app = Flask("tests")

    def now() -> datetime:
        at: datetime = clock.at
        return at

    portal.register(app, bureau, clock=now)
    return app


@pytest.fixture
def phone(app: Flask) -> Phone:
    return Phone(app.test_client())


def test_ten_answers_on_the_page_count_as_one_sitting(phone: Phone, bureau: Bureau) -> None:
    assert "不到两分钟" in phone.open().text
    phone.send()
    assert "哪个镇" in phone.question()
    for text in PLAIN:
        phone.send(text)
    assert "谢谢您" in phone.text
    figures = bureau.survey_service.waves.responses(wave="2026Q4")
    assert [(c.channel, c.complete) for c in figures.channels] == [("page", 1)]
    assert "谢谢" in Phone(phone.client).client.get("/survey").text


def test_who_answered_in_the_chat_finds_the_page_done_and_the_other_way_round(
    phone: Phone, bureau: Bureau, clock: SimpleNamespace
) -> None:
    who = bureau.citizens.visit(openid="oalice", at=clock.at)
    for text in (None, *PLAIN):
        bureau.survey_service.turn(by=who, town=None, text=text, at=clock.at, channel="wechat")
    assert "已经答过" in phone.open().text or "谢谢" in phone.text
    phone.send()
    phone.send("gain:1")
    assert bureau.survey_service.answers(wave="2026Q4").answers.tolist() == [[4, 4, 4, 4, 4]]
    other = Phone(phone.client.application.test_client())
    other.open("bob")
    for text in (None, *PLAIN):
        other.send(text)
    who = bureau.citizens.known("obob")
    told = bureau.survey_service.turn(by=who, town=None, text=None, at=clock.at, channel="wechat")
    assert "已经答过" in told.text
    assert len(bureau.survey_service.answers(wave="2026Q4")) == 2


def test_the_page_offers_every_town_and_shows_progress(phone: Phone) -> None:
    phone.open()
    phone.send()
    assert phone.text.count("<optgroup") == 7
    assert len(re.findall(r'<option value="\d{9}"', phone.text)) == 72
    assert "1/10" in phone.text


def test_looking_again_changes_nothing(phone: Phone) -> None:
    phone.open()
    phone.send()
    phone.send("330411105")
    for _ in range(3):
        phone.text = phone.client.get("/survey").text
        assert phone.question() == "您在这里住了多久？"


def test_an_answer_sent_again_after_a_lost_connection_counts_once(phone: Phone) -> None:
    phone.open()
    phone.send()
    phone.send("330411105")
    before = phone.text
    phone.send("lived:long")
    phone.text = before
    phone.send("lived:long")
    assert "多大" in phone.question()


def test_another_choice_after_a_lost_connection_is_the_one_that_counts(
    phone: Phone, bureau: Bureau
) -> None:
    phone.open()
    phone.send()
    phone.send("330411105")
    before = phone.text
    phone.send("lived:long")
    phone.text = before
    phone.send("lived:years")
    citizen = bureau.citizens.known("oalice")
    respondent = bureau.survey_service.respondent("2026Q4", citizen)
    held = StoredSurveys(bureau.database).sitting(respondent)
    assert held is not None
    assert held.state.given["lived"] == "years"


def test_going_back_shows_what_was_chosen(phone: Phone) -> None:
    phone.open()
    for text in (None, *PLAIN[:5]):
        phone.send(text)
    phone.send("上一题")
    assert re.search(r'value="satisfaction:4" class="chosen"', phone.text)


def test_an_unreadable_answer_is_explained_in_the_pages_words(phone: Phone) -> None:
    phone.open()
    for text in (None, "330411105", "lived:long", "很老"):
        phone.send(text)
    assert "请填一个数字，1到120之间" in phone.text


def test_one_may_leave_and_come_back(phone: Phone) -> None:
    phone.open()
    for text in (None, *PLAIN[:2], "以后再说"):
        phone.send(text)
    assert "接着答" in phone.text
    phone.send()
    assert "多大" in phone.question()


def test_a_slip_in_the_age_can_be_mended(phone: Phone) -> None:
    phone.open()
    for text in (None, "330411105", "lived:long", "5"):
        phone.send(text)
    assert "填错了，改一下" in phone.text
    phone.send()
    phone.send("50")
    assert "变好了吗" in phone.question()


def test_what_was_begun_in_the_chat_goes_on_here(
    phone: Phone, bureau: Bureau, clock: SimpleNamespace
) -> None:
    citizen = bureau.citizens.visit(openid="oalice", at=clock.at)
    for text in (None, "王店", "四年"):
        bureau.survey_service.turn(by=citizen, town=None, text=text, at=clock.at, channel="chat")
    phone.open()
    assert "多大" in phone.question()


def test_after_two_weeks_it_starts_anew(phone: Phone, clock: SimpleNamespace) -> None:
    phone.open()
    for text in (None, "330411105"):
        phone.send(text)
    clock.at += timedelta(days=15)
    phone.text = phone.client.get("/survey").text
    assert "开始" in phone.text


@pytest.mark.parametrize("told", [{"token": ""}, {"token": "guess"}])
def test_a_forged_form_is_refused(phone: Phone, told: dict[str, str]) -> None:
    phone.open()
    assert phone.send(**told).status_code == 403


def test_a_stranger_cannot_answer(app: Flask, bureau: Bureau) -> None:
    answer = app.test_client().post("/survey", data={"text": "gain:1"})
    assert answer.status_code == 403
    assert bureau.survey_service.waves.kept("2026Q4") is None


def test_a_cookie_that_is_not_ours_says_nothing(phone: Phone) -> None:
    phone.open()
    phone.client.set_cookie("visitor", "WyJhIiwiYiJd.forged.cookie")
    assert phone.client.get("/survey").status_code == 302


def test_a_state_that_is_not_ours_is_refused(phone: Phone) -> None:
    phone.client.get("/survey")
    assert phone.client.get("/survey/in?code=alice&state=guess").status_code == 403
    assert phone.client.get("/survey/in").status_code == 403


def test_snapshot_users_are_told_kindly(phone: Phone, platform: Platform) -> None:
    platform.snapshot = True
    answer = phone.open()
    assert answer.status_code == 403
    assert "使用完整服务" in answer.text


def test_a_silent_platform_is_explained(phone: Phone, platform: Platform) -> None:
    platform.down = True
    assert "微信暂时没有回应" in phone.open().text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\x00\ud800", "长" * 600, "=1+1", ""]
)
def test_hostile_text_is_harmless(phone: Phone, text: str) -> None:
    phone.open()
    for answered in (None, *PLAIN[:4], "satisfaction:1", *PLAIN[5:8]):
        phone.send(answered)
    answer = phone.send(text.encode("utf-8", "replace").decode())
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_huge_form_is_refused(phone: Phone) -> None:
    phone.open()
    phone.send()
    assert phone.send("长" * 20_000).status_code == 413


def test_nobody_else_may_frame_it_or_run_scripts_on_it(phone: Phone) -> None:
    policy = phone.open().headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_page_keeps_no_openid(phone: Phone) -> None:
    phone.open("alice")
    cookies = [str(phone.client.get_cookie(name)) for name in ("visitor", "device")]
    assert "oalice" not in "".join(cookies)


def test_what_brought_a_citizen_here_is_counted(phone: Phone, bureau: Bureau) -> None:
    away = phone.client.get("/survey?via=article")
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    phone.client.get(f"/survey/in?code=reader&state={state}")
    phone.client.get("/survey?via=nonsense")
    phone.text = phone.client.get("/survey").text
    phone.send()
    wave = bureau.survey_service.waves.every()[0]
    (way,) = bureau.survey_service.waves.responses(wave=wave.key).ways
    assert (way.via, way.started) == ("article", 1)


def test_who_has_answered_may_ask_to_be_told_next_time(phone: Phone, bureau: Bureau) -> None:
    phone.open()
    for text in (None, *PLAIN):
        phone.send(text)
    assert "下个季度开始时叫我一声" in phone.text
    token = phone.fields()["token"]
    refused = phone.client.post("/survey/again", data={"token": "another's"})
    told = phone.client.post("/survey/again", data={"token": token}, follow_redirects=True)
    assert refused.status_code == 403
    assert "可以关掉这个页面" in told.text
    assert bureau.invitations.counts(wave="2026Q4").wishes == {"invite": 1}

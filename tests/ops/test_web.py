"""All doors together: no request is answered by a fault, and every answer carries its headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import httpx
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bureau.quality.service import QualityService as Quality
from bureau.wiring import Bureau
from ops.security_headers import HEADERS
from ops.web import SERVING, create_app
from tests.browsing import serving
from tests.portal.conftest import AT, Officer, bureau_in
from tests.webhook.conftest import ScriptedAssistant

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = {
    "not ASCII": "é中",
    "a line end": "a\r\nSet-Cookie: b=c",
    "control characters": "a\x00\x01\x1b\x7f",
    "a lone surrogate": "\ud800",
    "not to be stored": "\ufffe\uffff",
    "beyond 64 bits": "9" * 25,
    "beyond what is read as a number": "9" * 5000,
    "negative": "-1",
    "no number": "1e999",
    "a fraction": "0.5",
    "100 000 characters": "x" * 100_000,
    "braces": "{0.__class__}%s%n",
    "quotes": "'\";--",
    "nothing": "",
}
# Where the doors' code names a parameter, a cookie, or a field of a form.
_READ = (
    re.compile(r"(?:args|form|files|cookies|query|wish)\.(?:get|getlist)\(\s*\"(\w+)\""),
    re.compile(r"(?:choice|is_asked|asked_place)\(\"(\w+)\""),
    re.compile(r"^    (\w+) = \w+Field\(", re.MULTILINE),
    re.compile(r"^ +\"(\w+)\": (?:one_of|like|Parameter|_[A-Z]+)", re.MULTILINE),
)


def _names() -> list[str]:
    """Every parameter, field and cookie that the doors read, as their code names them."""
    source = [path for door in ("portal", "webhook") for path in (ROOT / door).rglob("*.py")]
    found = {
        name
        for path in source
        for named in _READ
        for name in named.findall(path.read_text(encoding="utf-8"))
    }
    assert {"state", "token", "next", "page", "month", "wave", "verb", "county", "kind"} <= found
    return sorted(found)


NAMES = _names()


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    bureau = bureau_in(tmp_path_factory.mktemp("doors"))
    bureau.poller.poll(at=AT, everything=True)
    yield bureau
    bureau.close()


@pytest.fixture(scope="module")
def app(bureau: Bureau) -> Iterator[Flask]:
    app = create_app(bureau, assistant=ScriptedAssistant())
    with patch("flask_wtf.csrf.validate_csrf"):  # else no form would be read any further
        yield app
    app.extensions["service"].close()


@pytest.fixture
def officer(app: Flask) -> Officer:
    officer = Officer(app.test_client())
    assert officer.sign_in().status_code == 302
    return officer


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Every method and address of the doors, the platform's own among them."""
    found = [("GET", "/wechat"), ("POST", "/wechat")]
    for rule in app.url_map.iter_rules():
        found += [(method, rule.rule) for method in rule.methods & {"GET", "POST"}]
    assert len(found) > 90
    return sorted(found)


def asked(officer: Officer, method: str, rule: str, value: str) -> Iterator[TestResponse]:
    """Ask an address with a value in its path, in every parameter and in every field."""
    escaped = quote(value.encode("utf-8", "surrogatepass"))[:20_000]
    query = "&".join(f"{name}={escaped}" for name in NAMES)[:60_000]
    for path in {re.sub(r"<[^>]*>", fill, rule) for fill in (escaped, "1")}:
        if method == "GET":
            with officer.client.get(path, query_string=query) as answer:
                yield answer
        else:
            yield posted(officer, path, data=dict.fromkeys(NAMES, _raw(value)))


def posted(officer: Officer, path: str, **body: Any) -> TestResponse:
    """Send a form; signed in again where one before it signed out."""
    answer = officer.client.post(path, **body)
    if (answer.location or "").startswith("/portal/login"):
        officer.sign_in()
        answer = officer.client.post(path, **body)
    return answer


def _raw(value: str) -> str:
    """Return a text that the test client sends as the value's own bytes, whatever they are."""
    return value.encode("utf-8", "surrogatepass").decode("latin-1")


# Pages whose answer is that all is not well.
WELL = ("/healthz", "/readyz")
BODIES: dict[str, dict[str, Any]] = {
    "each field twice": {"data": {name: ["a", "b"] for name in NAMES}},
    "fields as arrays": {"data": {f"{name}[]": "a" for name in NAMES}},
    "JSON of texts": {"json": dict.fromkeys(NAMES, "a\ud800\0")},
    "JSON of lists and objects": {"json": {name: ["a", {"a": 1}] for name in NAMES}},
    "JSON of huge numbers": {"json": dict.fromkeys(NAMES, 10**25)},
    "JSON that is a list": {"json": [[["a"]]]},
    "JSON that is none": {"data": b"{" * 50_000, "content_type": "application/json"},
    "an unknown character set": {"data": b"a=\xff", "content_type": "text/plain; charset=none"},
    "a broken multipart": {
        "data": b"--x\r\n\r\n",
        "content_type": "multipart/form-data; boundary=x",
    },
    "a multipart without boundary": {"data": b"", "content_type": "multipart/form-data"},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_value_is_answered_by_a_fault(app: Flask, officer: Officer, kind: str) -> None:
    faults = {
        (method, rule)
        for method, rule in addresses(app)
        for answer in asked(officer, method, rule, HOSTILE[kind])
        if answer.status_code >= 500 and rule not in WELL
    }
    assert faults == set()


@pytest.mark.parametrize("kind", BODIES)
def test_no_body_is_answered_by_a_fault(app: Flask, officer: Officer, kind: str) -> None:
    faults = {
        rule
        for method, rule in addresses(app)
        if method == "POST"
        and posted(officer, re.sub(r"<[^>]*>", "1", rule), **BODIES[kind]).status_code >= 500
    }
    assert faults == set()


ANSWERS = {
    "a page": ("/", {}),
    "an address that is not there": ("/nowhere", {}),
    "a wrong method": ("/air", {"method": "DELETE"}),
    "a wrong parameter": ("/air?place=nowhere", {}),
    "open data": ("/api/v1/air", {}),
    "a problem": ("/api/v1/air?place=1", {}),
    "a style sheet": ("/portal/static/portal.css", {}),
    "a style sheet that is not there": ("/portal/static/none.css", {}),
    "the login": ("/portal/cases", {}),
    "health": ("/healthz", {}),
    "the platform's door": ("/wechat", {}),
    "the platform's door, refused": ("/wechat", {"method": "PUT"}),
    "the simulator": ("/simulator", {}),
    "the simulator's script": ("/simulator/static/phone.js", {}),
    "the platform's twin": ("/simulator/platform/cgi-bin/menu/get", {}),
    "the survey": ("/survey", {}),
    "a form without its token": ("/survey", {"method": "POST"}),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_carries_the_headers(app: Flask, kind: str) -> None:
    path, more = ANSWERS[kind]
    with app.test_client().open(path, **more) as plain:
        assert {name for name in HEADERS if name not in plain.headers} == set()
        assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]
        assert len(plain.headers.getlist("Content-Security-Policy")) == 1
        assert "Strict-Transport-Security" not in plain.headers
    behind_tls = {"X-Forwarded-Proto": "https"}
    with app.test_client().open(path, headers=behind_tls, **more) as encrypted:
        assert encrypted.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_behind_a_proxy_the_server_hands_its_headers_on(app: Flask) -> None:
    with serving(app, **SERVING) as address:
        answer = httpx.get(
            f"{address}/nowhere", headers={"X-Forwarded-Proto": "https"}, trust_env=False
        )
    assert "Strict-Transport-Security" in answer.headers


def test_a_fault_of_ours_is_told_in_chinese(app: Flask) -> None:
    with patch.object(Quality, "airs_now", side_effect=RuntimeError):
        page = app.test_client().get("/air")
        document = app.test_client().get("/api/v1/air")
    assert page.status_code == document.status_code == 500
    assert "我们这边出了点问题" in page.text
    assert document.mimetype == "application/problem+json"

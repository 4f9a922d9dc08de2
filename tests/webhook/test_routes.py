"""The door's public surface: whatever is sent there, the answer is 200 or 4xx."""

from __future__ import annotations

import hashlib
import time

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from bureau.settings import Settings
from tests.webhook.platform import Follower, xml
from webhook.envelope import envelope_of


def signed(settings: Settings, **more: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    parts = sorted([settings.wechat_token, stamp, "n1"])
    signature = hashlib.sha1("".join(parts).encode()).hexdigest()
    return {"timestamp": stamp, "nonce": "n1", "signature": signature, **more}


def test_verification_answers_the_echo_as_it_came(client: FlaskClient, settings: Settings) -> None:
    response = client.get("/wechat", query_string=signed(settings, echostr="437<b>5"))
    assert (response.status_code, response.text) == (200, "437<b>5")
    assert response.mimetype == "text/plain"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("changed", [{"signature": "0" * 40}, {"nonce": "other"}])
def test_a_wrong_verification_is_refused(
    client: FlaskClient, settings: Settings, changed: dict[str, str]
) -> None:
    query = {**signed(settings, echostr="1"), **changed}
    assert client.get("/wechat", query_string=query).status_code == 403
    assert client.get("/wechat").status_code == 400


def test_success_goes_back_unencrypted_even_in_safe_mode(follower: Follower) -> None:
    query, body = follower.envelope.seal(
        xml("o1", "event", "<Event>VIEW</Event><EventKey>u</EventKey>"), nonce="n1"
    )
    response = follower.client.post("/wechat", query_string=query, data=body)
    assert response.text == "success"


def test_each_refusal_is_one_status_and_one_log_line(
    follower: Follower, client: FlaskClient
) -> None:
    query, body = follower.envelope.seal(xml("o1", "text", "<Content>a</Content>"), nonce="n1")
    stale = {**query, "timestamp": "1409735669"}
    cases = [
        ({**query, "msg_signature": "0" * 40}, body, 403),
        (stale, body, 403),
        (query, "x" * 100_000, 413),
        (query, "garbage", 400),
        (query, "", 400),
        (query, body.replace("Encrypt", "Decrypt"), 400),
        ({}, body, 400),
        ({"msg_signature": "x", "timestamp": "soon", "nonce": "1"}, body, 400),
    ]
    for sent_query, sent_body, status in cases:
        with structlog.testing.capture_logs() as lines:
            response = client.post("/wechat", query_string=sent_query, data=sent_body)
        assert response.status_code == status, sent_body[:20]
        assert [line["event"] for line in lines] == ["wechat_refused"]
        assert "Traceback" not in response.text


# Whoever opens an address to everybody names it here: the platform's door stands before the
# application, the officers' pages behind the login (tests/portal/test_access.py).
CITIZENS_PAGES = {
    "/",
    "/air",
    "/water",
    "/diagnosis",
    "/diagnosis/<area>/<month>",
    "/diagnosis/<area>/<month>.pdf",
    "/odor-map",
    "/odor-map/embed",
    "/odor-map/feed.xml",
    "/answer/<token>",
    "/patrol/<token>",
    "/patrol/<token>/me",
    "/patrol/<token>/plan",
    "/patrol/<token>/training",
    "/patrol/<token>/points",
    "/patrol/<token>/points/<point>/photos/<photo>",
    "/patrol/worker.js",
    "/answer/<token>/<int:serial>",
    "/api/v1/referrals/<token>",
    "/open-days",
    "/open-days.atom",
    "/open-days.ics",
    "/open-days/<int:day>",
    "/open-days/<int:day>.ics",
    "/open-days/ticket/<code>",
    "/referral/<token>",
    "/referral/<token>/files/<int:place>",
    "/referral/<token>/photos/<int:place>",
    "/referral/key.pem",
    "/survey",
    "/survey/again",
    "/survey/in",
    "/healthz",
    "/livez",
    "/metrics",  # with the key, or from this machine itself
    "/readyz",
    "/api/v1/air",
    "/api/v1/air/<code>",
    "/api/v1/openapi.json",
    "/api/v1/rankings",
    "/api/v1/water",
    "/api/v1/water/<code>",
}
# For programs that hold a key; only their description is open.
WITH_A_KEY = {
    "/api/v1/surveys",
    "/api/v1/surveys/<wave>",
    "/api/v1/surveys/sheets/<fingerprint>",
}
DESCRIBED = {"/api/v1/surveys/openapi.json"}


def test_nothing_is_public_but_the_door_and_the_citizens_pages(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    known = CITIZENS_PAGES | WITH_A_KEY | DESCRIBED
    assert rules >= known
    assert [rule for rule in rules - known if not rule.startswith("/portal")] == []


@pytest.mark.parametrize("address", sorted(WITH_A_KEY))
def test_results_are_closed_to_whoever_has_no_key(client: FlaskClient, address: str) -> None:
    asked = address.replace("<wave>", "2026Q3").replace("<fingerprint>", "0123456789ab")
    assert client.get(asked).status_code == 401


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    assert getattr(client, method)("/wechat").status_code == 405


@runs(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.binary(max_size=600),
    query=st.dictionaries(
        st.sampled_from(["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "x"]),
        st.text(max_size=40),
    ),
)
def test_any_bytes_posted_give_200_or_4xx(
    client: FlaskClient, body: bytes, query: dict[str, str]
) -> None:
    status = client.post("/wechat", query_string=query, data=body).status_code
    assert status == 200 or 400 <= status < 500


@runs(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(inner=st.text(max_size=300), kind=st.sampled_from(["text", "event", "location", "image"]))
def test_any_message_under_a_right_signature_gives_200_or_4xx(
    app: Flask, settings: Settings, inner: str, kind: str
) -> None:
    for message in (
        inner,
        xml("oAny", kind, inner),
        xml("oAny", kind, f"<Content>{inner}</Content>"),
    ):
        query, body = envelope_of(settings).seal(message, nonce="n1")
        status = app.test_client().post("/wechat", query_string=query, data=body).status_code
        assert status == 200 or 400 <= status < 500


def test_deep_nesting_and_many_fields_do_no_harm(follower: Follower) -> None:
    deep = "<a>" * 5000 + "</a>" * 5000
    words = "<Content>hi</Content>"
    assert follower.posts(xml(follower.openid, "text", words + deep)) is not None
    many = "".join(f"<f{n}>x</f{n}>" for n in range(2000))
    assert follower.posts(xml(follower.openid, "text", words + many)) is not None

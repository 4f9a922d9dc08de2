"""`/metrics`: who may read it, and that it tells what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from bureau.cases import Draft
from bureau.messaging import Arrival, WindowEvent
from bureau.messaging.ports import StoreAwayError
from bureau.settings import Settings
from bureau.wiring import Bureau
from ops.web import create_app
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower

NOW = datetime.now(UTC)


def told(client: FlaskClient) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found[(sample.name, *sample.labels.values())] = sample.value
    return found


def test_every_phase_of_a_turn_is_counted(follower: Follower, client: FlaskClient) -> None:
    before = told(client)
    follower.says("昨晚王店很臭")
    after = told(client)
    for phase in ("whole", "store", "wait", "assistant", "answer"):
        name = ("turn_seconds_count", phase)
        assert after[name] == before.get(name, 0) + 1, phase


def test_what_waits_and_for_how_long(client: FlaskClient, bureau: Bureau) -> None:
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    bureau.inbox.accept(
        Arrival("k" * 32, "lin", "text", {"text": "喂"}, long_ago, WindowEvent.MESSAGE),
        owner="gone",
    )
    bureau.outbox.notify(to="lin", text="t", why="w", at=long_ago)
    found = told(client)
    assert found["inbox_depth",] == 1
    assert found["inbox_age_seconds",] == pytest.approx(300, abs=200)
    assert found["outbox_age_seconds",] == pytest.approx(300, abs=200)
    assert found["outbox_letters", "", "queued"] == 1


def test_cases_past_their_limits_are_counted_by_the_limit(
    client: FlaskClient, bureau: Bureau
) -> None:
    draft = Draft(categories=("odor",), place="330411105", description="很臭")
    for number, days in enumerate((0, 400, 400)):
        at = NOW - timedelta(days=days)
        case = bureau.cases.submit(draft=draft, by="c" * 32, at=at, message_key=f"{number:032x}")
    bureau.cases.take(verb="accept", number=case.number, by="admin", at=at)
    found = told(client)
    assert (found["cases_overdue", "response"], found["cases_overdue", "answer"]) == (1, 1)


def test_a_store_that_is_away_is_told_and_hides_nothing_else(
    client: FlaskClient, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(client)["store_away",] == 0

    def away() -> int:
        raise StoreAwayError("OperationalError")

    monkeypatch.setattr(bureau.inbox, "unfinished", away)
    found = told(client)
    assert found["store_away",] == 1
    assert ("process_resident_memory_bytes",) in found


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"Via": "1.1 edge"}],
)
def test_without_a_key_only_this_machine_itself_may_read(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=headers).status_code == 403
    away = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_overrides=away).status_code == 403


def test_with_a_key_whoever_has_it_may_read_and_nobody_else(
    make_settings: Callable[..., Settings], assistant: ScriptedAssistant
) -> None:
    bureau = Bureau(make_settings(HEALTH_KEY="a health key of the tests"))
    app: Flask = create_app(bureau, assistant=assistant)
    client = app.test_client()
    for given, status in (("", 403), ("Bearer wrong", 403), ("Bearer ä", 403),
                          ("Bearer a health key of the tests", 200)):  # fmt: skip
        assert client.get("/metrics", headers={"Authorization": given}).status_code == status
    app.extensions["service"].close()
    bureau.close()


def test_no_word_and_no_name_of_a_citizen_is_told(follower: Follower, client: FlaskClient) -> None:
    follower.says("我叫张三，电话13800000000")
    page = client.get("/metrics").text
    assert "张三" not in page
    assert "13800000000" not in page
    assert follower.openid not in page

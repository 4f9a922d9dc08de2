"""`/healthz`: what works, and how the sources of air and water are doing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from flask.testing import FlaskClient

from bureau.quality.model import SourceState
from bureau.wiring import Bureau

NOON = datetime(2026, 8, 21, 4, tzinfo=UTC)


@pytest.fixture
def actions_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The action server stands in another process."""
    answer = type("Answer", (), {"raise_for_status": lambda self: self})
    monkeypatch.setattr("webhook.health.httpx.get", lambda *_, **__: answer())


def unreachable(*_: object, **__: object) -> None:
    raise httpx.ConnectError("refused")


def test_the_last_error_of_a_source_is_told_and_the_service_is_well(
    client: FlaskClient, bureau: Bureau, actions_answer: None
) -> None:
    paused = NOON + timedelta(minutes=12)
    failing = SourceState(
        "national_air", NOON, None, None, 3, paused, "HTTP status 500", ("1252A: odd",)
    )
    bureau.observations.put_state(failing)
    bureau.observations.put_state(SourceState("national_water", NOON, NOON, NOON))
    response = client.get("/healthz")
    assert response.status_code == 200, response.json
    sources = response.json["sources"]
    assert sources["national_air"] == {
        "error": "HTTP status 500", "failures": 3, "paused_until": paused.isoformat(),
        "tried": NOON.isoformat(), "succeeded": None, "newest": None, "findings": ["1252A: odd"],
    }  # fmt: skip
    assert sources["national_water"]["error"] == ""


def test_a_part_that_is_down_is_named(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # Another service on this machine may well have an action server at the usual port.
    monkeypatch.setattr("webhook.health.httpx.get", unreachable)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json["actions"] != "ok"
    assert response.json["database"] == "ok"

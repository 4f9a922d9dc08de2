"""`/healthz` in one word, its details with the key; what ails is told within ten seconds."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from basis.heartbeat import Heartbeat, beat, folder_of
from bureau.messaging import Arrival, WindowEvent
from bureau.quality.model import SourceState
from bureau.settings import Settings
from bureau.wiring import Bureau
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower
from webhook.envelope import envelope_of

NOON = datetime(2026, 8, 21, 4, tzinfo=UTC)
KEY = "a health key of the tests"
BEARER = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(TURN_BUDGET_SECONDS="0.3", HEALTH_KEY=KEY)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The assistant and the action server answer; each address that was asked."""
    addresses: list[str] = []
    answer = type("Answer", (), {"raise_for_status": lambda self: self})

    def get(address: str, **_: Any) -> Any:
        addresses.append(address)
        return answer()

    monkeypatch.setattr("webhook.health.httpx.get", get)
    monkeypatch.setattr("webhook.health._KEPT", 0.0)
    return addresses


def details(client: FlaskClient) -> dict[str, Any]:
    return client.get("/healthz", headers=BEARER).json


def unreachable(*_: object, **__: object) -> None:
    raise httpx.ConnectError("refused")


def test_the_last_error_of_a_source_is_told_and_the_service_is_well(
    client: FlaskClient, bureau: Bureau, asked: list[str]
) -> None:
    paused = NOON + timedelta(minutes=12)
    failing = SourceState(
        "national_air", NOON, None, None, 3, paused, "HTTP status 500", ("1252A: odd",)
    )
    bureau.observations.put_state(failing)
    bureau.observations.put_state(SourceState("national_water", NOON, NOON, NOON))
    response = client.get("/healthz", headers=BEARER)
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
    response = client.get("/healthz", headers=BEARER)
    assert response.status_code == 503
    assert response.json["actions"] != "ok"
    assert response.json["rasa"] != "ok"
    assert response.json["database"] == "ok"
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        "",
        KEY,
        "Bearer",
        "Bearer ",
        f"Basic {KEY}",
        f"Bearer {KEY}x",
        "Bearer 钥匙".encode().decode(),
    ],
)
def test_an_outsider_reads_one_word(client: FlaskClient, asked: list[str], given: str) -> None:
    headers = {"Authorization": given.encode("utf-8").decode("latin-1")} if given else {}
    for path in ("/healthz", "/readyz", "/livez"):
        response = client.get(path, headers=headers)
        assert (response.status_code, response.text) == (200, "ok\n")


def test_without_a_key_in_the_settings_nobody_reads_the_details(
    make_settings: Callable[..., Settings], asked: list[str]
) -> None:
    from ops.web import create_app

    bureau = Bureau(make_settings())
    app = create_app(bureau, assistant=ScriptedAssistant())
    for given in ("Bearer ", "Bearer None", BEARER["Authorization"]):
        assert app.test_client().get("/healthz", headers={"Authorization": given}).text == "ok\n"
    app.extensions["service"].close()
    bureau.close()


def test_outsiders_make_nobody_work_however_often_they_ask(
    client: FlaskClient,
    asked: list[str],
    assistant: ScriptedAssistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("webhook.health._KEPT", 60.0)
    for _ in range(200):
        assert client.get("/healthz").status_code == 200
    assert len(asked) == 2, "each part once"
    assert assistant.asked == []


def test_a_process_without_a_sign_of_life_is_named_and_one_that_ended_in_order_is_not(
    client: FlaskClient, settings: Settings, asked: list[str]
) -> None:
    folder = folder_of(settings.var)
    worker = Heartbeat(folder, "worker").start()
    while not (folder / "worker").exists():
        time.sleep(0.01)
    assert details(client)["worker"] == "ok"
    worker.stop()
    assert details(client)["ok"]
    beat(folder / "poller")
    six_seconds_ago = time.time() - 6
    os.utime(folder / "poller", (six_seconds_ago, six_seconds_ago))
    told = details(client)
    assert not told["ok"]
    assert "sign of life" in told["faults"]["poller"]


def test_a_process_that_dies_again_and_again_is_named_though_it_runs_just_now(
    client: FlaskClient, settings: Settings, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPERVISED", "1")
    folder = folder_of(settings.var)
    beat(folder / "supervisor")
    now = time.time()
    programs = {
        "worker": {"running": True, "deaths": [now - second for second in range(6)]},
        "poller": {"running": True, "deaths": [now - 5]},
        "actions": {"running": False, "deaths": []},
        "rasa": {"running": False, "deaths": [now - 1]},
    }
    (folder / "programs.json").write_text(json.dumps(programs))
    told = details(client)
    assert set(told["faults"]) == {"worker", "rasa"}
    assert "6 times" in told["faults"]["worker"]


@pytest.mark.parametrize("off", [-600, -301, 301, 600])
def test_a_clock_that_is_off_is_told_and_loses_no_message(
    app: Flask, client: FlaskClient, settings: Settings, asked: list[str],
    monkeypatch: pytest.MonkeyPatch, off: int,
) -> None:  # fmt: skip
    """Our clock jumps while the platform's goes on."""
    follower = Follower(client, envelope_of(settings), "oFollower_1")
    assert follower.says("你好") is not None
    assert details(client)["ok"]
    really = time.time
    envelope = follower.envelope
    seal = envelope.seal
    monkeypatch.setattr(
        envelope, "seal", lambda xml, *, nonce: seal(xml, nonce=nonce, now=really())
    )
    monkeypatch.setattr("webhook.envelope.time.time", lambda: really() + off)
    assert "clock" in details(client)["faults"], "before any message comes"
    assert follower.says("还在吗") is not None
    told = details(client)
    assert abs(told["clock_ahead_seconds"] - off) < 5


def test_a_message_that_nobody_answers_is_told(
    client: FlaskClient, bureau: Bureau, asked: list[str]
) -> None:
    long_ago = datetime.now(UTC) - timedelta(seconds=45)
    citizen = bureau.citizens.meet(openid="oLin", at=long_ago).key
    arrival = Arrival("k" * 32, citizen, "text", {}, long_ago, WindowEvent.MESSAGE)
    bureau.inbox.accept(arrival, owner="web")
    told = details(client)
    assert told["oldest_unanswered_seconds"] >= 45
    assert "unanswered" in told["faults"]


def test_a_letter_that_does_not_leave_is_told_and_one_for_later_or_of_a_large_send_is_not(
    client: FlaskClient, bureau: Bureau, asked: list[str]
) -> None:
    now = datetime.now(UTC)
    long_ago = now - timedelta(seconds=90)
    bureau.outbox.notify(
        to="later", text="好", why="1", at=now, not_before=now + timedelta(hours=1)
    )
    bureau.outbox.notify(to="many", text="好", why="2", at=long_ago, bulk=True)
    assert details(client)["ok"]
    bureau.outbox.notify(to="lin", text="好", why="3", at=long_ago)
    assert "unsent" in details(client)["faults"]


def test_a_writer_that_lets_nobody_else_write_is_told_in_time(
    client: FlaskClient, settings: Settings, asked: list[str]
) -> None:
    assert details(client)["ok"]
    holder = sqlite3.connect(settings.var / "assistant.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    told = details(client)
    assert time.monotonic() - begun < 5
    assert "database" in told["faults"]
    holder.execute("ROLLBACK")
    holder.close()
    assert details(client)["ok"]


def test_a_full_disk_is_told_and_a_missing_backup_is_no_illness(
    client: FlaskClient, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert details(client)["backup_due"]
    usage = type("Usage", (), {"total": 10**12, "free": 5 * 1024 * 1024})()
    monkeypatch.setattr("webhook.health.shutil.disk_usage", lambda _: usage)
    told = details(client)
    assert told["faults"] == {"disk": "5 MB left"}


def test_the_age_of_the_newest_backup_is_told(
    client: FlaskClient, settings: Settings, asked: list[str]
) -> None:
    folder = Path(settings.var, "backups")
    folder.mkdir()
    for name, hours in (("old.tar", 400), ("new.tar", 3)):
        (folder / name).touch()
        at = time.time() - hours * 3600
        os.utime(folder / name, (at, at))
    told = details(client)
    assert (told["backup_age_hours"], told["backup_due"]) == (3.0, False)

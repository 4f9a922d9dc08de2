"""The served assistant keeps what it was told, and says when a turn failed."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.bot.conftest import Actions, Served

Serve = Callable[..., Served]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the conversations are: the default file, or the office's PostgreSQL."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url")}


def test_a_killed_server_loses_no_half_filled_report(
    serve: Serve, actions: Actions, store: dict[str, str]
) -> None:
    server = serve(ACTIONS_URL=actions.url, **store)
    assert server.say("我要举报") == ["在哪里"]
    assert server.say("王店") == ["什么时候"]
    server.end(signal.SIGKILL)
    server = serve(ACTIONS_URL=actions.url, **store)
    assert server.say("昨晚") == ["action_submit 王店"]


def test_a_turn_without_its_action_server_is_refused_and_can_be_repeated(
    serve: Serve, actions: Actions
) -> None:
    server = serve(ACTIONS_URL=actions.url)
    server.say("我要举报")
    server.say("王店")
    actions.stop()
    refused = server.post({"sender": "citizen", "message": "昨晚"})
    assert refused.status_code == 503
    assert refused.json()["reason"] == "action"
    assert server.say("早上好", sender="another") == ["您好"]
    again = Actions(actions.port)
    assert server.say("昨晚") == ["action_submit 王店"]
    again.stop()
    log = server.end()
    assert "turn failed" in log
    assert "昨晚" not in log


def test_an_action_that_answers_with_an_error_is_told_apart_from_one_that_is_down(
    serve: Serve, actions: Actions
) -> None:
    server = serve(ACTIONS_URL=actions.url)
    server.say("我要举报")
    server.say("王店")
    actions.status = 500
    refused = server.post({"sender": "citizen", "message": "昨晚"})
    assert (refused.status_code, refused.json()["reason"]) == (503, "action_error")


def test_the_door(serve: Serve, actions: Actions) -> None:
    server = serve(ACTIONS_URL=actions.url)

    health = httpx.get(f"{server.url}/").json()
    assert health["status"] == "ok"
    assert health["model"].startswith("assistant-")

    for body in (
        None, [], "text", {}, {"sender": "c"}, {"message": "你好"}, {"sender": 1, "message": "x"},
        {"sender": "", "message": "x"}, {"sender": "c", "message": " "},
        {"sender": "c", "message": "x" * 30_000}, {"sender": "c" * 300, "message": "x"},
    ):  # fmt: skip
        assert server.post(body).status_code == 400, body
    garbage = httpx.post(f"{server.url}/webhook", content=b"\xff{{{")
    assert garbage.status_code == 400
    huge = httpx.post(f"{server.url}/webhook", content=b"x" * 2_000_000)
    assert huge.status_code == 413

    with ThreadPoolExecutor(3) as citizens:
        answers = list(citizens.map(lambda _: server.say("你好", sender="hasty"), range(3)))
    assert answers == [["您好"]] * 3

    assert server.say("空气", message_key="k") == server.say("空气", message_key="k")
    assert actions.calls == ["action_air"]

    server.say("我要举报", sender="leaves")
    assert httpx.delete(f"{server.url}/conversations/leaves").status_code == 204
    assert server.say("王店", sender="leaves") == ["没听懂"]


def test_only_who_holds_the_token_of_the_run_reads_or_writes_a_conversation(serve):
    server = serve(RUN_TOKEN="of-this-run")
    body = {"sender": "a", "message": "你好"}
    for headers in ({}, {"X-Run-Token": ""}, {"X-Run-Token": "of-another"}, {"X-Run-Token": "é"}):
        given = {name: value.encode() for name, value in headers.items()}
        assert httpx.post(f"{server.url}/webhook", json=body, headers=given).status_code == 403
        gone = httpx.delete(f"{server.url}/conversations/a", headers=given)
        assert gone.status_code == 403
    ours = {"X-Run-Token": "of-this-run"}
    assert httpx.post(f"{server.url}/webhook", json=body, headers=ours).status_code == 200

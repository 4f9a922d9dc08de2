"""The action protocol: what Rasa 3.6.21 sent once, and what it must be answered.

`recorded.json` holds bodies as Rasa posted them (the domain, which no action reads, left out) and
the answers. A newer rasa-sdk that answers otherwise is found here, before a citizen finds it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.ports import free_port
from tests.e2e.service import process, wait_for

RECORDED = Path(__file__).with_name("recorded.json")
TOKEN = "of-this-run"
CALLS = json.loads(RECORDED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an action server of our own."""
    var = tmp_path_factory.mktemp("actions")
    port = free_port()
    env = {**os.environ, "DEMO": "1", "VAR_DIR": str(var), "ACTIONS_PORT": str(port)}
    env["DATABASE_URL"] = f"sqlite:///{var / 'assistant.db'}"
    env["RUN_TOKEN"] = TOKEN
    with process("actions", [sys.executable, "-m", "actions"], env, var):
        wait_for(f"http://127.0.0.1:{port}/health", var / "actions.log")
        yield f"http://127.0.0.1:{port}/webhook"


def post(door: str, body: Any, token: str = TOKEN) -> httpx.Response:
    headers = {"X-Run-Token": token}
    return httpx.post(door, json=body, headers=headers, timeout=30, trust_env=False)


def test_nobody_without_the_token_of_the_run_acts_for_a_citizen(door: str) -> None:
    for token in ("", "of-another-run"):
        assert post(door, CALLS[0]["request"], token).status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("call", CALLS, ids=[call["request"]["next_action"] for call in CALLS])
def test_a_recorded_call_is_answered_as_before(door: str, call: dict[str, Any]) -> None:
    assert call["request"]["version"] == "3.6.21"
    answer = post(door, call["request"])
    assert answer.status_code == httpx.codes.OK
    assert answer.json() == call["response"]


def test_an_unknown_action_is_refused_by_name(door: str) -> None:
    answer = post(door, {**CALLS[0]["request"], "next_action": "action_unheard_of"})
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert answer.json()["action_name"] == "action_unheard_of"


def test_a_fault_answers_500_without_the_citizens_words(door: str) -> None:
    broken = json.loads(json.dumps(CALLS[-1]["request"]))
    broken["tracker"]["latest_message"]["metadata"]["at"] = "no time"
    answer = post(door, broken)
    assert answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR
    assert answer.json() == {"error": "the action failed"}

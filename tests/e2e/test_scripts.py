"""The shipped scripts through the encrypted door, every process as it runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau.settings import load
from bureau.wiring import Bureau
from ops.ports import free_port
from tests.e2e.service import ROOT, Service, process, wait_for
from webhook.envelope import envelope_of
from webhook.simulator.phone import Phone
from webhook.simulator.talk import ScriptedTalk, new_openid, play

pytestmark = pytest.mark.e2e
SCRIPTS = sorted((ROOT / "webhook/simulator/scripts").glob("*.txt"))


@pytest.fixture(scope="module")
def door(service: Service, bureau: Bureau) -> Iterator[dict[str, str]]:
    """The environment of a web server and a worker beside the running assistant."""
    port = free_port()
    env = {**service.env, "PORT": str(port)}
    with (
        process("web", [sys.executable, "-m", "ops.web"], env, service.logs),
        process("worker", [sys.executable, "-m", "webhook.worker"], env, service.logs),
    ):
        wait_for(f"http://127.0.0.1:{port}/healthz", service.logs / "web.log")
        yield env


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script(door: dict[str, str], script: Path) -> None:
    heard: list[str] = []
    base = f"http://127.0.0.1:{door['PORT']}"
    phone = Phone(new_openid(), envelope_of(load(door)), f"{base}/wechat")
    talk = ScriptedTalk(phone, base, lambda who, words: heard.append(f"{who} {words}"))
    problems = play(talk, script.read_text(encoding="utf-8").splitlines())
    assert problems == [], "\n".join(heard)


def test_every_script_says_what_must_be_heard() -> None:
    assert len(SCRIPTS) >= 4
    for script in SCRIPTS:
        steps = script.read_text(encoding="utf-8").splitlines()
        assert sum(step.startswith("?") for step in steps) >= 2, script.name

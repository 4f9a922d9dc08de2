"""Take the pictures of the README from the running service: `make pictures`.

Starts a demonstration of its own on free ports, speaks to it as a resident on the simulator's
phone, opens the ranking as an officer, and ends it again. Needs Chromium (`ops/chromium.sh`).
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from bureau.settings import ROOT

FOLDER = ROOT / "docs" / "images"
TALK = ("昨晚十一点多王店那边一股塑料味，窗都不敢开", "吉祥路塑料厂旁边", "对")
LOGIN = re.compile(r"admin / (\S+)")


def main() -> int:
    """Take both pictures; exit code 1 when the service did not start."""
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        _phone(browser, address)
        _ranking(browser, address, password)
        browser.close()
    return 0


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """Serve a demonstration from an empty store; yield its address and the officer's password."""
    port, rasa, actions = (str(_free_port()) for _ in range(3))
    with tempfile.TemporaryDirectory() as var:
        env = {**os.environ, "DEMO": "1", "DATA_SOURCE": "demo", "VAR_DIR": var}
        env |= {"PORT": port, "RASA_PORT": rasa, "ACTIONS_PORT": actions}
        env["DATABASE_URL"] = f"sqlite:///{var}/assistant.db"
        service = subprocess.Popen(
            (sys.executable, "-m", "ops.supervisor"),
            cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}", _password(service)
        finally:
            service.send_signal(signal.SIGTERM)
            service.communicate()


def _password(service: subprocess.Popen[str]) -> str:
    assert service.stdout is not None
    for line in service.stdout:
        if found := LOGIN.search(line):
            return found[1]
    raise SystemExit("the service ended before it was ready")


def _phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 880, "height": 880}, device_scale_factor=1.5)
    page.goto(f"{address}/simulator")
    for count, words in enumerate(TALK, 1):
        page.fill("#words", words)
        page.press("#words", "Enter")
        answers = page.locator("#talk .row:not(.mine) .bubble:not(.dots)")
        expect(answers).to_have_count(count, timeout=15_000)
    page.screenshot(path=FOLDER / "simulator.png")
    page.close()


def _ranking(browser: Browser, address: str, password: str) -> None:
    page = browser.new_page(viewport={"width": 1180, "height": 900}, device_scale_factor=1.2)
    page.goto(f"{address}/portal/login")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/cases*")
    page.goto(f"{address}/portal/ranking")
    page.screenshot(path=FOLDER / "ranking.png")
    page.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

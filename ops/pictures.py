"""Take the pictures of the README from a running demonstration: `make pictures`.

Speaks to it as a resident on the simulator's phone and opens the ranking as an officer. Needs
Chromium (`ops/chromium.sh`).
"""

from __future__ import annotations

from playwright.sync_api import Browser, expect, sync_playwright

from bureau.settings import ROOT
from ops.demonstration import Demonstration, demonstration

FOLDER = ROOT / "docs" / "images"
TALK = ("昨晚十一点多王店那边一股塑料味，窗都不敢开", "吉祥路塑料厂旁边", "对")


def main() -> None:
    """Take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        _phone(browser, service)
        _desk_and_ranking(browser, service)
        browser.close()


def _phone(browser: Browser, service: Demonstration) -> None:
    page = browser.new_page(viewport={"width": 880, "height": 960}, device_scale_factor=1.5)
    page.goto(f"{service.address}/simulator")
    for count, words in enumerate(TALK, 1):
        page.fill("#words", words)
        page.press("#words", "Enter")
        answers = page.locator("#talk .row:not(.mine) .bubble:not(.dots)")
        expect(answers).to_have_count(count, timeout=15_000)
    page.screenshot(path=FOLDER / "simulator.png")
    page.close()


def _desk_and_ranking(browser: Browser, service: Demonstration) -> None:
    page = browser.new_page(viewport={"width": 1180, "height": 900}, device_scale_factor=1.2)
    page.goto(f"{service.address}/portal/login")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill(service.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/cases/**")
    page.screenshot(path=FOLDER / "desk.png")
    page.goto(f"{service.address}/portal/ranking")
    page.screenshot(path=FOLDER / "ranking.png")
    page.close()


if __name__ == "__main__":
    main()

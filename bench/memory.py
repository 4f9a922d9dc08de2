"""A day of an officer's use, hour by hour: the web process must not grow.

    python -m bench.memory [--hours 24] [--pages 60] [--cases 3000]

The web process serves a store of invented cases. Each simulated hour eight browsers at once open
pages that an officer finds by following links (lists, cases, maps, figures, sheets to download),
and citizens open theirs and write. Prints resident memory after each hour, private and shared
with files apart. Exit code 1 when it grew by more than 5 % after the second hour, by which every
page has been opened once.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from bench import load
from bench.portal_cases import fill
from bench.servers import Server
from bureau.settings import load as settings_of
from bureau.wiring import Bureau
from ops.ports import free_port
from ops.process import child_environment
from webhook.envelope import envelope_of

BROWSERS = 8
MOST = 1.05
PASSWORD = "a password of the bench"
STARTS = ("/portal/", "/portal/cases", "/portal/figures", "/portal/map", "/air", "/water", "/")
_LINK = re.compile(r'(?:href|src)="([^"]+)"')
_NOT = re.compile(r"logout|/static/|^/portal/account|^/simulator|#|\.css|\.js")


def sign_in(address: str) -> httpx.Client:
    """Return a browser in which the administrator is signed in."""
    browser = httpx.Client(base_url=address, trust_env=False, follow_redirects=True, timeout=60)
    page = browser.get("/portal/login").text
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    form = {"csrf_token": token, "name": "admin", "password": PASSWORD}
    if "/portal/login" in str(browser.post("/portal/login", data=form).url):
        raise SystemExit("cannot sign in")
    return browser


def found(browser: httpx.Client, most: int) -> list[str]:
    """Return the addresses that links lead to, at most so many, of every kind the same share."""
    pages: dict[str, list[str]] = {}
    line, seen = list(STARTS), set(STARTS)
    while line and len(seen) < max(400, most * 4):
        here = line.pop(0)
        answer = browser.get(here)
        if answer.status_code != 200:
            continue
        kind = re.sub(r"\d+", "0", urlsplit(here).path)
        pages.setdefault(kind, []).append(here)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        for link in _LINK.findall(answer.text):
            target = urldefrag(urljoin(here, link.replace("&amp;", "&")))[0]
            if target.startswith("/") and target not in seen and not _NOT.search(target):
                seen.add(target)
                line.append(target)
    chosen: list[str] = []
    while pages and len(chosen) < most:
        for kind in list(pages):
            chosen.append(pages[kind].pop())
            if not pages[kind]:
                del pages[kind]
    return chosen[:most]


def resident(pid: int) -> tuple[float, float]:
    """Return megabytes of a process that are its own, and those that files lie behind."""
    kilobytes = dict(
        re.findall(r"^(Rss\w+):\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), flags=re.M)
    )
    return int(kilobytes["RssAnon"]) / 1024, int(kilobytes["RssFile"]) / 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--pages", type=int, default=60, help="of an hour, by each browser")
    parser.add_argument("--cases", type=int, default=3000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as var:
        port, rasa = free_port(), free_port()
        env = {
            "DEMO": "1", "VAR_DIR": var, "PORT": str(port), "RASA_PORT": str(rasa),
            "PORTAL_ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": f"sqlite:///{var}/a.db",
        }  # fmt: skip
        settings = settings_of(env)
        bureau = Bureau(settings)
        fill(bureau.database, given.cases)
        bureau.close()
        echo = Server(
            [sys.executable, "-m", "bench.doors.steady_rasa", str(rasa), var],
            rasa, Path(var) / "rasa.log",
        )  # fmt: skip
        given_env = child_environment(settings) | env  # as the supervisor starts it
        web = Server([sys.executable, "-m", "ops.web"], port, Path(var) / "web.log", **given_env)
        web.wait()
        try:
            return _day(given, web, f"http://127.0.0.1:{port}", envelope_of(settings))
        finally:
            web.end()
            echo.end()


def _day(given: argparse.Namespace, web: Server, address: str, envelope: object) -> int:
    browsers = [sign_in(address) for _ in range(BROWSERS)]
    pages = found(browsers[0], given.pages)
    print(f"{len(pages)} pages, {BROWSERS} browsers", flush=True)
    after: list[float] = []
    for hour in range(1, given.hours + 1):
        rng = random.Random(hour)

        def opens(browser: httpx.Client, order: list[str]) -> int:
            return sum(len(browser.get(page).content) for page in order)

        orders = [rng.sample(pages, len(pages)) for _ in browsers]
        with ThreadPoolExecutor(BROWSERS) as pool:
            read = sum(pool.map(opens, browsers, orders))
        talks = [
            [load.sealed(envelope, f"oMemory{hour}-{number}", f"你好{turn}") for turn in range(5)]  # type: ignore[arg-type]
            for number in range(10)
        ]
        load.run(urlsplit(address).port or 0, talks)
        time.sleep(0.2)
        own, files = resident(web.process.pid)
        after.append(own + files)
        print(
            f"hour {hour:2}: {own + files:6.1f} MB (own {own:6.1f}, of files {files:5.1f}); "
            f"read {read / 1e6:5.1f} MB", flush=True
        )  # fmt: skip
    growth = after[-1] / after[min(1, len(after) - 1)]
    kept = growth <= MOST
    print(f"from hour 2 to hour {given.hours}: {growth - 1:+.1%} (at most {MOST - 1:.0%})")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

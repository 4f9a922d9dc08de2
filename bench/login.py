"""A hundred wrong log-ins at once, and what they leave to everybody else: `python -m bench login`.

Two floods against the web process with its real password hash: on one name from one address, and
on a hundred names from a hundred addresses, where no budget of tries is spent. Prints how much
memory the process held at most beyond what it held before, how many passwords it looked at, how
long the flood took, and how long a greeting through the encrypted door and a page of the portal
took meanwhile. Exit code 1 when memory grew by 300 MB, or half of the greetings or pages took
100 ms.
"""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

from bench import load
from bench.doors.settings import SECRETS
from bench.servers import Server
from ops.ports import free_port
from webhook.envelope import Envelope

LOGINS = 100
MOST_MB = 300.0
MOST_MS = 100.0
_GO = "go"
FLOODS = {"one name, one address": False, "100 names and addresses": True}


def flood(port: int, *, spread: bool) -> Counter[int]:
    """Send the wrong log-ins at the same moment; return how often each status came back."""
    together = Barrier(LOGINS)

    def login(number: int) -> int:
        source = f"127.0.1.{number}" if spread else "127.0.0.1"
        connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=120, source_address=(source, 0)
        )
        connection.request("GET", "/portal/login")
        page = connection.getresponse()
        cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
        token = page.read().decode().partition('name="csrf_token"')[2].split('value="')[1]
        form = {
            "csrf_token": token.partition('"')[0],
            "name": f"name{number}" if spread else "admin",
            "password": f"guess {number}",
        }
        if together.wait() == 0:
            print(_GO, flush=True)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/portal/login", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(LOGINS) as pool:
        started = pool.map(login, range(LOGINS))
        return Counter(started)


def measure(*, spread: bool) -> bool:
    """Flood a process of its own, print the figures, return whether they keep to the bounds."""
    envelope = Envelope(
        token=SECRETS["WECHAT_TOKEN"],
        appid=SECRETS["WECHAT_APPID"],
        aes_key=SECRETS["WECHAT_AES_KEY"],
    )
    port = free_port()
    with tempfile.TemporaryDirectory() as var:
        door = Server(
            [sys.executable, "-m", "bench.doors.ours"],
            port,
            Path(var) / "log",
            PORT=str(port),
            VAR_DIR=var,
        )
        try:
            door.wait()

            def greet() -> None:
                path, body = load.sealed(envelope, "oBenchGreeting", "你好")
                if load.post(port, envelope, path, body) is None:
                    raise SystemExit("a greeting was not answered")

            def page() -> None:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", "/portal/login")
                connection.getresponse().read()
                connection.close()

            for _ in range(20):  # warm
                greet()
                page()
            times: dict[str, list[float]] = {
                "greeting before": [_milliseconds(greet) for _ in range(50)],
                "greeting": [],
                "portal page": [],
            }
            before = door.memory_mb()
            # Apart from this process, whose threads would slow the clock of the greetings.
            flooding = subprocess.Popen(
                [sys.executable, "-m", "bench.login", str(port), str(int(spread))],
                stdout=subprocess.PIPE,
                text=True,
            )
            assert flooding.stdout is not None
            assert flooding.stdout.readline().strip() == _GO
            while flooding.poll() is None:
                times["greeting"].append(_milliseconds(greet))
                times["portal page"].append(_milliseconds(page))
            said = flooding.stdout.read().strip()
            growth = peak_mb(door) - before
        finally:
            door.end()
    print(f"  {said}")
    print(f"  memory at most +{growth:.0f} MB (bound {MOST_MB:g})")
    kept = growth < MOST_MB
    for name, found in times.items():
        middle, worst = statistics.median(found), max(found)
        print(f"  {name}: p50 {middle:.0f} ms, worst {worst:.0f} ms of {len(found)}")
        kept = kept and middle < MOST_MS
    return kept


def peak_mb(door: Server) -> float:
    """Return the most resident memory that a process ever held, in megabytes."""
    status = Path(f"/proc/{door.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _milliseconds(what: Callable[[], None]) -> float:
    started = time.perf_counter()
    what()
    return (time.perf_counter() - started) * 1000


def main(arguments: list[str]) -> int:
    """Measure both floods and print; with a port, be the flood."""
    if arguments:
        started = time.perf_counter()
        answers = flood(int(arguments[0]), spread=arguments[1] == "1")
        seconds = time.perf_counter() - started
        print(
            f"{answers[401]} of {LOGINS} passwords looked at, {answers[429]} refused by a budget, "
            f"{answers[503]} asked to wait, in {seconds:.1f} s"
        )
        return 0
    kept = True
    for name, spread in FLOODS.items():
        print(name)
        kept = measure(spread=spread) and kept
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

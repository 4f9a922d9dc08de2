"""The gateway beside WeRobot: `python -m bench.gateway`.

Encrypted text messages a second through our gateway (each stored durably before it is acted on,
with Rasa replaced by an instant echo) and through WeRobot (which stores nothing), under the same
server with the same threads, runs interleaved, medians. WeRobot comes as its manual serves it, and
once more with our own tuning of the process (`ops.web.tune`): what remains between that and
ours is the price of storing each message twice. How long citizens wait for the real assistant is
`bench.service`. Exit code 1 if ours carries less than WeRobot.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench import load
from bench.doors.settings import SECRETS
from webhook.envelope import Envelope

DOORS = {
    "ours": ("bench.doors.ours",),
    "werobot": ("bench.doors.werobot_echo",),
    "werobot tuned": ("bench.doors.werobot_echo", "--tuned"),
}


def echo(*, port: int, messages: int, citizens: int, rounds: int) -> dict[str, float]:
    """Return messages a second of each door, the median of interleaved rounds."""
    envelope = Envelope(
        token=SECRETS["WECHAT_TOKEN"],
        appid=SECRETS["WECHAT_APPID"],
        aes_key=SECRETS["WECHAT_AES_KEY"],
    )
    rates: dict[str, list[float]] = {name: [] for name in DOORS}
    for _ in range(rounds):
        for name, door in DOORS.items():
            with tempfile.TemporaryDirectory() as var:
                process = _start(door, port, var)
                try:
                    load.run(port, _talks(envelope, citizens, 20))  # warm
                    result = load.run(port, _talks(envelope, citizens, messages // citizens))
                finally:
                    process.terminate()
                    process.wait()
            if result.failed or result.passive != len(result.seconds):
                raise SystemExit(f"{name}: {result.failed} failed")
            rates[name].append(result.rate)
    return {name: statistics.median(values) for name, values in rates.items()}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.gateway")
    parser.add_argument("--messages", type=int, default=3200)
    parser.add_argument("--citizens", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=45020)
    wish = parser.parse_args()
    rates = echo(port=wish.port, messages=wish.messages, citizens=wish.citizens, rounds=wish.rounds)
    for name, rate in rates.items():
        print(f"{name:<16} {rate:7.0f} messages/s  {rate / rates['werobot']:.2f} of WeRobot")
    print(json.dumps(rates))
    return int(rates["ours"] < rates["werobot"])


def _talks(envelope: Envelope, citizens: int, each: int) -> list[list[tuple[str, bytes]]]:
    return [
        [load.sealed(envelope, f"oBench{number}", f"第{turn}句") for turn in range(each)]
        for number in range(citizens)
    ]


def _start(door: tuple[str, ...], port: int, var: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", *door],
        env={**os.environ, "PORT": str(port), "VAR_DIR": var},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).resolve().parent.parent,
    )
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/wechat", timeout=1, trust_env=False)
            return process
        except httpx.HTTPError:
            time.sleep(0.1)
    process.kill()
    raise SystemExit(f"{door[0]} does not start")


if __name__ == "__main__":
    sys.exit(main())

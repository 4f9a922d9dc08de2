"""The gateway beside WeRobot, and with the real assistant: `python -m bench.gateway`.

Echo: encrypted text messages a second through our gateway (each stored durably before it is
acted on) and through WeRobot (which stores nothing), under the same server
with the same threads, runs interleaved, medians. Turns (`--turns`, with `make run` up): how
long 1, 30 and 100 citizens wait for the real assistant.
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
from bureau.settings import load as load_settings
from webhook.envelope import Envelope
from webhook.serve import envelope_of

DOORS = {"ours": "bench.doors.ours", "werobot": "bench.doors.werobot_echo"}
SAYS = ["你好", "现在南湖区空气怎么样", "我的举报怎么样了", "镇街排名", "谢谢"]


def echo(*, port: int, messages: int, citizens: int, rounds: int) -> dict[str, float]:
    """Return messages a second of each door, the median of interleaved rounds."""
    envelope = Envelope(
        token=SECRETS["WECHAT_TOKEN"],
        appid=SECRETS["WECHAT_APPID"],
        aes_key=SECRETS["WECHAT_AES_KEY"],
    )
    rates: dict[str, list[float]] = {name: [] for name in DOORS}
    for _ in range(rounds):
        for name, module in DOORS.items():
            with tempfile.TemporaryDirectory() as var:
                process = _start(module, port, var)
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


def turns(*, citizens: int, each: int) -> load.Result:
    """Let citizens talk with the real assistant of a running service."""
    settings = load_settings()
    envelope = envelope_of(settings)
    talks = [
        [
            load.sealed(envelope, f"oBench_{time.time_ns()}_{number}", SAYS[turn % len(SAYS)])
            for turn in range(each)
        ]
        for number in range(citizens)
    ]
    return load.run(settings.port, talks, timeout=10.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.gateway")
    parser.add_argument("--turns", action="store_true", help="with the assistant of `make run`")
    parser.add_argument("--messages", type=int, default=3200)
    parser.add_argument("--citizens", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=45020)
    wish = parser.parse_args()
    if wish.turns:
        for citizens in (1, 30, 100):
            result = turns(citizens=citizens, each=max(5, 300 // citizens))
            share = result.passive / len(result.seconds)
            print(
                f"{citizens:>4} citizens: {result.rate:6.1f} turns/s  "
                f"p50 {result.percentile(0.5):6.0f} ms  p99 {result.percentile(0.99):6.0f} ms  "
                f"passive within 5 s {share:.1%}  failed {result.failed}"
            )
        return
    rates = echo(port=wish.port, messages=wish.messages, citizens=wish.citizens, rounds=wish.rounds)
    for name, rate in rates.items():
        print(f"{name:<16} {rate:7.0f} messages/s  {rate / rates['werobot']:.2f} of WeRobot")
    print(json.dumps(rates))


def _talks(envelope: Envelope, citizens: int, each: int) -> list[list[tuple[str, bytes]]]:
    return [
        [load.sealed(envelope, f"oBench{number}", f"第{turn}句") for turn in range(each)]
        for number in range(citizens)
    ]


def _start(module: str, port: int, var: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", module],
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
    raise SystemExit(f"{module} does not start")


if __name__ == "__main__":
    main()

"""Citizens who speak to an assistant over Rasa's REST channel, each on a connection of its own."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass

# One visit: a greeting, a question that calls an action, two whole reports, thanks.
VISIT = (
    "你好",
    "今天空气怎么样",
    "我要举报",
    "楼下烧烤店油烟直接往我家窗户排",
    "王店镇",
    "每天晚上",
    "/affirm",
    "昨晚十一点多独山港那边一股塑料味",
    "/affirm",
    "谢谢",
)


@dataclass(frozen=True)
class Measured:
    """Turns a second, and the time of a turn in milliseconds."""

    turns_per_second: float
    median_ms: float
    p99_ms: float


class Citizen:
    """One connection to the assistant on a port of this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def say(self, text: str, sender: str) -> list[dict[str, object]]:
        """Send one message and return the answer; raises `RuntimeError` when there is none."""
        key = uuid.uuid4().hex
        body = {"sender": sender, "message": text, "metadata": {"message_key": key}}
        headers = {"Content-Type": "application/json"}
        self._connection.request("POST", "/webhooks/rest/webhook", json.dumps(body), headers)
        response = self._connection.getresponse()
        content = response.read()
        if response.status != 200 or content.strip() == b"[]":
            raise RuntimeError(f"{text}: {response.status} {content[:200]!r}")
        answer: list[dict[str, object]] = json.loads(content)
        return answer


def crowd(port: int, *, citizens: int, seconds: float) -> Measured:
    """Let `citizens` pay visit after visit for `seconds`, each visit as somebody new."""
    end = time.monotonic() + seconds
    times: list[float] = []
    faults: list[BaseException] = []

    def come_and_go() -> None:
        citizen = Citizen(port)
        try:
            while time.monotonic() < end:
                sender = uuid.uuid4().hex
                for text in VISIT:
                    started = time.monotonic()
                    if started >= end:
                        return
                    citizen.say(text, sender)
                    times.append(time.monotonic() - started)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=come_and_go) for _ in range(citizens)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return measured(times, time.monotonic() - started)


def measured(times: list[float], seconds: float) -> Measured:
    """Sum up the times of turns, in seconds."""
    ordered = sorted(times)
    return Measured(
        turns_per_second=len(ordered) / seconds,
        median_ms=1000 * ordered[len(ordered) // 2],
        p99_ms=1000 * ordered[int(len(ordered) * 0.99)],
    )

"""Load on a door: citizens who write their next message when they have read the last answer."""

from __future__ import annotations

import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import xmltodict

from webhook.envelope import Envelope

TRY, TRIES = 5.0, 3  # the platform's seconds for an answer, and how often it asks
_ids = itertools.count(time.time_ns() // 1000)


@dataclass
class Result:
    """Seconds of every exchange, what was answered passively, and how long all took."""

    seconds: list[float] = field(default_factory=list)
    passive: int = 0
    failed: int = 0
    whole: float = 0.0

    @property
    def rate(self) -> float:
        """Messages a second."""
        return len(self.seconds) / self.whole if self.whole else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the exchanges ended."""
        if len(self.seconds) < 2:
            return 0.0
        return statistics.quantiles(self.seconds, n=1000)[round(share * 1000) - 1] * 1000


def new_id() -> str:
    """Return a message id that was not used before."""
    return str(next(_ids))


def sealed(
    envelope: Envelope, openid: str, text: str, *, msg_id: str | None = None, ahead: float = 0
) -> tuple[str, bytes]:
    """Return the query and body of a text message as the platform posts it.

    `ahead`: seconds by which the platform's clock is ahead of ours.
    """
    now = time.time() + ahead
    xml = (
        f"<xml><ToUserName>gh_bench</ToUserName><FromUserName>{openid}</FromUserName>"
        f"<CreateTime>{int(now)}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{text}</Content><MsgId>{msg_id or new_id()}</MsgId></xml>"
    )
    query, body = envelope.seal(xml, nonce=str(next(_ids)), now=now)
    return f"/wechat?{urlencode(query)}", body.encode()


def post(port: int, envelope: Envelope, path: str, body: bytes) -> str | None:
    """Post a sealed message once, as the platform does; return the words of the answer.

    Empty when none are due (`success`), None when there is no good answer within 5 s.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TRY)
    try:
        connection.request("POST", path, body)
        response = connection.getresponse()
        data = response.read().decode()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if response.status != 200:
        return None
    if data in ("", "success"):
        return ""
    return str(xmltodict.parse(envelope.unseal(data))["xml"].get("Content", ""))


def run(
    port: int,
    citizens: Iterable[list[tuple[str, bytes]]],
    *,
    check: Callable[[bytes], bool] | None = None,
    timeout: float = 5.0,
) -> Result:
    """Let each citizen post their messages, one after the other, all citizens at once."""
    result = Result()
    lock = threading.Lock()

    def talk(messages: list[tuple[str, bytes]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        mine: list[float] = []
        passive = failed = 0
        for path, body in messages:
            started = time.perf_counter()
            try:
                connection.request("POST", path, body)
                response = connection.getresponse()
                answer = response.read()
                good = response.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
                answer, good = b"", False
            mine.append(time.perf_counter() - started)
            failed += not good
            passive += good and answer not in (b"", b"success")
            if good and check is not None and not check(answer):
                failed += 1
        connection.close()
        with lock:
            result.seconds += mine
            result.passive += passive
            result.failed += failed

    threads = [threading.Thread(target=talk, args=(messages,)) for messages in citizens]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.whole = time.perf_counter() - started
    return result

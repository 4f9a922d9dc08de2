"""The assistant over HTTP: Rasa's REST channel on connections that stay open.

A question is put and its answer awaited in two steps, so that the thread that serves a
citizen can wait for an answer itself and, when it comes too late, leave the open question to
another. httpx has no such seam, so the standard library's client is used here.
"""

from __future__ import annotations

import http.client
import json
import os
import select
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds one turn may take in the background
_CONNECT = 2.0
# Reasons of a refused turn that pass by themselves; any other belongs to this very message.
_PASSING = frozenset({"action", "busy", "store", "HTTP 503"})
_BREAK = 2.0  # seconds of not asking after the assistant was unreachable
# Seconds without an answer to anybody, while somebody waits for one: it hangs.
HANGS = 8.0
# Sanic closes an idle connection after 5 s: never reuse one that it is about to close.
_IDLE = 4.0
Messages = list[dict[str, Any]]
T = TypeVar("T")


class AssistantDownError(Exception):
    """The assistant cannot be asked now; the same message may be answered later."""


class AssistantFaultError(Exception):
    """The assistant was asked and gave no answer to this message."""


class Call(Protocol):
    """A question on its way."""

    def wait(self, seconds: float) -> bool:
        """Wait for the answer; return whether it is there."""

    def result(self) -> Messages:
        """Return the answer's messages, waiting for them; raises what `Assistant` names."""


class Assistant(Protocol):
    """Who answers citizens; at least one message, or `AssistantDownError`/`FaultError`."""

    def begin(self, *, sender: str, message: str, metadata: dict[str, Any]) -> Call:
        """Put a question."""

    def forget(self, sender: str) -> None:
        """Delete what was said with a citizen."""


class Answered:
    """A call whose answer needs no asking."""

    __slots__ = ("_messages",)

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def wait(self, seconds: float) -> bool:
        """Return True: it is there."""
        return True

    def result(self) -> Messages:
        """Return the messages."""
        return self._messages


class RasaAssistant:
    """`Assistant` on Rasa's REST channel."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        # The supervisor gives every process of a run the same token.
        self._headers = {"X-Run-Token": os.environ.get("RUN_TOKEN", "")}
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port
        self._secure = parts.scheme == "https"
        self._base = f"{parts.path.rstrip('/')}/webhooks/rest"
        self._timeout = timeout
        self._lock = Lock()
        self._idle: list[tuple[float, http.client.HTTPConnection]] = []
        self._down_until = 0.0
        self._answered = time.monotonic()
        self._open: dict[int, float] = {}  # the questions without an answer, since when

    def __len__(self) -> int:
        return len(self._open)

    @property
    def down(self) -> bool:
        """Whether it was unreachable a moment ago, or answers nobody."""
        now = time.monotonic()
        return now < self._down_until or self._hangs(now)

    def begin(self, *, sender: str, message: str, metadata: dict[str, Any]) -> Call:
        """Send a message; raises `AssistantDownError` when nobody listens or answers.

        Of one that hangs something is asked every two seconds, to hear when it is back.
        """
        now = time.monotonic()
        if now < self._down_until:
            raise AssistantDownError("was unreachable a moment ago")
        if self._hangs(now):
            self._down_until = now + _BREAK
        body = json.dumps({"sender": sender, "message": message, "metadata": metadata}).encode()
        connection = self._take()
        if connection is not None:
            try:
                return self._send(connection, body)
            except OSError:
                connection.close()  # it was closed while it lay idle: nobody read this
        try:
            return self._send(self._connect(), body)
        except OSError as error:
            with self._lock:
                self._down_until = time.monotonic() + _BREAK
            raise AssistantDownError(type(error).__name__) from error

    def forget(self, sender: str) -> None:
        """Delete the citizen's conversation; raises as a question does."""
        self._delete(f"conversations/{sender}")

    def forget_before(self, before: datetime) -> int:
        """Delete the conversations that rest since before an instant; return how many."""
        return int(self._delete(f"conversations?before={before.timestamp():.0f}") or 0)

    def _delete(self, what: str) -> bytes:
        try:
            connection = self._connect()
            connection.request("DELETE", f"{self._base}/{what}", headers=self._headers)
            response = connection.getresponse()
            status, content = response.status, response.read()
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise AssistantDownError(type(error).__name__) from error
        if status == http.client.NOT_FOUND:
            return b""
        if status >= http.client.BAD_REQUEST:
            raise AssistantFaultError(f"HTTP {status}")
        return content

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            for _, connection in self._idle:
                connection.close()
            self._idle.clear()

    def over(self, call: object, *, answered: bool) -> None:
        """Note that a question has come to its end."""
        self._open.pop(id(call), None)
        if answered:
            self._answered = time.monotonic()

    @property
    def hangs(self) -> bool:
        """Whether it takes questions and answers nobody."""
        return self._hangs(time.monotonic())

    def _hangs(self, now: float) -> bool:
        oldest = min(self._open.copy().values(), default=now)
        return now - max(oldest, self._answered) > HANGS

    def give_back(self, connection: http.client.HTTPConnection) -> None:
        """Keep a connection for the next question."""
        with self._lock:
            self._idle.append((time.monotonic(), connection))

    def _take(self) -> http.client.HTTPConnection | None:
        with self._lock:
            while self._idle:
                since, connection = self._idle.pop()
                if time.monotonic() - since < _IDLE:
                    return connection
                connection.close()
        return None

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=_CONNECT)
        connection.connect()
        return connection

    def _send(self, connection: http.client.HTTPConnection, body: bytes) -> Call:
        headers = {"Content-Type": "application/json", **self._headers}
        connection.request("POST", f"{self._base}/webhook", body, headers)
        call = _RasaCall(self, connection, time.monotonic() + self._timeout)
        self._open[id(call)] = time.monotonic()
        return call


class _RasaCall:
    __slots__ = ("_assistant", "_connection", "_deadline")

    def __init__(
        self, assistant: RasaAssistant, connection: http.client.HTTPConnection, deadline: float
    ) -> None:
        self._assistant = assistant
        self._connection = connection
        self._deadline = deadline

    def wait(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._connection.sock, select.POLLIN)
        return bool(poll.poll(max(seconds, 0) * 1000))

    def result(self) -> Messages:
        self._connection.sock.settimeout(max(self._deadline - time.monotonic(), 0.001))
        try:
            response = self._connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            hangs = isinstance(error, TimeoutError) and self._assistant.hangs
            self._assistant.over(self, answered=False)
            # Where nobody is answered, it is no fault of this message.
            kind = AssistantDownError if hangs else AssistantFaultError
            raise kind(type(error).__name__) from error
        self._assistant.over(self, answered=True)
        if response.will_close:
            self._connection.close()
        else:
            self._assistant.give_back(self._connection)
        return _messages(response.status, data)


class SeveralAssistants:
    """Assistants that share the turns: the one with the fewest open questions that answers."""

    def __init__(self, urls: Sequence[str], *, timeout: float = TIMEOUT) -> None:
        self._each = [RasaAssistant(url, timeout=timeout) for url in urls]

    def begin(self, *, sender: str, message: str, metadata: dict[str, Any]) -> Call:
        """Ask one; another where nobody listens. Raises `AssistantDownError`: none does."""
        ready = sorted(self._each, key=lambda one: (one.down, len(one)))
        last: AssistantDownError | None = None
        for one in ready:
            try:
                return one.begin(sender=sender, message=message, metadata=metadata)
            except AssistantDownError as error:
                last = error
        raise last or AssistantDownError("none")

    def forget(self, sender: str) -> None:
        """Delete the citizen's conversation, which all of them share."""
        self._first(lambda one: one.forget(sender))

    def forget_before(self, before: datetime) -> int:
        """Delete the conversations that rest since before an instant; return how many."""
        return self._first(lambda one: one.forget_before(before))

    def close(self) -> None:
        """Close the connections."""
        for one in self._each:
            one.close()

    def _first(self, act: Callable[[RasaAssistant], T]) -> T:
        last: AssistantDownError | None = None
        for one in sorted(self._each, key=lambda one: one.down):
            try:
                return act(one)
            except AssistantDownError as error:
                last = error
        raise last or AssistantDownError("none")


def assistant_of(urls: Sequence[str]) -> RasaAssistant | SeveralAssistants:
    """Return the assistant at one address, or at several."""
    return RasaAssistant(urls[0]) if len(urls) == 1 else SeveralAssistants(urls)


def _messages(status: int, data: bytes) -> Messages:
    """Read an answer: an empty one is a fault, for no message deserves silence."""
    if status == http.client.SERVICE_UNAVAILABLE:
        why = _reason(data)
        raise AssistantDownError(why) if why in _PASSING else AssistantFaultError(why)
    if status != http.client.OK:
        raise AssistantFaultError(f"HTTP {status}")
    try:
        messages = json.loads(data)
    except ValueError as error:
        raise AssistantFaultError("no JSON") from error
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        raise AssistantFaultError("unexpected JSON")
    if not messages:
        raise AssistantFaultError("empty answer")
    return messages


def _reason(data: bytes) -> str:
    try:
        return str(json.loads(data)["reason"])
    except (ValueError, KeyError, TypeError):
        return "HTTP 503"

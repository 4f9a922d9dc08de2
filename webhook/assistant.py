"""The assistant over HTTP: Rasa's REST channel on connections that stay open."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any, Protocol

import httpx

TIMEOUT = 30.0  # seconds one turn may take in the background
# Reasons of a refused turn that pass by themselves; any other belongs to this very message.
_PASSING = frozenset({"action", "busy", "store", "HTTP 503"})
_BREAK = 2.0  # seconds of not asking after the assistant was unreachable


class AssistantDownError(Exception):
    """The assistant cannot be asked now; the same message may be answered later."""


class AssistantFaultError(Exception):
    """The assistant was asked and gave no answer to this message."""


class Assistant(Protocol):
    """Who answers citizens."""

    def ask(self, *, sender: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the answer's messages, at least one.

        Raises `AssistantDownError` or `AssistantFaultError`.
        """


class RasaAssistant:
    """`Assistant` on Rasa's REST channel."""

    def __init__(self, url: str, *, connections: int = 96, timeout: float = TIMEOUT) -> None:
        self._address = f"{url}/webhooks/rest/webhook"
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=2.0),
            # Sanic closes an idle connection after 5 s: never reuse one it is about to close.
            limits=httpx.Limits(
                max_connections=connections,
                max_keepalive_connections=connections,
                keepalive_expiry=4.0,
            ),
            trust_env=False,
        )
        self._lock = Lock()
        self._down_until = 0.0

    def ask(self, *, sender: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the answer's messages; an empty answer or a 5xx is a fault, not an answer."""
        if time.monotonic() < self._down_until:
            raise AssistantDownError("was unreachable a moment ago")
        asked = {"sender": sender, "message": message, "metadata": metadata}
        try:
            response = self._client.post(self._address, json=asked)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            with self._lock:
                self._down_until = time.monotonic() + _BREAK
            raise AssistantDownError(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise AssistantFaultError(type(error).__name__) from error
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            why = _reason(response)
            raise AssistantDownError(why) if why in _PASSING else AssistantFaultError(why)
        if response.status_code != httpx.codes.OK:
            raise AssistantFaultError(f"HTTP {response.status_code}")
        try:
            messages = response.json()
        except ValueError as error:
            raise AssistantFaultError("no JSON") from error
        if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
            raise AssistantFaultError("unexpected JSON")
        if not messages:
            raise AssistantFaultError("empty answer")
        return messages

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["reason"])
    except (ValueError, KeyError, TypeError):
        return "HTTP 503"

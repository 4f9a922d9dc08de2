"""The line to a source: one request with deadline, retries and a plain word for every failure."""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from bureau.quality.model import RawAnswer
from bureau.quality.ports import SourceError
from tabular.text import decode

_LARGEST_ANSWER_BYTES = 32 * 1024 * 1024
_SECRETS = re.compile(r"(?i)(token|key)=[^&\s]+")


class _PassingError(Exception):
    """A failure that may be gone in a moment."""


class SourceClient:
    """Requests to one source; every answer is kept in `raw` until the next `take_raw`.

    `deadline_seconds` bounds one request whole, so that a server that drips cannot hold us.
    Certificates are checked against the system's authorities, or `ca_file` alone.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        *,
        ca_file: str | None = None,
        deadline_seconds: float = 20.0,
        attempts: int = 3,
        headers: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._deadline_seconds = deadline_seconds
        self._retrying = Retrying(
            stop=stop_after_attempt(attempts),
            wait=wait_random_exponential(multiplier=0.5, max=8),
            retry=retry_if_exception_type(_PassingError),
            reraise=True,
            sleep=sleep,
        )
        self._client = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(deadline_seconds, connect=min(5.0, deadline_seconds)),
            verify=_authorities(ca_file),
            follow_redirects=True,
            headers={"User-Agent": "jiaxing-assistant/1 (+environment bureau)"}
            | dict(headers or {}),
        )
        self._raw: list[RawAnswer] = []

    def take_raw(self) -> tuple[RawAnswer, ...]:
        """Return the answers since the last time."""
        taken, self._raw = tuple(self._raw), []
        return taken

    def json(
        self,
        method: str,
        path: str,
        *,
        at: datetime,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Any:
        """Return the parsed answer of a request. Raises `SourceError` with the answers so far."""
        request = self._client.build_request(method, path, params=params, data=form)
        try:
            return self._retrying(self._once, request, at)
        except (_PassingError, SourceError) as failure:
            raise SourceError(str(failure), self.take_raw()) from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _once(self, request: httpx.Request, at: datetime) -> Any:
        began = time.monotonic()
        try:
            response = self._client.send(request, stream=True)
            try:
                body = self._read(response, began)
            finally:
                response.close()
        except httpx.TimeoutException:
            raise _PassingError(f"no answer within {self._deadline_seconds:g} s") from None
        except httpx.ConnectError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise SourceError("the certificate cannot be verified") from None
            raise _PassingError("no connection") from None
        except httpx.TransportError as error:
            raise _PassingError(f"the connection broke ({type(error).__name__})") from None
        except httpx.HTTPError as error:
            raise SourceError(type(error).__name__) from None
        described = _SECRETS.sub(r"\1=…", f"{request.method} {request.url}")
        self._raw.append(RawAnswer(self._source, at, described, response.status_code, body))
        if response.status_code >= 500 or response.status_code == 429:
            raise _PassingError(f"HTTP status {response.status_code}")
        if response.status_code != 200:
            raise SourceError(f"HTTP status {response.status_code}")
        return _parsed(body)

    def _read(self, response: httpx.Response, began: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > _LARGEST_ANSWER_BYTES:
                raise SourceError("the answer is too large")
            if time.monotonic() - began > self._deadline_seconds:
                raise _PassingError(f"no whole answer within {self._deadline_seconds:g} s")
            parts.append(part)
        return b"".join(parts)


@cache
def _authorities(ca_file: str | None) -> ssl.SSLContext:
    # Reading them takes a tenth of a second: once for all lines.
    return ssl.create_default_context(cafile=ca_file) if ca_file else httpx.create_ssl_context()


def _parsed(body: bytes) -> Any:
    # The encoding that the header names is often not the one used: judge by the bytes.
    text = decode(body).strip()
    if not text:
        raise _PassingError("the answer is empty")
    if text.startswith("<"):
        raise SourceError("a web page instead of data")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        cut = text[0] in "[{" and text[-1] not in "]}"
        raise _PassingError("the answer breaks off" if cut else "the answer is not JSON") from None

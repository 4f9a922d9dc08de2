"""`/wechat`: verification, messages, and one plain answer to whatever else is sent there.

The door stands before the web application: nothing that serves pages (sessions, forms,
limits of visitors) touches a message of the platform, or costs it time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from bureau.metrics import took
from webhook.envelope import BODY_LIMIT, Envelope, RefusedError
from webhook.gateway import Gateway
from webhook.receipts import Receipts
from webhook.reply import to_json, to_xml

PATH = "/wechat"
# Unencrypted even in safe mode: an encrypted one shows the citizen a fault.
SUCCESS = "success"
_STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    403: "403 Forbidden",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
}
_log = structlog.get_logger()


class WeChatDoor:
    """Serves `PATH` itself and leaves every other address to the application behind it."""

    def __init__(
        self, behind: WSGIApplication, envelope: Envelope, gateway: Gateway, receipts: Receipts
    ) -> None:
        self._behind = behind
        self._envelope = envelope
        self._gateway = gateway
        self._receipts = receipts

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        if environ.get("PATH_INFO") != PATH:
            return self._behind(environ, start)
        try:
            body, kind, key = self._serve(environ)
            status = 200
        except RefusedError as error:
            peer = environ.get("REMOTE_ADDR")
            _log.warning("wechat_refused", why=error.why, status=error.status, peer=peer)
            body, kind, key, status = "refused", "text/plain", None, error.status
        data = body.encode()
        headers = [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(data))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start(_STATUS[status], headers)
        if key is None:
            return [data]
        receipt = key
        return _Sent(data, lambda: self._receipts.note(receipt))

    def _serve(self, environ: WSGIEnvironment) -> tuple[str, str, str | None]:
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        method = environ["REQUEST_METHOD"]
        if method in ("GET", "HEAD"):
            return self._envelope.verify(query), "text/plain", None
        if method != "POST":
            raise RefusedError("other method", 405)
        begun = time.perf_counter()
        opened = self._envelope.open(query, _body(environ))
        reply, key = self._gateway.handle(opened)
        took("whole", begun, key or "")
        if reply is None:
            return SUCCESS, "text/plain", None
        write = to_json if opened.json else to_xml
        text = write(reply, openid=opened.openid, account=opened.account, at=int(time.time()))
        kind = "application/json" if opened.json else "application/xml"
        return self._envelope.close(text, opened), kind, key


class _Sent:
    """A body of one piece that tells when the server has done with it."""

    def __init__(self, data: bytes, done: Callable[[], Any]) -> None:
        self._data = data
        self.close = done

    def __iter__(self) -> Any:
        yield self._data

    def __len__(self) -> int:
        return 1


def _body(environ: WSGIEnvironment) -> bytes:
    declared = environ.get("CONTENT_LENGTH") or "0"
    if not (declared.isascii() and declared.isdigit()):
        raise RefusedError("no length")
    if int(declared) > BODY_LIMIT:
        raise RefusedError("body too large", 413)
    return bytes(environ["wsgi.input"].read(int(declared)))

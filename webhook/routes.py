"""`/wechat`: verification, messages, and one plain answer to whatever else is sent there."""

from __future__ import annotations

import time

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webhook.envelope import BODY_LIMIT, Envelope, RefusedError
from webhook.gateway import Gateway
from webhook.receipts import Receipts
from webhook.reply import to_xml

# Unencrypted even in safe mode: an encrypted one shows the citizen a fault.
SUCCESS = "success"
_log = structlog.get_logger()


def wechat_blueprint(envelope: Envelope, gateway: Gateway, receipts: Receipts) -> Blueprint:
    """Return the platform's door."""
    door = Blueprint("wechat", __name__)

    @door.get("/wechat")
    def verify() -> Response:
        return _plain(envelope.verify(request.args))

    @door.post("/wechat")
    def receive() -> Response:
        request.max_content_length = BODY_LIMIT
        opened = envelope.open(request.args, request.get_data(cache=False))
        reply, key = gateway.handle(opened)
        if reply is None:
            return _plain(SUCCESS)
        xml = to_xml(reply, openid=opened.openid, account=opened.account, at=int(time.time()))
        response = Response(envelope.close(xml, opened), mimetype="application/xml")
        if key is not None:
            response.call_on_close(lambda: receipts.note(key))
        return response

    @door.errorhandler(RefusedError)
    def refuse(error: RefusedError) -> Response:
        _log.warning("wechat_refused", why=error.why, status=error.status, peer=request.remote_addr)
        return _plain("refused", error.status)

    @door.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> Response:
        return refuse(RefusedError("body too large", 413))

    @door.errorhandler(HTTPException)
    def unreadable(error: HTTPException) -> Response:
        return refuse(RefusedError(f"unreadable: {error.name}", error.code or 400))

    return door


def _plain(body: str, status: int = 200) -> Response:
    response = Response(body, status, mimetype="text/plain")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

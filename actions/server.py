"""The action server: rasa-sdk's own app, with the Bureau warm and faults told without words."""

from __future__ import annotations

import hmac
import os
from datetime import UTC, datetime

import structlog
from rasa_sdk.endpoint import create_app as sdk_app
from sanic import Request, Sanic, json
from sanic.response import HTTPResponse

from actions import context
from basis.clock import SHANGHAI
from bureau.dialogue.acts import Setting
from bureau.understanding import read

log = structlog.get_logger("actions")


def create_app() -> Sanic:
    """Return the app that serves every action of this package.

    A fault answers 500 without repeating the request: rasa-sdk's own answer would carry the
    whole conversation.
    """
    app = sdk_app("actions", cors_origins=None)
    app.error_handler.add(Exception, _fault)
    token = os.environ.get("RUN_TOKEN", "")

    @app.on_request
    async def known(request: Request) -> HTTPResponse | None:
        # A request names the citizen it acts for: only the assistant of this run may make one.
        given = request.headers.get("X-Run-Token", "")
        if request.path == "/health":
            return None
        if token and not hmac.compare_digest(given.encode(), token.encode()):
            return json({"error": "the token of this run is wanted"}, status=403)
        return None

    return app


def _fault(request: Request, error: Exception) -> HTTPResponse:
    called = (request.json or {}).get("next_action") if request.body else None
    log.error("action_failed", name=called, exc_info=error)
    return json({"error": "the action failed"}, status=500)


def warm() -> None:
    """Load what the first citizen should not wait for: database, places, words, time phrases."""
    bureau = context.bureau()
    bureau.cases.of_citizen(by="", limit=1)
    bureau.library.warm()
    context.act_reader().read("昨晚十点王店那边很臭", Setting.IDLE)
    read("昨晚十点王店那边很臭", at=datetime.now(UTC).astimezone(SHANGHAI), home=None)

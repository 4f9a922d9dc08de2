"""The assistant's door: Rasa's REST channel, with a status that can be believed.

Rasa's own answers 200 with an empty list when an action failed, when the model is missing and
when there is nothing to say. Here a turn that failed is a 503 with its reason and may be sent
again: nothing of it has been kept.
"""

from __future__ import annotations

import hmac
import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg2
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.lock_store import LockError
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.turns import ActionFailedError

logger = logging.getLogger("bot")
LONGEST_SENDER = 200
LONGEST_MESSAGE = 20_000


class Door(InputChannel):
    """`POST webhook {"sender", "message", "metadata"?}` gives Rasa's list of messages."""

    @classmethod
    def name(cls) -> str:
        """Rasa's name of the channel, and so its address: `/webhooks/rest/`."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The door's four routes."""
        door = Blueprint("door")
        door.middleware("request")(known)

        @door.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            return json({"status": "ok", "model": agent.model_name})

        @door.post("/webhook")
        async def turn(request: Request) -> HTTPResponse:
            message = read(request.json)
            if message is None:
                return json({"error": "sender and message are wanted, both text"}, status=400)
            output = message.output_channel
            try:
                await on_new_message(message)
            except ActionFailedError as error:
                return fault("action_error" if error.answered else "action", error)
            except LockError as error:
                return fault("busy", error)
            except (sqlite3.Error, psycopg2.Error) as error:
                return fault("store", error)
            except Exception as error:
                return fault("internal", error)
            return json(output.messages)

        door.add_route(forget, "/conversations/<sender>", methods=["DELETE"])
        door.add_route(forget_old, "/conversations", methods=["DELETE"])
        return door


async def forget(request: Request, sender: str) -> HTTPResponse:
    """Delete one conversation."""
    await request.app.ctx.agent.tracker_store.forget(sender)
    return json({}, status=204)


async def forget_old(request: Request) -> HTTPResponse:
    """Delete the conversations that rest since `before`, seconds since 1970; say how many."""
    try:
        before = float(request.args.get("before", ""))
    except ValueError:
        return json({"error": "before is wanted, in seconds"}, status=400)
    return json(await request.app.ctx.agent.tracker_store.forget_before(before))


async def known(request: Request) -> HTTPResponse | None:
    """Refuse whoever reaches the port without the run's token: conversations are private."""
    token, given = os.environ.get("RUN_TOKEN", ""), request.headers.get("X-Run-Token", "")
    open_to_all = request.path.endswith("/rest/")  # how the server does, without a word of anybody
    if open_to_all or not token or hmac.compare_digest(given.encode(), token.encode()):
        return None
    return json({"error": "the token of this run is wanted"}, status=403)


def read(body: Any) -> UserMessage | None:
    """Return the message of a request's body, or None if it is none."""
    if not isinstance(body, dict):
        return None
    sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata")
    if not isinstance(sender, str) or not isinstance(text, str):
        return None
    if not 0 < len(sender) <= LONGEST_SENDER or not 0 < len(text.strip()) <= LONGEST_MESSAGE:
        return None
    return UserMessage(
        text,
        CollectingOutputChannel(),
        sender,
        input_channel=Door.name(),
        metadata=metadata if isinstance(metadata, dict) else None,
    )


def fault(reason: str, error: Exception) -> HTTPResponse:
    """Log a failed turn without the citizen's words, and say so to the gateway."""
    logger.error("turn failed", extra={"reason": reason, "error": type(error).__name__})
    return json({"error": "the turn failed; nothing was kept", "reason": reason}, status=503)

"""The server: one process, one worker on RASA_HOST (127.0.0.1), and none at all without a model.

Rasa as it comes starts without a model and then answers every message with an empty list. Here
a model that cannot be loaded ends the process with a non-zero code, so that the supervisor sees
it and the port never answers.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from asyncio import AbstractEventLoop
from pathlib import Path

import rasa.core.run
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from bot import rasa_patches, turns
from bot.english.speaking import BothLanguages
from bot.turns import Assistant

HERE = Path(__file__).resolve().parent
LARGEST_REQUEST = 1_000_000
LOOPBACK = "127.0.0.1"
logger = logging.getLogger("bot")


class NoModelError(Exception):
    """The model could not be loaded."""


def serve(*, model: Path, port: int) -> int:
    """Serve `model` until the process is told to stop, and return the exit code."""
    started = time.monotonic()
    rasa_patches.install()
    turns.install()
    endpoints = AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml"))
    channels = rasa.core.run.create_http_input_channels(None, str(HERE / "credentials.yml"))
    app = rasa.core.run.configure_app(channels, enable_api=False, port=port, endpoints=endpoints)

    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    try:
        app.ctx.agent = assistant(model, endpoints)
    except NoModelError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1

    async def ready(_: Sanic, __: AbstractEventLoop) -> None:
        logger.info("ready", extra={"port": port, "model": model.name, "seconds": _since(started)})

    # Model and code live as long as the process: the collector need not walk them.
    gc.collect()
    gc.freeze()
    app.register_listener(ready, "after_server_start")
    app.register_listener(close, "after_server_stop")
    app.run(
        host=os.environ.get("RASA_HOST", LOOPBACK),
        port=port,
        workers=1,
        access_log=False,
        motd=False,
    )
    return 0


def assistant(model: Path, endpoints: AvailableEndpoints) -> Assistant:
    """Load a model over the stores that `endpoints` names; raises `NoModelError`."""
    agent = Assistant(
        generator=BothLanguages(),
        tracker_store=TrackerStore.create(endpoints.tracker_store),
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=endpoints.action,
    )
    try:
        agent.load_model(str(model))
    except Exception as error:
        raise NoModelError(f"{model} could not be loaded: {error}") from error
    return agent


async def close(app: Sanic, _: AbstractEventLoop) -> None:
    """Let go of the database and of the connections to the action server."""
    app.ctx.agent.tracker_store.close()
    await rasa_patches.close(app.ctx.agent.action_endpoint)


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)

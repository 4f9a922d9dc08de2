"""The web process: the WeChat door, the portal, the citizens' pages, in demonstration a phone."""

from __future__ import annotations

import gc
import importlib
import os
import signal
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask
from waitress.server import create_server
from werkzeug.middleware.proxy_fix import ProxyFix

from bureau import logs
from bureau.settings import Settings, load
from bureau.wiring import Bureau
from webhook.assistant import Assistant, RasaAssistant
from webhook.envelope import Envelope
from webhook.gateway import Gateway
from webhook.health import health_blueprint
from webhook.message_router import MessageRouter
from webhook.receipts import Receipts
from webhook.routes import WeChatDoor
from webhook.turn import Turns

# A turn holds its thread until the answer is there or the budget is spent.
THREADS = 160
# The platform holds a connection for each message it waits for, and officers' browsers theirs.
CONNECTIONS = 500
LARGEST_UPLOAD = 12 * 1024 * 1024
_log = structlog.get_logger()


class Service:
    """What the web process holds beside its Flask application."""

    def __init__(self, bureau: Bureau, assistant: Assistant) -> None:
        settings = bureau.settings
        self.assistant = assistant
        recovered = bureau.recovery.recover(owner="web", at=now())
        if recovered.freed or recovered.unsure:
            _log.info("recovered", freed=recovered.freed, unsure=len(recovered.unsure))
        self.receipts = Receipts(bureau.inbox, bureau.recovery, recovered, now)
        self.turns = Turns(
            desk=desk_of(bureau, assistant), inbox=bureau.inbox, clock=now, owner="web"
        )
        self.gateway = Gateway(
            inbox=bureau.inbox,
            citizens=bureau.citizens,
            keys=bureau.identity_keys,
            turns=self.turns,
            clock=now,
            budget=settings.turn_budget_seconds,
            owner="web",
        )

    def close(self) -> None:
        """Let what is at work end."""
        self.turns.close()
        self.receipts.close()


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def desk_of(bureau: Bureau, assistant: Assistant) -> MessageRouter:
    """Return the desk over the bureau's parts."""
    return MessageRouter(
        assistant=assistant,
        inbox=bureau.inbox,
        citizens=bureau.citizens,
        evidence=bureau.evidence,
        consents=bureau.consents,
        places=bureau.places,
    )


def envelope_of(settings: Settings) -> Envelope:
    """Return the envelope that the settings describe."""
    return Envelope(
        token=settings.wechat_token,
        appid=settings.wechat_appid,
        aes_key=settings.wechat_aes_key,
        aes_key_previous=settings.wechat_aes_key_previous,
        mode=settings.wechat_mode,
    )


def create_app(bureau: Bureau, *, assistant: Assistant | None = None) -> Flask:
    """Return the web application; the only place where the doors meet.

    `assistant` stands in for Rasa (tests, bench).
    """
    settings = bureau.settings
    app = Flask("webhook", static_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    service = Service(bureau, assistant or RasaAssistant(settings.rasa_url))
    app.extensions["service"] = service
    envelope = envelope_of(settings)
    app.wsgi_app = WeChatDoor(app.wsgi_app, envelope, service.gateway, service.receipts)  # type: ignore
    app.register_blueprint(health_blueprint(bureau, service.assistant))
    # By its dotted name, so that neither door imports the other.
    if hasattr(portal := importlib.import_module("portal"), "register"):
        portal.register(app, bureau)
    if settings.demo:
        from webhook.simulator.pages import register

        register(app, bureau, envelope)

    return app


def tune() -> None:
    """Make the interpreter fit for serving: on one processor, no search of what stays."""
    if hasattr(os, "sched_setaffinity"):
        # One interpreter runs one thread at a time: on several processors its threads would
        # only wake one another across them, at twice the processor time for a message.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    # Everything imported so far lives as long as the process: the collector need not walk it.
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve until told to stop."""
    logs.configure("web")
    settings = load()
    bureau = Bureau(settings)
    app = create_app(bureau)
    tune()
    server: Any = create_server(
        ProxyFix(app) if not settings.demo else app,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=LARGEST_UPLOAD,
        channel_timeout=60,
        ident=None,
    )

    def stop(_signal: int, _frame: Any) -> None:
        server.close()
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _log.info("serving", host=settings.host, port=settings.port, demo=settings.demo)
    try:
        server.run()
    except SystemExit:
        pass
    finally:
        app.extensions["service"].close()
        bureau.close()
        _log.info("stopped")


if __name__ == "__main__":
    main()

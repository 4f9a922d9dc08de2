"""The WeChat door as the web process holds it: its parts over the bureau, and how they end."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Flask

from bureau.dialogue.alarming import alarming
from bureau.messaging.ports import Limits
from bureau.wiring import Bureau
from webhook.assistant import Assistant
from webhook.envelope import envelope_of
from webhook.gateway import CITIZEN, EVERYBODY, Gateway
from webhook.health import health_blueprint
from webhook.limits import Limiter, Rate
from webhook.message_router import MessageRouter
from webhook.metrics import metrics_blueprint
from webhook.receipts import Receipts
from webhook.routes import WeChatDoor
from webhook.turn import InboxTurns

_log = structlog.get_logger()


class Service:
    """What the web process holds beside its Flask application."""

    def __init__(self, bureau: Bureau, assistant: Assistant) -> None:
        self.assistant = assistant
        self.member = bureau.member("web")
        self.member.join()
        owner, now = self.member.name, bureau.clock
        recovered = bureau.recovery.recover(owner=owner, at=now())
        if recovered.freed or recovered.unsure:
            _log.info("recovered", freed=recovered.freed, unsure=len(recovered.unsure))
        self.receipts = Receipts(bureau.inbox, bureau.recovery, recovered, now)
        self.turns = InboxTurns(
            router=router_of(bureau, assistant), inbox=bureau.inbox, clock=now, owner=owner
        )
        self.gateway = Gateway(
            inbox=bureau.inbox,
            citizens=bureau.citizens,
            keys=bureau.identity_keys,
            turns=self.turns,
            clock=now,
            budget=bureau.settings.turn_budget_seconds,
            owner=owner,
            citizen_limit=_limit(bureau, "citizen", CITIZEN),
            global_limit=_limit(bureau, "everybody", EVERYBODY),
        )

    def close(self) -> None:
        """Let what is at work end."""
        self.turns.close()
        self.receipts.close()
        self.member.leave()


def _limit(bureau: Bureau, kind: str, rate: Rate) -> Limits:
    return bureau.limiter(kind, Limiter(rate), burst=rate.burst, per_second=rate.per_second)


def register(app: Flask, bureau: Bureau, assistant: Assistant) -> None:
    """Put the WeChat door before the application, and the health page into it."""
    service = Service(bureau, assistant)
    app.extensions["service"] = service
    envelope = envelope_of(bureau.settings)
    app.wsgi_app = WeChatDoor(app.wsgi_app, envelope, service.gateway, service.receipts)  # type: ignore
    app.register_blueprint(health_blueprint(bureau, envelope.clock))
    app.register_blueprint(metrics_blueprint(bureau))


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def router_of(bureau: Bureau, assistant: Assistant) -> MessageRouter:
    """Return the message router over the bureau's parts."""
    return MessageRouter(
        assistant=assistant,
        inbox=bureau.inbox,
        citizens=bureau.citizens,
        evidence=bureau.evidence,
        consents=bureau.consents,
        places=bureau.places,
        hotline=bureau.hotline,
        rewards=bureau.reward_chat,
        noses=bureau.noses,
        alarming=alarming,
    )

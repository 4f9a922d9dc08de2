"""`/healthz`: does the service work, told by asking its parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
from flask import Blueprint, Response, jsonify

from bureau.messaging.ports import StoreAwayError
from bureau.quality.model import SourceState
from bureau.wiring import Bureau
from webhook.assistant import Assistant, AssistantDownError, AssistantFaultError

_TIMEOUT = 3.0
_PROBE = "healthz"  # a sender that is nobody's key


def health_blueprint(bureau: Bureau, assistant: Assistant) -> Blueprint:
    """Return the health page: 200 when everything a citizen needs works, else 503."""
    pages = Blueprint("health", __name__)
    actions = f"http://127.0.0.1:{bureau.settings.actions_port}/health"

    def rasa() -> None:
        # A server without a model answers 200 to everything but a message.
        assistant.begin(sender=_PROBE, message="/greet", metadata={}).result()

    def action_server() -> None:
        httpx.get(actions, timeout=_TIMEOUT, trust_env=False).raise_for_status()

    checks: dict[str, Callable[[], None]] = {
        "database": bureau.database.check,
        "rasa": rasa,
        "actions": action_server,
    }

    @pages.get("/healthz")
    def health() -> tuple[Response, int]:
        report: dict[str, Any] = {name: _outcome(check) for name, check in checks.items()}
        healthy = all(value == "ok" for value in report.values())
        if report["database"] == "ok":
            report["sources"] = {s.source: _doing(s) for s in bureau.quality.sources()}
            report["waiting"] = bureau.inbox.unfinished()
            report["undelivered"] = len(bureau.outbox.undelivered())
        return jsonify(ok=healthy, **report), 200 if healthy else 503

    return pages


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except (AssistantDownError, AssistantFaultError, StoreAwayError, httpx.HTTPError) as error:
        return str(error) or type(error).__name__
    except Exception as error:  # whatever is wrong, the page must say so
        return type(error).__name__
    return "ok"


def _doing(source: SourceState) -> dict[str, Any]:
    """Return how a source does; its failure leaves the service itself well."""
    return {
        "error": source.error,
        "failures": source.failures,
        "paused_until": _iso(source.closed_until),
        "tried": _iso(source.tried),
        "succeeded": _iso(source.succeeded),
        "newest": _iso(source.newest),
        "findings": list(source.findings),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

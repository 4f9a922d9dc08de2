"""Whether citizens are served: `/healthz` in one word, its details for those who have the key.

What is asked costs nobody anything: an answer is kept for two seconds, one caller at a time asks
anew, and no question wakes the assistant.

    /livez      this process answers
    /readyz     a message would be answered: store, assistant, actions
    /healthz    and whatever is owed to citizens leaves: every process, the clock, the disk
"""

from __future__ import annotations

import hmac
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import httpx
import structlog
from flask import Blueprint, Response, jsonify, request

from basis.heartbeat import STILL, folder_of, silence
from bureau.messaging.ports import StoreAwayError
from bureau.quality.model import SourceState
from bureau.wiring import Bureau
from webhook.platform_clock import PlatformClock

# Asked over HTTP, for they serve; the others say by themselves that they live.
SPEAKING = ("worker", "poller")
_TIMEOUT = 2.0
_KEPT = 2.0  # seconds that an answer holds
# Seconds. A turn may take 30 in the background, a letter goes out at once.
LONGEST_UNANSWERED, LONGEST_UNSENT = 30.0, 60.0
CLOCK_OFF = 60.0
LEAST_ROOM = 200 * 1024 * 1024  # bytes, or a tenth of a small disk
# A process that ends as often within five minutes is ill, however soon it is started again.
DEATHS, DEATHS_WITHIN = 3, 300.0
_OLD_BACKUP = 8 * 86400.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: `faults` by part, each with its reason, and the details for whoever asks."""

    faults: dict[str, str]
    details: dict[str, Any]
    taken: float

    @property
    def ready(self) -> bool:
        """Whether a message would be answered."""
        return not self.faults.keys() & {"database", "rasa", "actions"}


@dataclass(slots=True)
class Health:
    """Looks at every part of the service, at most once in two seconds."""

    bureau: Bureau
    clock: PlatformClock
    _asking: threading.Lock = field(default_factory=threading.Lock)
    _last: Report | None = None

    def report(self) -> Report:
        """Return what was found at most two seconds ago; who comes while one asks gets the last."""
        last = self._last
        if last is not None and time.monotonic() - last.taken < _KEPT:
            return last
        if not self._asking.acquire(blocking=last is None):
            assert last is not None
            return last
        try:
            if self._last is not None and self._last is not last:
                return self._last  # another asked meanwhile
            found = self._last = self._look()
            if set(found.faults) != (set() if last is None else set(last.faults)):
                _log.warning("health", faults=found.faults)
            return found
        finally:
            self._asking.release()

    def _look(self) -> Report:
        settings = self.bureau.settings
        checks: dict[str, Callable[[], None]] = {
            "database": self.bureau.database.check,
            "rasa": lambda: _any_answers(f"{url}/webhooks/rest/" for url in settings.rasa_urls),
            "actions": lambda: _answers(urljoin(settings.actions_url, "/health")),
        }
        details: dict[str, Any] = {name: _outcome(check) for name, check in checks.items()}
        faults = {name: told for name, told in details.items() if told != "ok"}
        if "database" not in faults:
            try:
                self._owed(details, faults)
            except StoreAwayError as error:
                faults["database"] = details["database"] = str(error)
        self._processes(details, faults)
        self._clock(details, faults)
        self._files(details, faults)
        return Report(faults, details, time.monotonic())

    def _owed(self, details: dict[str, Any], faults: dict[str, str]) -> None:
        bureau, now = self.bureau, datetime.now(UTC)
        details["sources"] = {s.source: _doing(s) for s in bureau.quality.sources()}
        details["waiting"] = bureau.inbox.unfinished()
        details["undelivered"] = len(bureau.outbox.undelivered())
        for name, since, most in (
            ("unanswered", bureau.pulse.oldest_unanswered(), LONGEST_UNANSWERED),
            ("unsent", bureau.pulse.oldest_unsent(at=now), LONGEST_UNSENT),
        ):
            seconds = 0.0 if since is None else round((now - since).total_seconds(), 1)
            details[f"oldest_{name}_seconds"] = seconds
            if seconds > most:
                faults[name] = f"the oldest has waited for {seconds:.0f} s"

    def _processes(self, details: dict[str, Any], faults: dict[str, str]) -> None:
        """Look at the heartbeats, and at what the supervisor of this run says of its programs."""
        folder = folder_of(self.bureau.settings.var)
        watched = bool(os.environ.get("SUPERVISED"))
        for name in (*SPEAKING, "supervisor") if watched else SPEAKING:
            still = silence(folder, name)
            details[name] = "ok" if still is not None else "never seen"
            if still is not None and still > STILL:
                details[name] = faults[name] = f"no sign of life for {still:.0f} s"
        if not watched:
            return
        try:
            programs = json.loads((folder / "programs.json").read_bytes())
        except (OSError, ValueError):
            return
        for name, program in programs.items():
            recent = [at for at in program["deaths"] if abs(time.time() - at) < DEATHS_WITHIN]
            details.setdefault("deaths", {})[name] = len(recent)
            if len(recent) >= DEATHS:
                faults[name] = f"died {len(recent)} times in five minutes"
            elif recent and not program["running"]:
                faults[name] = "died and is started again"

    def _clock(self, details: dict[str, Any], faults: dict[str, str]) -> None:
        ahead = self.clock.ahead(time.time())
        details["clock_ahead_seconds"] = None if ahead is None else round(ahead, 1)
        if ahead is not None and abs(ahead) > CLOCK_OFF:
            faults["clock"] = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} WeChat's"

    def _files(self, details: dict[str, Any], faults: dict[str, str]) -> None:
        var = self.bureau.settings.var
        try:
            disk = shutil.disk_usage(var)
        except OSError as error:
            faults["disk"] = type(error).__name__
        else:
            details["free_megabytes"] = disk.free // (1024 * 1024)
            if disk.free < min(LEAST_ROOM, disk.total / 10):
                faults["disk"] = f"{details['free_megabytes']} MB left"
        ages = [time.time() - file.stat().st_mtime for file in (var / "backups").glob("*.tar*")]
        details["backup_age_hours"] = round(min(ages) / 3600, 1) if ages else None
        # No citizen waits for it: told, and no illness.
        details["backup_due"] = not ages or min(ages) > _OLD_BACKUP


def health_blueprint(bureau: Bureau, clock: PlatformClock) -> Blueprint:
    """Return the health pages: 200 when all is well, else 503."""
    pages = Blueprint("health", __name__)
    health = Health(bureau, clock)

    @pages.get("/livez")
    def lives() -> Response:
        return _word(True)

    @pages.get("/readyz")
    def ready() -> Response:
        return _word(health.report().ready)

    @pages.get("/healthz")
    def healthy() -> Response:
        report = health.report()
        well = not report.faults
        if not _knows(request.headers.get("Authorization", ""), bureau.settings.health_key):
            return _word(well)
        answer = jsonify(ok=well, faults=report.faults, **report.details)
        answer.status_code = 200 if well else 503
        return answer

    return pages


def _knows(given: str, key: str) -> bool:
    return bool(key) and hmac.compare_digest(given.encode(), f"Bearer {key}".encode())


def _word(well: bool) -> Response:
    return Response("ok\n" if well else "ill\n", 200 if well else 503, mimetype="text/plain")


def _answers(address: str) -> None:
    httpx.get(address, timeout=_TIMEOUT, trust_env=False).raise_for_status()


def _any_answers(addresses: Iterable[str]) -> None:
    """Raise what the last of several said, when none of them answers."""
    failed: Exception | None = None
    for address in addresses:
        try:
            _answers(address)
            return
        except httpx.HTTPError as error:
            failed = error
    if failed is not None:
        raise failed


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except (StoreAwayError, httpx.HTTPError) as error:
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

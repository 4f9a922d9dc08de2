"""`/metrics`: what Prometheus reads, of this process and of what all of them share.

For whoever has HEALTH_KEY; without a key only for this machine itself, where nothing forwarded it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from basis.heartbeat import folder_of
from bureau import metrics
from bureau.messaging.ports import StoreAwayError
from bureau.wiring import Bureau

_LOOPBACK = ("127.0.0.1", "::1")
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")
_PAGE_BYTES = 4096


class Shared:
    """What the store knows, asked when somebody looks."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau

    def collect(self) -> Iterator[Metric]:
        """Yield each figure; without the store only that it is away, and the memory."""
        away = GaugeMetricFamily("store_away", "1 while the database cannot be used")
        try:
            found = list(self._of_store(datetime.now(UTC)))
        except StoreAwayError:
            found = []
            away.add_metric([], 1)
        else:
            away.add_metric([], 0)
        yield away
        yield from found
        yield self._memory()

    def _of_store(self, now: datetime) -> Iterator[Metric]:
        bureau = self._bureau
        depth = GaugeMetricFamily("inbox_depth", "Messages without an answer yet")
        depth.add_metric([], bureau.inbox.unfinished())
        yield depth
        for name, about, since in (
            ("inbox_age_seconds", "Of the oldest of them", bureau.pulse.oldest_unanswered()),
            ("outbox_age_seconds", "Of the oldest letter", bureau.pulse.oldest_unsent(at=now)),
        ):
            age = GaugeMetricFamily(name, about)
            age.add_metric([], 0.0 if since is None else (now - since).total_seconds())
            yield age
        yield _counted(
            "outbox_letters",
            "Letters of the last 30 days",
            ["outcome", "errcode"],
            bureau.pulse.letters(),
        )
        fresh = GaugeMetricFamily("source_age_seconds", "Since the newest value", labels=["source"])
        failures = GaugeMetricFamily("source_failures", "In a row", labels=["source"])
        for source in bureau.quality.sources():
            if source.newest is not None:
                fresh.add_metric([source.source], (now - source.newest).total_seconds())
            failures.add_metric([source.source], source.failures)
        yield fresh
        yield failures
        yield _counted(
            "cases_overdue", "Cases past a limit", ["clock"], bureau.pulse.overdue(at=now)
        )
        silent = GaugeMetricFamily(
            "process_silent_seconds", "Since a process's last sign", labels=["kind", "name", "host"]
        )
        for one in bureau.processes.living():
            silent.add_metric([one.kind, one.name, one.host], one.silent)
        yield silent

    def _memory(self) -> Metric:
        """Return the resident memory of the programs that the supervisor of this machine keeps."""
        family = GaugeMetricFamily("program_memory_bytes", "Resident", labels=["program"])
        folder = folder_of(self._bureau.settings.var)
        try:
            programs = json.loads((folder / "programs.json").read_bytes())
        except (OSError, ValueError):
            return family
        for name, program in programs.items():
            try:
                pages = int(Path(f"/proc/{int(program['pid'])}/statm").read_text().split()[1])
            except (OSError, ValueError, KeyError, TypeError):
                continue
            family.add_metric([name], pages * _PAGE_BYTES)
        return family


def metrics_blueprint(bureau: Bureau) -> Blueprint:
    """Return the page."""
    pages = Blueprint("metrics", __name__)
    registry = CollectorRegistry()
    registry.register(Shared(bureau))

    @pages.get("/metrics")
    def measured() -> Response:
        if not _may_read(bureau.settings.health_key):
            return Response("not for you\n", 403, mimetype="text/plain")
        return Response(metrics.page() + generate_latest(registry), content_type=metrics.TYPE)

    return pages


def _may_read(key: str) -> bool:
    if key:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {key}".encode())
    forwarded = any(name in request.headers for name in _FORWARDED)
    return request.remote_addr in _LOOPBACK and not forwarded


def _counted(
    name: str, about: str, labels: list[str], counts: dict[tuple[str, ...], int]
) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for values, count in counts.items():
        family.add_metric(list(values), count)
    return family

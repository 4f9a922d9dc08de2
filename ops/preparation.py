"""What is done once before the processes start: ports looked at, store migrated, demo loaded."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import structlog

from bureau.settings import Settings
from bureau.wiring import Bureau

_log = structlog.get_logger()


def busy_ports(settings: Settings) -> list[str]:
    """Return a sentence for each port that something else holds already."""
    wanted = {
        "PORT": (settings.host, settings.port),
        "RASA_PORT": ("127.0.0.1", settings.rasa_port),
        "ACTIONS_PORT": ("127.0.0.1", settings.actions_port),
    }
    return [
        f"{name}: {host}:{port} is in use already; set {name} to a free port"
        for name, (host, port) in wanted.items()
        if not _free(host, port)
    ]


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prepare(settings: Settings) -> None:
    """Migrate the store and, in demonstration mode, load what there is to look at (once)."""
    bureau = Bureau(settings)
    try:
        bureau.database  # noqa: B018 - opening it migrates it
        if settings.demo:
            from bureau.demo import load_demo

            load_demo(bureau, datetime.now(UTC))
    finally:
        bureau.close()
    _log.info("prepared", demo=settings.demo, database=settings.database_url.split(":")[0])

"""Ports of this machine: which of the service's something else holds, and which are free."""

from __future__ import annotations

import socket

from bureau.settings import Settings


def busy(settings: Settings) -> list[str]:
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


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True

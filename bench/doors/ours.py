"""Our gateway with an assistant that echoes at once: `python -m bench.doors.ours`."""

from __future__ import annotations

from typing import Any

from waitress import serve

from bench.doors.settings import THREADS, bench_settings
from bureau.logs import configure
from bureau.wiring import Bureau
from ops.web import CONNECTIONS, create_app, tune
from webhook.assistant import Answered


class Echo:
    """An assistant that says what it hears."""

    def begin(self, *, sender: str, message: str, metadata: dict[str, Any]) -> Answered:
        return Answered([{"text": message}])

    def forget(self, sender: str) -> None:
        """Nothing was kept."""


if __name__ == "__main__":
    configure("bench")
    settings = bench_settings()
    app = create_app(Bureau(settings), assistant=Echo())
    gateway = app.extensions["service"].gateway
    gateway.citizen_limit = gateway.global_limit = type(
        "Unlimited", (), {"allow": lambda self, name="": True}
    )()
    tune(settings.port)
    serve(
        app,
        host="127.0.0.1",
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
    )

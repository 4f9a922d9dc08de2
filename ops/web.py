"""The web process: the one place where all doors meet, as one Flask application."""

from __future__ import annotations

import gc
import os
import platform
import signal
import sys
from typing import Any
from zlib import crc32

import structlog
from flask import Flask
from waitress.server import create_server
from werkzeug.middleware.proxy_fix import ProxyFix

import portal
import webhook.simulator.pages
from basis.private_files import write_privately
from bureau import logs, metrics
from bureau.settings import SettingsError, load
from bureau.wiring import Bureau
from ops import connections
from ops.security_headers import SecurityHeaders
from ops.threads import few_at_work
from webhook import service
from webhook.assistant import Assistant, assistant_of

# A turn holds its thread until the answer is there or the budget is spent.
THREADS = 160
# The platform holds a connection for each message it waits for, and officers' browsers theirs.
CONNECTIONS = 2000
LARGEST_UPLOAD = 12 * 1024 * 1024
SERVING: dict[str, Any] = {
    "threads": THREADS,
    "connection_limit": CONNECTIONS,
    "asyncore_use_poll": True,
    "max_request_body_size": LARGEST_UPLOAD,
    "ident": None,
    # `ProxyFix` reads them; without this nobody's address but the proxy's would be known.
    "clear_untrusted_proxy_headers": False,
}
_log = structlog.get_logger()


def create_app(bureau: Bureau, *, assistant: Assistant | None = None) -> Flask:
    """Return the web application.

    `assistant` stands in for Rasa (tests, bench).
    """
    app = Flask("webhook", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    service.register(app, bureau, assistant or assistant_of(bureau.settings.rasa_urls))
    portal.register(app, bureau, clock=bureau.clock)
    if bureau.settings.demo:
        webhook.simulator.pages.register(app, bureau)
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore
    return app


def tune(port: int) -> None:
    """Make the interpreter fit for serving: on one processor, no search of what stays."""
    if hasattr(os, "sched_setaffinity"):
        # One interpreter runs one thread at a time: on several processors its threads would
        # only wake one another across them, at twice the processor time for a message.
        # Web processes at neighbouring ports, or on machines of other names, take others.
        processors = sorted(os.sched_getaffinity(0))
        chosen = crc32(platform.node().encode()) + port
        os.sched_setaffinity(0, {processors[chosen % len(processors)]})
    # Everything imported so far lives as long as the process: the collector need not walk it.
    gc.collect()
    gc.freeze()


def main() -> int:
    """Serve until told to stop; return 2 when the settings cannot be used."""
    logs.configure("web")
    metrics.trace("web")
    try:
        settings = load()
        bureau = Bureau(settings).prove()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    app = create_app(bureau)
    tune(settings.port)
    server: Any = create_server(
        ProxyFix(app) if not settings.demo else app,
        host=settings.host,
        port=settings.port,
        _dispatcher=few_at_work(THREADS),
        **SERVING,
    )
    connections.keep_short(server)

    def stop(_signal: int, _frame: Any) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)  # once is enough: what follows ends in order
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
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())

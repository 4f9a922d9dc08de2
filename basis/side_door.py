"""A small door of a process that serves nobody else: how it does, and what it counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = Callable[[], tuple[bool, str, bytes]]
"""Says whether all is well, the content's type, and the content."""


def lives(well: Callable[[], bool]) -> Page:
    """Return a page of one word."""

    def page() -> tuple[bool, str, bytes]:
        good = well()
        return good, "text/plain", b"ok\n" if good else b"ill\n"

    return page


class SideDoor:
    """Serves pages by their address, on its own thread."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Page]) -> None:
        class Handler(BaseHTTPRequestHandler):
            timeout = 5.0  # whoever says nothing holds no thread

            def do_GET(self) -> None:
                page = pages.get(self.path)
                well, kind, content = page() if page else (False, "text/plain", b"no such page\n")
                self.send_response(404 if page is None else 200 if well else 503)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002
                """Say nothing: it is asked every few seconds."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="side-door", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

"""Connections that say nothing, or say it drop by drop, take no room from the platform's.

waitress counts every byte as activity: whoever sends one now and then keeps a connection for
ever, and when all are taken nobody else is let in. Here a request has to be whole in time.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

# Seconds from its first byte (or the connection's beginning) until a request's headers are there.
HEADERS = 10.0
# And until all of it is: a photo on a slow line.
WHOLE = 60.0
# Seconds that an open connection may wait for its next request.
IDLE = 60.0
# When the room grows small, each may have this part of its time.
_HURRY = 0.1
_CROWDED = 0.5  # of the connections
_LOOK = 0.5  # seconds between looks


class Channel(HTTPChannel):
    """A connection that knows since when it owes a request."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.since = time.monotonic()
        self.served = False

    def received(self, data: bytes) -> Any:
        """Take bytes; the first of a request starts its time."""
        if self.request is None and self.served:
            self.since = time.monotonic()
        return super().received(data)

    def service(self) -> None:
        """Answer; then the connection may wait for the next request."""
        super().service()
        self.served = True
        self.since = time.monotonic()

    def overdue(self, now: float, hurry: float) -> bool:
        """Return whether its time is over; never while a request of it is answered."""
        if self.requests:
            return False
        if self.request is None:
            allowed = IDLE if self.served else HEADERS
        else:
            allowed = WHOLE if self.request.headers_finished else HEADERS
        return now - self.since > allowed * hurry


def keep_short(server: Any) -> None:
    """Let a waitress server end overdue connections, sooner when half of its room is taken."""
    for each in (server, *getattr(server, "map", {}).values()):
        if isinstance(each, BaseWSGIServer):
            _watch(each)


def _watch(server: Any) -> None:
    usual, following = server.readable, 0.0

    def readable() -> bool:
        nonlocal following
        now = time.monotonic()
        if now >= following:
            following = now + _LOOK
            channels = list(server.active_channels.values())
            crowded = len(channels) > server.adj.connection_limit * _CROWDED
            for channel in channels:
                if channel.overdue(now, _HURRY if crowded else 1.0):
                    channel.will_close = True
        return bool(usual())

    server.channel_class = Channel
    server.readable = readable

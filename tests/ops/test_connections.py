"""Whoever holds connections without asking anything keeps nobody else out."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from waitress.server import create_server

from ops import connections

ROOM = 40


def _echo(environ: Any, start: Any) -> list[bytes]:
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size) or b"well"
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(connections, "HEADERS", 4.0)
    server: Any = create_server(
        _echo, host="127.0.0.1", port=0, threads=4, connection_limit=ROOM, asyncore_use_poll=True
    )
    connections.keep_short(server)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    server.close()
    for channel in list(server.active_channels.values()):
        channel.close()
    thread.join(5)


def asked(port: int) -> float:
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"well"
    connection.close()
    return time.monotonic() - begun


@pytest.mark.parametrize("said", [b"", b"G", b"POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_flood_of_half_open_connections_delays_nobody_beyond_the_platforms_patience(
    port: int, said: bytes
) -> None:
    flood = [socket.create_connection(("127.0.0.1", port)) for _ in range(ROOM * 2)]
    for each in flood:
        each.send(said)
    assert asked(port) < 5
    for each in flood:
        each.close()


def test_a_request_that_comes_drop_by_drop_is_not_waited_for(port: int) -> None:
    slow = socket.create_connection(("127.0.0.1", port))
    slow.settimeout(0.2)
    begun = time.monotonic()
    ended = False
    while not ended and time.monotonic() - begun < 15:
        try:
            slow.send(b"X")
            ended = slow.recv(100) == b""
        except TimeoutError:
            continue
        except OSError:
            ended = True
    slow.close()
    assert ended
    assert time.monotonic() - begun < 10


def test_a_photo_on_a_slow_line_may_take_longer_than_headers(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADERS", 0.5)
    slow = socket.create_connection(("127.0.0.1", port))
    slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
    for byte in b"photos":
        time.sleep(0.3)
        slow.sendall(bytes([byte]))
    slow.settimeout(5)
    with slow.makefile("rb") as answer:
        assert answer.readline() == b"HTTP/1.1 200 OK\r\n"
    slow.close()

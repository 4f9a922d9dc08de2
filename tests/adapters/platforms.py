"""A local server that answers as the platforms do, faults included."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; `answers` of the server are used up one after the other, the last one stays."""

    server: Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(parse_qs(self.rfile.read(length).decode(), keep_blank_values=True))

    def _answer(self, form: dict[str, list[str]]) -> None:
        address = urlsplit(self.path)
        seen = {"path": address.path, "query": parse_qs(address.query), "form": form}
        self.server.requests.append(seen)
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer(self)

    def send(self, body: bytes, status: int = 200, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """The server with its answers and the requests it got."""

    daemon_threads = True

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.requests: list[dict[str, Any]] = []

    def handle_error(self, *_: Any) -> None:
        pass  # a client that hangs up is part of the game

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def platform(*answers: Answer, certificate: tuple[Path, Path] | None = None) -> Iterator[Server]:
    """Run a server while the block lasts; with a certificate it speaks TLS."""
    server = Server(list(answers))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def data(value: Any, encoding: str = "utf-8") -> Answer:
    """Answer with JSON."""
    body = json.dumps(value, ensure_ascii=False).encode(encoding)
    return lambda handler: handler.send(body)


def status(code: int) -> Answer:
    """Answer with a bare status."""
    return lambda handler: handler.send(b"{}", code)


def page(handler: Handler) -> None:
    """Answer with a web page, as a firewall or a login does."""
    handler.send("<html><title>系统维护中</title></html>".encode(), kind="text/html")


def text(body: str) -> Answer:
    """Answer with any text."""
    return lambda handler: handler.send(body.encode())


def broken_off(handler: Handler) -> None:
    """Promise more bytes than come."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'[{"StationCode": "1252A"')


def dripping(handler: Handler) -> None:
    """Send a byte now and then, for ever so long."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def air_row(code: str, at: str, **changed: str) -> dict[str, str]:
    """A station's row as the air platform sends it."""
    row = {
        "AQI": "17", "Area": "嘉兴市", "CO": "0.2", "CO_24h": "0.3", "CityCode": "0",
        "IsPublish": "true", "Latitude": "30.79", "Longitude": "120.74", "NO2": "8",
        "NO2_24h": "17", "O3": "54", "O3_24h": "130", "O3_8h": "18", "O3_8h_24h": "18",
        "PM10": "15", "PM10_24h": "21", "PM2_5": "8", "PM2_5_24h": "11", "PositionName": "某站",
        "PrimaryPollutant": "—", "Quality": "优", "SO2": "3", "SO2_24h": "5",
        "StationCode": code, "TimePoint": at, "Unheathful": "空气质量令人满意，基本无空气污染",
    }  # fmt: skip
    return row | changed


def _head(name: str, unit: str) -> str:
    return f"{name}<br/><span class='unit'>({unit})</span>"


HEADS = [
    *("省份", "流域", "断面名称", "监测时间", "水质类别"),
    _head("水温", "℃"),
    _head("pH", "无量纲"),
    _head("溶解氧", "mg/L"),
    _head("电导率", "μS/cm"),
    _head("浊度", "NTU"),
    _head("高锰酸盐指数", "mg/L"),
    _head("氨氮", "mg/L"),
    _head("总磷", "mg/L"),
    _head("总氮", "mg/L"),
    _head("叶绿素α", "mg/L"),
    _head("藻密度", "cells/L"),
]


def cell(value: float | str, shown: str | None = None) -> str:
    """A cell as the water platform sends it."""
    return f"<span title='原始值：{value}'>{value if shown is None else shown}</span>"


def water_row(name: str, at: str = "08-21 19:00", code: str = "3", **changed: str) -> list[str]:
    """A section's row as the water platform sends it."""
    values = {
        "temperature": cell(30.66, "30.7"), "pH": cell(7.32), "DO": cell(5.15),
        "conductivity": cell(353.92), "turbidity": cell(49.06), "CODMn": cell(4.14),
        "NH3N": cell(0.052), "TP": cell(0.106), "TN": cell(1.631, "1.63"), "chlorophyll": "--",
        "algae": "--",
    }  # fmt: skip
    return ["浙江省", "太湖流域", name, at, code, *(values | changed).values()]


def water_page(*rows: list[str], total: Any = 1) -> dict[str, Any]:
    """A page of the water platform."""
    return {"result": 1, "total": total, "records": len(rows), "thead": HEADS, "tbody": list(rows)}

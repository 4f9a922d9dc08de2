"""A local server that answers as the platforms do, faults included."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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


def by_path(**answers: Answer) -> Answer:
    """Answer by the first word that stands in the path."""

    def answer(handler: Handler) -> None:
        words = (word for word in answers if word in handler.path)
        answers[next(words)](handler)

    return answer


def qweather_current(**concentrations: float) -> dict[str, Any]:
    """QWeather's air now, with an index of ours and one of another country."""
    units = {"co": "mg/m3"}
    return {
        "metadata": {"tag": "d75a"},
        "indexes": [
            {"code": "us-epa", "name": "AQI (US)", "aqi": 155, "aqiDisplay": "155"},
            {
                "code": "cn-mee", "name": "AQI (CN)", "aqi": 66, "aqiDisplay": "66", "level": "2",
                "category": "良",
                "primaryPollutant": {"code": "pm10", "name": "PM 10", "fullName": "颗粒物"},
            },
        ],
        "pollutants": [
            {
                "code": code, "name": code,
                "concentration": {"value": value, "unit": units.get(code, "μg/m3")},
            }
            for code, value in concentrations.items()
        ],
        "stations": [{"id": "P51762", "name": "清河小学"}],
    }  # fmt: skip


def qweather_daily(*days: tuple[str, int]) -> dict[str, Any]:
    """QWeather's days to come: (start in UTC, index)."""
    return {
        "metadata": {"tag": "4b78"},
        "days": [
            {
                "forecastStartTime": start,
                "forecastEndTime": start,
                "indexes": [
                    {"code": "qaqi", "aqi": 1.0},
                    {"code": "cn-mee", "aqi": aqi, "primaryPollutant": {"code": "o3"}},
                ],
                "pollutants": [
                    {"code": "pm2p5", "concentration": {"value": 31.0, "unit": "μg/m3"}},
                    {"code": "o3", "concentration": {"value": 120.0, "unit": "μg/m3"}},
                ],
            }
            for start, aqi in days
        ],
    }


def waqi_feed(at: str, **points: float) -> dict[str, Any]:
    """WAQI's feed: points, and weather among them."""
    return {
        "status": "ok",
        "data": {
            "aqi": 93,
            "idx": 1437,
            "city": {"geo": [30.7946, 120.744], "name": "Jiaxing (嘉兴)"},
            "dominentpol": "pm25",
            "iaqi": {name: {"v": value} for name, value in points.items()}
            | {"t": {"v": 18.7}, "h": {"v": 48}},
            "time": {"s": "2026-08-21 19:00:00", "tz": "+08:00", "v": 1787338800, "iso": at},
        },
    }


def openaq_locations(last: str) -> dict[str, Any]:
    """OpenAQ's locations: one in Jiaxing, one beyond it, one that sleeps."""

    def location(number: int, latitude: float, longitude: float, last: str) -> dict[str, Any]:
        sensors = [(1, "pm25", "µg/m³"), (2, "co", "µg/m³"), (3, "o3", "ppm"), (4, "bc", "µg/m³")]
        return {
            "id": number,
            "name": "清河小学",
            "isMobile": False,
            "coordinates": {"latitude": latitude, "longitude": longitude},
            "sensors": [
                {"id": n, "parameter": {"id": n, "name": name, "units": units}}
                for n, name, units in sensors
            ],
            "datetimeLast": {"utc": last, "local": last},
        }

    return {
        "meta": {"found": 3},
        "results": [
            location(7, 30.7946, 120.744, last),
            location(8, 31.0, 120.3, last),
            location(9, 30.7946, 120.744, "2021-01-01T00:00:00Z"),
        ],
    }


def openaq_latest(at: str, earlier: str) -> dict[str, Any]:
    """OpenAQ's newest values of a location; one sensor is an hour behind."""
    rows = [(1, 42.0, at), (2, 600.0, at), (3, 0.04, at), (4, 1.0, at), (1, 99.0, earlier)]
    return {
        "results": [
            {"sensorsId": n, "value": value, "datetime": {"utc": when, "local": when}}
            for n, value, when in rows
        ]
    }


def qweather_weather(measured: datetime, speed_km_h: str, from_deg: str) -> dict[str, Any]:
    """The weather of now, version 7: all values are texts."""
    now = {
        "obsTime": measured.isoformat(timespec="minutes"),
        "temp": "28",
        "wind360": from_deg,
        "windDir": "东南风",
        "windScale": "3",
        "windSpeed": speed_km_h,
        "humidity": "72",
    }
    return {"code": "200", "updateTime": measured.isoformat(timespec="minutes"), "now": now}


def metar_reports(at: datetime, *winds: str) -> list[dict[str, Any]]:
    """Reports of the airports as aviationweather.gov gives them."""
    stations = ("ZSPD", "ZSHC", "ZSSS")
    time = at.astimezone(UTC).replace(minute=0)
    return [
        {
            "icaoId": icao,
            "rawOb": f"METAR {icao} {time:%d%H%M}Z {wind} 9999 FEW030 30/24 Q1008 NOSIG",
        }
        for icao, wind in zip(stations, winds, strict=False)
    ]


def open_meteo_hours(
    at: datetime, *, hours: int, unit: str = "m/s", turning: int = 10, ahead: int = 2
) -> dict[str, Any]:
    """Hours in UTC, some of them ahead, the newest last."""
    newest = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    times = [newest + timedelta(hours=n) for n in range(1 - hours, 1 + ahead)]
    return {
        "utc_offset_seconds": 0,
        "hourly_units": {"time": "iso8601", "wind_speed_10m": unit, "wind_direction_10m": "°"},
        "hourly": {
            "time": [time.isoformat(timespec="minutes") for time in times],
            "wind_speed_10m": [3.6] * len(times),
            "wind_direction_10m": [90 + turning * n for n, _ in enumerate(times)],
        },
    }

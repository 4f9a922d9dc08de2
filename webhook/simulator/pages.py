"""`/simulator`: a phone in the browser, only in demonstration mode.

The browser never sees a secret: these routes seal its messages and post them over HTTP to
the real door, and open what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx
from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request

from basis.packaged import yaml_beside
from bureau.messaging import WindowEvent
from bureau.messaging.media import BadMediaError, inspect_photo
from bureau.wiring import Bureau
from webhook.envelope import Envelope, as_in_xml, envelope_of
from webhook.menu import read_menu
from webhook.simulator.phone import DEADLINE, Exchange, Phone
from webhook.simulator.pictures import demo_photo

_OPENID = re.compile(r"oDemo_[0-9A-Za-z_]{1,40}")
_MEDIA_ID = re.compile(r"[\w-]{1,100}", re.ASCII)
_TEXT_LIMIT = 600  # characters that WeChat's own input takes
PLATFORM = "/simulator/platform"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@cache
def cast() -> dict[str, Any]:
    """Return the people and first sentences of the demonstration."""
    return dict(yaml_beside(__file__, "cast.yml"))


def register(app: Flask, bureau: Bureau) -> None:
    """Open the simulator and, behind it, the platform's twin."""
    app.register_blueprint(bureau.fake_wechat.blueprint(), url_prefix=PLATFORM)
    door = f"http://127.0.0.1:{bureau.settings.port}/wechat"
    stage = _Stage(bureau, envelope_of(bureau.settings), door)
    app.register_blueprint(stage.blueprint(), url_prefix="/simulator")


class _Stage:
    """The phones' routes."""

    def __init__(self, bureau: Bureau, envelope: Envelope, door: str) -> None:
        self._bureau = bureau
        self._platform = bureau.fake_wechat
        self._envelope = envelope
        self._door = door
        self._http = httpx.Client(timeout=DEADLINE, trust_env=False)

    def blueprint(self) -> Blueprint:
        """Return the routes under their names."""
        pages = Blueprint(
            "simulator", __name__, template_folder="templates", static_folder="static"
        )
        pages.get("")(self.show)
        pages.post("/act")(self.act)
        pages.post("/photo")(self.photo)
        pages.get("/media/<media_id>")(self.media)
        pages.get("/late")(self.late)
        pages.after_request(_harden)
        return pages

    def show(self) -> str:
        """The page."""
        return render_template("simulator/phone.html", stage=_stage(self._bureau))

    def act(self) -> Response:
        """One act of a citizen; the answer is what their phone shows, and the envelopes."""
        wish = as_in_xml(request.get_json(silent=True))
        if not isinstance(wish, dict) or not _OPENID.fullmatch(str(wish.get("who", ""))):
            abort(400)
        phone = Phone(str(wish["who"]), self._envelope, self._door, self._http)
        kind = str(wish.get("kind", ""))
        if kind == "leave":
            self._platform.left(phone.openid)
        else:
            touch = kind in ("click", "follow", "scan") or wish.get("menu_id")
            self._platform.saw(phone.openid, WindowEvent.TOUCH if touch else WindowEvent.MESSAGE)
        return jsonify(_shown(_do(phone, kind, wish)))

    def photo(self) -> Response:
        """Take a photo, or the demonstration's own, into the platform's media."""
        file = request.files.get("photo")
        data = demo_photo() if file is None else file.read()
        try:
            mime = inspect_photo(data).mime
        except BadMediaError as error:
            return Response(str(error), 415, mimetype="text/plain")
        return jsonify(media_id=self._platform.keep_media(data, mime))

    def media(self, media_id: str) -> Response:
        """A picture that the platform holds."""
        path = self._platform.media / media_id
        kind = path.with_name(f"{path.name}.type")
        if not _MEDIA_ID.fullmatch(media_id) or not path.is_file() or not kind.is_file():
            abort(404)
        response = Response(path.read_bytes(), mimetype=kind.read_text())
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def late(self) -> Response:
        """Customer-service messages that reached a phone after message `after`."""
        openid = request.args.get("who", "")
        sent = self._platform.sent_to(openid, after=request.args.get("after", 0, type=int))
        return jsonify([{"id": s.id, "at": s.at.isoformat(), "message": s.message} for s in sent])


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _do(phone: Phone, kind: str, wish: dict[str, Any]) -> Exchange:
    acts: dict[str, Callable[[], Exchange]] = {
        "text": lambda: phone.text(
            str(wish.get("text", ""))[:_TEXT_LIMIT], menu_id=_words(wish.get("menu_id"))
        ),
        "location": lambda: phone.location(
            float(wish["longitude"]), float(wish["latitude"]), str(wish.get("label", ""))[:100]
        ),
        "photo": lambda: phone.photo(str(wish.get("media_id", ""))),
        "click": lambda: phone.click(str(wish.get("key", ""))),
        "follow": lambda: phone.follow(_scene(wish)),
        "scan": lambda: phone.scan(_scene(wish)),
        "leave": phone.leave,
    }
    try:
        return acts[kind]()
    except (KeyError, TypeError, ValueError):
        abort(400)


def _words(value: Any) -> str | None:
    return str(value) if value else None


def _scene(wish: dict[str, Any]) -> str:
    scene = str(wish.get("town", ""))
    return scene if re.fullmatch(r"\d{9}", scene) else ""


def _shown(exchange: Exchange) -> dict[str, Any]:
    reply = exchange.reply or {}
    article = (reply.get("Articles") or {}).get("item") if reply else None
    return {
        "text": exchange.text or None,
        "image": (reply.get("Image") or {}).get("MediaId"),
        "article": article if isinstance(article, dict) else None,
        "failed": exchange.failed,
        "ms": round(exchange.seconds * 1000),
        "tries": exchange.tries,
        "at": datetime.now(UTC).isoformat(),
        "envelope": {"sent": exchange.sent, "sealed": exchange.sealed, "back": exchange.received},
    }


def _stage(bureau: Bureau) -> dict[str, Any]:
    places = bureau.places
    towns = [
        {
            "code": town.code,
            "name": town.name,
            "county": county.name,
            "longitude": town.longitude,
            "latitude": town.latitude,
        }
        for county in places.counties()
        for town in places.towns(county.code)
    ]
    return {**cast(), "towns": towns, "menu": read_menu()}

"""The platform's working twin: it keeps the real rules and can be told to break.

Ships with the project: the simulator lives on it, the tests run against it. It is an HTTP
service with the platform's own paths, so the client that speaks to it is the real one.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, request

from bureau.messaging import WindowEvent, allowance, quota_returns
from bureau.messaging.text import LIMIT

TOKEN_LIFE = timedelta(hours=2)
BOTH_VALID = timedelta(minutes=5)
MEDIA_LIFE = timedelta(days=3)
CODE_LIFE = timedelta(minutes=5)
_HOW = re.compile(r"-?\d{1,9}|lost|cut|slow:\d{1,4}(\.\d{1,4})?", re.ASCII)
_MEDIA_ID = re.compile(r"[\w-]{1,100}", re.ASCII)
_SCENE_LENGTH = 64
_MENU = (3, 5)
_NOTICE_LENGTH = 20  # characters of a field
Answer = dict[str, Any] | Response


class _RefusalError(Exception):
    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.errcode = errcode
        self.errmsg = errmsg


@dataclass(frozen=True, slots=True)
class Sent:
    """A customer-service message that the twin took."""

    id: int
    openid: str
    at: datetime
    message: dict[str, Any]


@dataclass
class FakeWeChat:
    """The platform: its accounts, tokens, windows, media, menu.

    `strangers_welcome` lets a send pass to a citizen of whom it never saw a message: in
    the demonstration others than the simulator may post to the door, unseen by the twin.
    """

    appid: str
    secret: str
    media: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    strangers_welcome: bool = False
    daily_sends: int = 500_000
    menu: dict[str, Any] | None = None
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=5000))
    _tokens: dict[str, datetime] = field(default_factory=dict)
    _acts: dict[str, dict[WindowEvent, datetime]] = field(default_factory=dict)
    _failures: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    _codes: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _count: int = 0
    notices: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    _agreed: list[tuple[str, str]] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def saw(self, openid: str, act: WindowEvent) -> None:
        """Note that a citizen wrote to the account, or clicked, followed, scanned."""
        with self._lock:
            self._acts.setdefault(openid, {})[act] = self.clock()

    def left(self, openid: str) -> None:
        """Note that a citizen stopped following: nothing can be sent any more."""
        with self._lock:
            self._acts[openid] = {}

    def agreed(self, openid: str, template: str) -> None:
        """Note that a citizen agreed to one notice of a template."""
        with self._lock:
            self._agreed.append((openid, template))

    def fail(self, call: str, how: str, times: int = 1) -> None:
        """Make the next calls break.

        `how` is an errcode, `slow:<seconds>`, `cut` (hangs up on the request) or `lost`
        (does what was asked and hangs up before the answer). `call` is the end of a path,
        such as `custom/send`.
        """
        with self._lock:
            self._failures[call].extend([how] * times)

    def keep_media(self, data: bytes, mime: str) -> str:
        """Store media as the platform does; return its media id."""
        media_id = secrets.token_urlsafe(24)
        self.media.mkdir(parents=True, exist_ok=True)
        (self.media / media_id).write_bytes(data)
        (self.media / f"{media_id}.type").write_text(mime)
        return media_id

    def code_for(self, openid: str) -> str:
        """Return a code that a citizen's page may exchange for the openid, once."""
        code = secrets.token_urlsafe(16)
        with self._lock:
            self._codes[code] = openid, self.clock() + CODE_LIFE
        return code

    def sent_to(self, openid: str, *, after: int = 0) -> list[Sent]:
        """Return what a citizen's phone received after message `after`."""
        with self._lock:
            return [sent for sent in self.sent if sent.openid == openid and sent.id > after]

    def blueprint(self, name: str = "platform_double") -> Blueprint:
        """Return the twin's HTTP face."""
        pages = Blueprint(name, __name__)

        routes: list[tuple[str, str, Callable[[], Answer], bool]] = [
            ("POST", "/cgi-bin/stable_token", self._stable_token, False),
            ("GET", "/cgi-bin/token", self._token, False),
            ("POST", "/cgi-bin/message/custom/send", self._send, True),
            ("POST", "/cgi-bin/message/subscribe/bizsend", self._notice, True),
            ("POST", "/cgi-bin/message/template/send", self._service, True),
            ("POST", "/customservice/msgrecord/getmsglist", self._records, True),
            ("POST", "/cgi-bin/media/upload", self._upload, True),
            ("GET", "/cgi-bin/media/get", self._download, True),
            ("POST", "/cgi-bin/menu/create", self._create_menu, True),
            ("GET", "/cgi-bin/menu/get", self._get_menu, True),
            ("POST", "/cgi-bin/qrcode/create", self._qr, True),
            ("GET", "/cgi-bin/get_api_domain_ip", lambda: {"ip_list": ["127.0.0.1"]}, True),
            ("POST", "/cgi-bin/openapi/quota/get", self._quota, True),
            ("GET", "/sns/oauth2/access_token", self._openid, False),
        ]
        for method, path, call, needs_token in routes:
            pages.add_url_rule(
                path,
                endpoint=path.strip("/").replace("/", "_"),
                view_func=lambda call=call, needs=needs_token: self._answer(call, token=needs),
                methods=[method],
            )

        @pages.get("/connect/oauth2/authorize")
        def authorize() -> Any:
            """Send the browser back with a code, as the platform does without asking."""
            code = self.code_for(request.cookies.get("openid", "oDemoVisitor"))
            back, state = request.args["redirect_uri"], request.args.get("state", "")
            return redirect(f"{back}{'&' if '?' in back else '?'}code={code}&state={state}")

        @pages.post("/told/fail")
        def told() -> Response:
            """Break on demand, for trials from outside this process."""
            wish = request.get_json()
            try:
                call, how, times = str(wish["call"]), str(wish["how"]), int(wish.get("times", 1))
            except (KeyError, TypeError, ValueError, AttributeError):
                abort(400)
            if not _HOW.fullmatch(how):
                abort(400)
            self.fail(call, how, times)
            return Response(status=204)

        return pages

    def _answer(self, call: Callable[[], Answer], *, token: bool) -> Response:
        path = request.path
        with self._lock:
            self.calls[path.rsplit("/cgi-bin/", 1)[-1]] += 1
        how = self._next_failure(path)
        if how.startswith("slow:"):
            time.sleep(float(how.removeprefix("slow:")))
        elif how == "cut":
            return _hang_up()
        elif how and how != "lost":
            return _json({"errcode": int(how), "errmsg": "told to fail"})
        try:
            if token:
                self._check_token(request.args.get("access_token", ""))
            result = call()
        except _RefusalError as refusal:
            result = {"errcode": refusal.errcode, "errmsg": refusal.errmsg}
        if how == "lost":
            return _hang_up()
        return result if isinstance(result, Response) else _json(result)

    def _next_failure(self, path: str) -> str:
        with self._lock:
            for call, failures in self._failures.items():
                if failures and path.endswith(call):
                    return failures.popleft()
        return ""

    def _check_token(self, token: str) -> None:
        with self._lock:
            until = self._tokens.get(token)
        if until is None:
            raise _RefusalError(40001, "invalid credential, access_token is invalid or not latest")
        if until <= self.clock():
            raise _RefusalError(42001, "access_token expired")

    def _stable_token(self) -> Answer:
        asked = _body()
        if asked.get("appid") != self.appid:
            raise _RefusalError(40013, "invalid appid")
        if asked.get("secret") != self.secret:
            raise _RefusalError(40125, "invalid appsecret")
        return self._issue(force=bool(asked.get("force_refresh")))

    def _token(self) -> Answer:
        if request.args.get("appid") != self.appid:
            raise _RefusalError(40013, "invalid appid")
        if request.args.get("secret") != self.secret:
            raise _RefusalError(40125, "invalid appsecret")
        return self._issue(force=True)

    def _issue(self, *, force: bool) -> Answer:
        now = self.clock()
        with self._lock:
            live = [(until, token) for token, until in self._tokens.items() if until > now]
            newest = max(live, default=None)
            if newest is None or force or newest[0] - now < BOTH_VALID:
                if newest is not None:
                    self._tokens[newest[1]] = min(newest[0], now + BOTH_VALID)
                newest = (now + TOKEN_LIFE, secrets.token_urlsafe(96))
                self._tokens[newest[1]] = newest[0]
        return {"access_token": newest[1], "expires_in": int((newest[0] - now).total_seconds())}

    def revoke_tokens(self) -> None:
        """Make every token invalid at once, as when somebody resets the secret."""
        with self._lock:
            self._tokens.clear()

    def _send(self) -> Answer:
        message = _body()
        openid = str(message.get("touser", ""))
        self._check_message(message)
        with self._lock:
            now = self.clock()
            acts = self._acts.get(openid)
            if acts is None and self.strangers_welcome:
                acts = {WindowEvent.MESSAGE: now}
            if acts is None:
                raise _RefusalError(40003, "invalid openid")
            mine = [sent.at for sent in self.sent if sent.openid == openid]
            left = allowance(acts=acts.items(), sent=mine, at=now)
            if left.ends is None and not allowance(acts=acts.items(), sent=[], at=now).left:
                raise _RefusalError(45015, "response out of time limit or subscription is canceled")
            if left.left == 0:
                raise _RefusalError(45047, "out of response count limit")
            midnight = quota_returns(now) - timedelta(days=1)
            if sum(sent.at >= midnight for sent in self.sent) >= self.daily_sends:
                raise _RefusalError(45009, "reach max api daily quota limit")
            self._count += 1
            self.sent.append(Sent(self._count, openid, now, message))
        return {"errcode": 0, "errmsg": "ok"}

    def _notice(self) -> Answer:
        asked = _body()
        words = [str(field.get("value", "")) for field in asked.get("data", {}).values()]
        if not words or any(not 1 <= len(each) <= _NOTICE_LENGTH for each in words):
            raise _RefusalError(47003, "argument invalid")
        consent = (str(asked.get("touser")), str(asked.get("template_id")))
        with self._lock:
            if consent not in self._agreed:
                raise _RefusalError(43101, "user refuse to accept the msg")
            self._agreed.remove(consent)
            self.notices.append(asked)
        return {"errcode": 0, "errmsg": "ok"}

    def _service(self) -> Answer:
        asked = _body()
        words = [str(field.get("value", "")) for field in asked.get("data", {}).values()]
        if not words or any(not 1 <= len(each) <= _NOTICE_LENGTH for each in words):
            raise _RefusalError(47003, "argument invalid")
        with self._lock:
            acts = self._acts.get(str(asked.get("touser")))
            if not acts and not (acts is None and self.strangers_welcome):
                raise _RefusalError(43004, "require subscribe")
            self.services.append(asked)
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.services)}

    def _check_message(self, message: dict[str, Any]) -> None:
        kind = message.get("msgtype")
        if kind == "text":
            text = str(message.get("text", {}).get("content", ""))
            if not text:
                raise _RefusalError(44004, "empty content")
            if len(text.encode()) > LIMIT:
                raise _RefusalError(45002, "content size out of limit")
        elif kind == "image":
            self._media_file(str(message.get("image", {}).get("media_id", "")))
        elif kind == "news":
            if len(message.get("news", {}).get("articles", [])) != 1:
                raise _RefusalError(45008, "article size out of limit")
        else:
            raise _RefusalError(40008, "invalid message type")

    def _records(self) -> Answer:
        asked = _body()
        with self._lock:
            records = [
                {
                    "openid": sent.openid,
                    "opercode": 2002,
                    "text": sent.message.get("text", {}).get("content", "[image]"),
                    "time": int(sent.at.timestamp()),
                }
                for sent in self.sent
                if asked["starttime"] <= sent.at.timestamp() <= asked["endtime"] + 1
            ]
        return {"recordlist": records, "number": len(records), "msgid": 1}

    def _upload(self) -> Answer:
        media = request.files.get("media")
        if media is None:
            raise _RefusalError(41005, "media data missing")
        media_id = self.keep_media(media.read(), media.mimetype)
        return {"type": request.args.get("type", "image"), "media_id": media_id}

    def _download(self) -> Answer:
        path = self._media_file(request.args.get("media_id", ""))
        mime = path.with_name(f"{path.name}.type").read_text()
        if mime.startswith("video/") and "file" not in request.args:
            address = f"{request.base_url}?access_token={request.args['access_token']}"
            return {"video_url": f"{address}&file=1&media_id={path.name}"}
        return Response(path.read_bytes(), mimetype=mime)

    def _media_file(self, media_id: str) -> Path:
        path = self.media / media_id
        if not _MEDIA_ID.fullmatch(media_id) or not path.with_name(f"{path.name}.type").is_file():
            raise _RefusalError(40007, "invalid media_id")
        stored = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if self.clock() - stored > MEDIA_LIFE:
            raise _RefusalError(40007, "invalid media_id")
        return path

    def _create_menu(self) -> Answer:
        menu = _body()
        buttons = menu.get("button", [])
        if not 1 <= len(buttons) <= _MENU[0]:
            raise _RefusalError(40016, "invalid button size")
        for button in buttons:
            below = button.get("sub_button", [])
            if len(below) > _MENU[1]:
                raise _RefusalError(40023, "invalid sub button size")
            for entry in below or [button]:
                if len(str(entry.get("key", "")).encode()) > 128:
                    raise _RefusalError(40019, "invalid button key size")
        self.menu = menu
        return {"errcode": 0, "errmsg": "ok"}

    def _get_menu(self) -> Answer:
        if self.menu is None:
            raise _RefusalError(46003, "menu no exist")
        return {"menu": self.menu}

    def _qr(self) -> Answer:
        scene = str(_body().get("action_info", {}).get("scene", {}).get("scene_str", ""))
        if not 1 <= len(scene) <= _SCENE_LENGTH:
            raise _RefusalError(40053, "invalid action info")
        return {"ticket": secrets.token_urlsafe(32), "url": f"http://weixin.qq.com/q/{scene}"}

    def _quota(self) -> Answer:
        used = self.calls[str(_body().get("cgi_path", "")).removeprefix("/cgi-bin/")]
        return {
            "errcode": 0,
            "quota": {"daily_limit": 500000, "used": used, "remain": 500000 - used},
        }

    def _openid(self) -> Answer:
        if request.args.get("secret") != self.secret:
            raise _RefusalError(40125, "invalid appsecret")
        with self._lock:
            openid, until = self._codes.pop(request.args.get("code", ""), ("", self.clock()))
        if until <= self.clock():
            raise _RefusalError(40029, "invalid code")
        answer: dict[str, Any] = {"openid": openid, "scope": "snsapi_base"}
        if openid.startswith("oSnapshot"):
            answer["is_snapshotuser"] = 1
        return answer


def create_app(double: FakeWeChat) -> Flask:
    """Return the twin as an application of its own, at the root."""
    app = Flask("platform_double", static_folder=None)
    app.register_blueprint(double.blueprint())
    return app


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise _RefusalError(47001, "data format error")
    return body


def _json(answer: dict[str, Any]) -> Response:
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


def _hang_up() -> Response:
    # Fewer bytes than announced: the server closes the connection on the client.
    return Response(iter([b"{"]), headers={"Content-Length": "100", "Connection": "close"})

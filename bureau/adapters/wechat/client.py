"""The platform's API: every call has a timeout, every answer's `errcode` is read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from bureau.adapters.store.engine import Database
from bureau.adapters.wechat.tokens import Tokens
from bureau.citizens import IdentityKeys
from bureau.messaging import TOKEN_CODES, Outgoing, ServiceNotice
from bureau.messaging.ports import PlatformRefusedError, PlatformUnreachableError

_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_LARGEST = 12 * 1024 * 1024  # bytes of an answer, unpacked
_SENT_BY_US = 2002  # the platform's code of a message from the account to the citizen


@dataclass(frozen=True, slots=True)
class _PlatformAnswer:
    content: bytes
    mime: str


class WeChat:
    """`bureau.messaging.ports.Account` over HTTP."""

    def __init__(
        self,
        *,
        url: str,
        appid: str,
        secret: str,
        database: Database,
        keys: IdentityKeys,
        clock: Callable[[], datetime],
    ) -> None:
        self._url = url
        self._appid = appid
        self._secret = secret
        self._tokens = Tokens(database, keys, clock, self._fetch_token)
        packed = {"Accept-Encoding": "gzip"}
        self._http = httpx.Client(timeout=_TIMEOUT, trust_env=False, headers=packed)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, openid: str, message: Outgoing) -> None:
        """Send a customer-service message; an image needs its `media_id`.

        Raises `PlatformRefusedError` or `PlatformUnreachableError`, as every call does.
        """
        content = _content(message)
        self._post("/cgi-bin/message/custom/send", {"touser": openid, **content})

    def send_notice(self, openid: str, template: str, words: dict[str, str]) -> None:
        """Send a subscription notice; `words` by the names of the template's fields."""
        data = {name: {"value": value} for name, value in words.items()}
        asked = {"touser": openid, "template_id": template, "data": data}
        self._post("/cgi-bin/message/subscribe/bizsend", asked)

    def send_service(self, openid: str, notice: ServiceNotice) -> None:
        """Send a template message; its link opens only where the account may link there."""
        data = {name: {"value": value} for name, value in notice.fields.items()}
        asked = {"touser": openid, "template_id": notice.template, "data": data}
        link = {"url": notice.link} if notice.link else {}
        self._post("/cgi-bin/message/template/send", asked | link)

    def was_sent(self, openid: str, text: str, *, since: datetime, until: datetime) -> bool:
        """Ask the platform's record of conversations whether a text went to a citizen."""
        asked = {
            "starttime": int(since.timestamp()) - 1,
            "endtime": int(until.timestamp()) + 1,
            "msgid": 1,
            "number": 10000,
        }
        answer = self._post("/customservice/msgrecord/getmsglist", asked)
        return any(
            record.get("openid") == openid
            and record.get("opercode") == _SENT_BY_US
            and record.get("text") == text
            for record in answer.get("recordlist", [])
        )

    def download(self, media_id: str) -> tuple[bytes, str]:
        """Return media and its type; a video's answer is an address, which is followed."""
        answer = self._call("GET", "/cgi-bin/media/get", params={"media_id": media_id})
        address = _json(answer.content).get("video_url") if _is_json(answer.mime) else None
        if address:
            answer = self._raw("GET", str(address))
        return answer.content, answer.mime

    def upload(self, data: bytes, mime: str) -> str:
        """Upload a picture for sending; return its media id (valid for 3 days)."""
        suffix = {"image/png": "png", "image/jpeg": "jpg"}.get(mime, "jpg")
        response = self._call(
            "POST",
            "/cgi-bin/media/upload",
            params={"type": "image"},
            files={"media": (f"picture.{suffix}", data, mime)},
        )
        return str(_json(response.content).get("media_id", ""))

    def menu(self) -> dict[str, Any] | None:
        """Return the published menu, None when there is none."""
        try:
            answer = _json(self._call("GET", "/cgi-bin/menu/get").content)
        except PlatformRefusedError as refused:
            if refused.errcode == 46003:
                return None
            raise
        menu = answer.get("menu")
        return menu if isinstance(menu, dict) else None

    def publish_menu(self, menu: dict[str, Any]) -> None:
        """Publish a menu."""
        self._post("/cgi-bin/menu/create", menu)

    def qr_address(self, scene: str) -> str:
        """Return what a permanent QR code of this scene encodes."""
        answer = self._post(
            "/cgi-bin/qrcode/create",
            {
                "action_name": "QR_LIMIT_STR_SCENE",
                "action_info": {"scene": {"scene_str": scene}},
            },
        )
        return str(answer.get("url", ""))

    def server_addresses(self) -> list[str]:
        """Return the platform's own addresses: asking for them tests token and IP list."""
        answer = _json(self._call("GET", "/cgi-bin/get_api_domain_ip").content)
        return [str(address) for address in answer.get("ip_list", [])]

    def check_secret(self) -> None:
        """Ask for a token with AppID and AppSecret, whatever token is at hand; it stays valid."""
        self._fetch_token(False)

    def quota(self, path: str) -> dict[str, Any]:
        """Return the day's quota of a call: daily_limit, used, remain."""
        answer = self._post("/cgi-bin/openapi/quota/get", {"cgi_path": path})
        return dict(answer.get("quota", {}))

    def citizen_of(self, code: str) -> tuple[str, bool]:
        """Exchange a page's code for an openid and whether it is a mere snapshot user."""
        params = {
            "appid": self._appid,
            "secret": self._secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        response = self._raw("GET", f"{self._url}/sns/oauth2/access_token", params=params)
        answer = _checked(response)
        return str(answer.get("openid", "")), answer.get("is_snapshotuser") == 1

    def _fetch_token(self, force: bool) -> tuple[str, int]:
        asked = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": force,
        }
        answer = _checked(self._raw("POST", f"{self._url}/cgi-bin/stable_token", json=asked))
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise PlatformUnreachableError("no token in the answer")
        return token, int(answer.get("expires_in", 7200))

    def _post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        # The platform shows escaped characters as they stand, so they go unescaped.
        body = json.dumps(content, ensure_ascii=False).encode()
        return _json(self._call("POST", path, content=body).content)

    def _call(self, method: str, path: str, **more: Any) -> _PlatformAnswer:
        """Call with the token; renew a refused token once, and try once more."""
        params = more.pop("params", {})
        token = self._tokens.get()
        for last in (False, True):
            response = self._raw(
                method, f"{self._url}{path}", params={"access_token": token, **params}, **more
            )
            try:
                _checked(response)
            except PlatformRefusedError as refused:
                if last or refused.errcode not in TOKEN_CODES:
                    raise
                token = self._tokens.renew(token)
            else:
                return response
        raise AssertionError("unreachable")

    def _raw(self, method: str, address: str, **more: Any) -> _PlatformAnswer:
        try:
            with self._http.stream(method, address, **more) as response:
                if response.status_code != httpx.codes.OK:
                    raise PlatformUnreachableError(f"HTTP {response.status_code}")
                return _PlatformAnswer(_read(response), response.headers.get("content-type", ""))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # The exception's own text holds the address and, in it, the token.
            raise PlatformUnreachableError(type(error).__name__) from None


def _content(message: Outgoing) -> dict[str, Any]:
    if message.kind == "text":
        return {"msgtype": "text", "text": {"content": message.body["text"]}}
    if message.kind == "image":
        return {"msgtype": "image", "image": {"media_id": message.body["media_id"]}}
    return {"msgtype": "news", "news": {"articles": [message.body]}}


def _is_json(mime: str) -> bool:
    return mime.startswith(("application/json", "text/plain", "text/json"))


def _json(data: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        raise PlatformUnreachableError("no JSON in the answer") from None
    if not isinstance(answer, dict):
        raise PlatformUnreachableError("unexpected JSON in the answer")
    return answer


def _checked(answered: _PlatformAnswer) -> dict[str, Any]:
    """Read the errcode of whatever is JSON; media themselves have none."""
    if answered.mime and not _is_json(answered.mime):
        return {}
    answer = _json(answered.content)
    errcode = answer.get("errcode", 0)
    if errcode != 0:
        raise PlatformRefusedError(int(errcode), str(answer.get("errmsg", ""))[:200])
    return answer


def _read(response: httpx.Response) -> bytes:
    """Read a body, at most `_LARGEST` bytes of it unpacked: it is unpacked piece by piece.

    Raises `PlatformUnreachableError` for one that is larger, broken, or packed otherwise than
    by gzip.
    """
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise PlatformUnreachableError(f"an answer packed by {packing[:20]}")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packing == "gzip" else None
    content = bytearray()
    for piece in response.iter_raw():
        room = _LARGEST + 1 - len(content)
        try:
            content += unpack.decompress(piece, room) if unpack else piece[:room]
        except zlib.error as error:
            raise PlatformUnreachableError("a broken answer") from error
        if len(content) > _LARGEST:
            raise PlatformUnreachableError("the answer is too large")
    if unpack and content and not unpack.eof:
        raise PlatformUnreachableError("a broken answer")
    return bytes(content)

"""A citizen's phone and the platform behind it: seals, posts, retries, opens the answer."""

from __future__ import annotations

import itertools
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import httpx
import xmltodict

from basis.packaged import yaml_beside
from bureau.messaging.text import clean
from webhook.envelope import Envelope

ACCOUNT = "gh_jiaxing_demo"
DEADLINE = 5.0  # seconds until the platform cuts and tries again
TRIES = 3
FAULT: str = yaml_beside(__file__, "words.yml")["fault"]
_ids = itertools.count(time.time_ns() // 1000)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what came back: the reply's fields (None for `success`)."""

    reply: dict[str, Any] | None
    sent: str
    sealed: str
    received: str
    seconds: float
    tries: int
    failed: bool = False

    @property
    def text(self) -> str:
        """The words that the citizen reads at once."""
        if self.failed:
            return FAULT
        return str((self.reply or {}).get("Content") or "")


@dataclass
class Phone:
    """One citizen's WeChat; `address` is the door."""

    openid: str
    envelope: Envelope
    address: str
    http: httpx.Client = field(
        default_factory=lambda: httpx.Client(timeout=DEADLINE, trust_env=False)
    )

    def text(self, words: str, *, menu_id: str | None = None) -> Exchange:
        """Write words, or tap an option of a message."""
        words = clean(words)
        tapped = f"<bizmsgmenuid>{escape(menu_id)}</bizmsgmenuid>" if menu_id else ""
        return self._message("text", f"<Content>{escape(words)}</Content>{tapped}")

    def location(self, longitude: float, latitude: float, label: str) -> Exchange:
        """Send a location (GCJ-02 degrees)."""
        inside = (
            f"<Location_X>{latitude}</Location_X><Location_Y>{longitude}</Location_Y>"
            f"<Scale>16</Scale><Label>{escape(label)}</Label>"
        )
        return self._message("location", inside)

    def photo(self, media_id: str) -> Exchange:
        """Send a photo that the platform holds."""
        inside = f"<PicUrl></PicUrl><MediaId>{escape(media_id)}</MediaId>"
        return self._message("image", inside)

    def click(self, key: str) -> Exchange:
        """Tap a menu entry."""
        return self._event("CLICK", f"<EventKey>{escape(key)}</EventKey>")

    def follow(self, scene: str = "") -> Exchange:
        """Follow the account, perhaps by a QR code."""
        return self._event(
            "subscribe", f"<EventKey>{'qrscene_' if scene else ''}{scene}</EventKey>"
        )

    def scan(self, scene: str) -> Exchange:
        """Scan a QR code as a follower."""
        return self._event("SCAN", f"<EventKey>{escape(scene)}</EventKey>")

    def leave(self) -> Exchange:
        """Stop following."""
        return self._event("unsubscribe", "<EventKey></EventKey>")

    def _message(self, kind: str, inside: str) -> Exchange:
        return self.post(self._xml(kind, f"{inside}<MsgId>{next(_ids)}</MsgId>"))

    def _event(self, event: str, inside: str) -> Exchange:
        return self.post(self._xml("event", f"<Event>{event}</Event>{inside}"))

    def _xml(self, kind: str, inside: str) -> str:
        return (
            f"<xml><ToUserName>{ACCOUNT}</ToUserName>"
            f"<FromUserName>{escape(self.openid)}</FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType>{kind}</MsgType>{inside}</xml>"
        )

    def post(self, xml: str) -> Exchange:
        """Deliver one message as the platform does: 5 s a try, three tries."""
        started = time.perf_counter()
        query, body = self.envelope.seal(xml, nonce=secrets.token_hex(5))
        query["openid"] = self.openid
        received = ""
        for attempt in range(1, TRIES + 1):
            try:
                response = self.http.post(self.address, params=query, content=body)
                received = response.text
                response.raise_for_status()
                reply = self._opened(received)
            except httpx.HTTPError:
                continue
            seconds = time.perf_counter() - started
            return Exchange(reply, xml, body, received, seconds, attempt)
        seconds = time.perf_counter() - started
        return Exchange(None, xml, body, received, seconds, TRIES, failed=True)

    def _opened(self, received: str) -> dict[str, Any] | None:
        if received.strip() in ("", "success"):
            return None
        fields: dict[str, Any] = xmltodict.parse(self.envelope.unseal(received))["xml"]
        return fields

"""The platform's envelope: signature, time window, cipher; the rest of the door sees XML."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import struct
import sys
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.crypto import PrpCrypto

from bureau.messaging.text import clean
from bureau.settings import Settings
from webhook.platform_clock import PlatformClock

BODY_LIMIT = 64 * 1024
# The platform's retries come within 15 s; the rest is room for clocks that differ.
TIME_WINDOW = 300  # seconds
_BLOCK = 32
_USUAL = re.compile(rb"<Encrypt><!\[CDATA\[([0-9A-Za-z+/=]+)\]\]></Encrypt>")
_REFERENCES = re.compile(
    r"(?P<cdata><!\[CDATA\[.*?\]\]>)|(?:&#(?:x[0-9a-fA-F]{1,6}|[0-9]{1,7});)+", re.DOTALL
)
_NAME = re.compile(r"[0-9A-Za-z_@.:|+/=-]{1,128}")


class RefusedError(Exception):
    """A request that is not from the platform or not readable; `why` goes to the log."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


@dataclass(frozen=True, slots=True)
class Opened:
    """A message out of its envelope, and what is needed to send the answer back in one.

    `json`: the account was set to JSON instead of XML; the answer goes back in the same form.
    """

    fields: dict[str, Any]
    openid: str
    account: str
    cipher: _Cipher | None
    nonce: str
    json: bool = False


class _Cipher(PrpCrypto):
    """wechatpy's cipher with real randomness and every length checked."""

    def __init__(self, encoding_aes_key: str) -> None:
        # The last character carries two spare bits, which only a lenient decoder accepts.
        super().__init__(base64.b64decode(encoding_aes_key + "="))

    def get_random_string(self) -> bytes:
        return secrets.token_bytes(16)

    def _decrypt(self, text: str, _id: str, exception: Any = None) -> str:
        try:
            sealed = base64.b64decode(text, validate=True)
            plain = self.cipher.decrypt(sealed)
        except (binascii.Error, ValueError) as error:
            raise RefusedError("undecipherable") from error
        pad = plain[-1] if plain else 0
        if len(plain) < _BLOCK or not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise RefusedError("undecipherable")
        content = plain[16:-pad]
        if len(content) < 4:
            raise RefusedError("undecipherable")
        (length,) = struct.unpack(">I", content[:4])
        if length > len(content) - 4:
            raise RefusedError("undecipherable")
        if not hmac.compare_digest(content[4 + length :], _id.encode()):
            raise RefusedError("another appid", 403)
        return _readable(content[4 : 4 + length])


class Envelope:
    """Opens what the platform posts, XML or JSON, and closes what goes back.

    Modes: safe (cipher both ways), compatible (plain and cipher in one body, of which the
    signed cipher counts), plain (nothing but a signature that does not cover the body).
    """

    def __init__(
        self,
        *,
        token: str,
        appid: str,
        aes_key: str,
        aes_key_previous: str | None = None,
        mode: str = "safe",
    ) -> None:
        self._token = token
        self._appid = appid
        self._ciphers = [_Cipher(key) for key in (aes_key, aes_key_previous) if key]
        self._plain_allowed = mode == "plain"
        self._seen = _Signatures()
        self.clock = PlatformClock(TIME_WINDOW)

    def verify(self, query: Mapping[str, str]) -> str:
        """Answer the platform's verification of the address: return its `echostr`."""
        echo = query.get("echostr", "")
        if not echo:
            raise RefusedError("no echostr")
        if "msg_signature" in query:  # some consoles verify with the cipher
            self._check(query, "msg_signature", echo)
            return self._decrypt(echo)[0]
        self._check(query, "signature")
        return echo

    def open(self, query: Mapping[str, str], body: bytes, *, now: float | None = None) -> Opened:
        """Return the message in a posted body.

        Raises `RefusedError`: 400 for what cannot be read, 403 for a wrong signature or appid or
        a request outside the time window, 413 for a body beyond `BODY_LIMIT`.
        """
        if len(body) > BODY_LIMIT:
            raise RefusedError("body too large", 413)
        stamp = _stamp(query)
        encrypted = "msg_signature" in query or query.get("encrypt_type") == "aes"
        if not encrypted and not self._plain_allowed:
            # Whatever the body says, it may have been anybody who wrote it.
            self._check(query, "signature")
            raise RefusedError("plain message refused")
        if encrypted:
            sealed = _sealed(body)
            self._check(query, "msg_signature", sealed)
            self._check_time(stamp, now)
            xml, cipher = self._decrypt(sealed)
            inner = xml.encode()
        else:
            self._check(query, "signature")
            self._check_time(stamp, now)
            self._seen.check(query["signature"], body)
            inner, cipher = body, None
        fields = _fields(inner)
        openid, account = _text(fields.get("FromUserName")), _text(fields.get("ToUserName"))
        if not _NAME.fullmatch(openid) or not _NAME.fullmatch(account):
            raise RefusedError("no sender or receiver")
        return Opened(fields, openid, account, cipher, query["nonce"], _is_json(inner))

    def close(self, reply: str, opened: Opened, *, now: float | None = None) -> str:
        """Return a reply in the envelope it was asked in, under the key that opened that."""
        if opened.cipher is None:
            return reply
        stamp = str(int(time.time() if now is None else now))
        sealed = opened.cipher.encrypt(reply, self._appid).decode()
        signature = self._sign(stamp, opened.nonce, sealed)
        if opened.json:
            closed = {
                "Encrypt": sealed,
                "MsgSignature": signature,
                "TimeStamp": int(stamp),
                "Nonce": opened.nonce,
            }
            return json.dumps(closed)
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{opened.nonce}]]></Nonce></xml>"
        )

    def seal(self, xml: str, *, nonce: str, now: float | None = None) -> tuple[dict[str, str], str]:
        """Wrap a message as the platform does; return its query and body (for the simulator)."""
        stamp = str(int(time.time() if now is None else now))
        sealed = self._ciphers[0].encrypt(xml, self._appid).decode()
        query = {
            "signature": self._sign(stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": self._sign(stamp, nonce, sealed),
        }
        return query, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"

    def unseal(self, body: str) -> str:
        """Read a reply as the platform does: check its signature, return its XML."""
        fields = _fields(body.encode())
        sealed = _text(fields.get("Encrypt"))
        expected = self._sign(_text(fields.get("TimeStamp")), _text(fields.get("Nonce")), sealed)
        if not hmac.compare_digest(expected, _text(fields.get("MsgSignature"))):
            raise RefusedError("wrong signature", 403)
        return self._decrypt(sealed)[0]

    def _decrypt(self, sealed: str) -> tuple[str, _Cipher]:
        refusal = RefusedError("undecipherable")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed, self._appid), cipher
            except RefusedError as error:
                # Of two keys, the one that got as far as the appid has more to say.
                refusal = error if error.status == 403 or refusal.status != 403 else refusal
        raise refusal

    def _sign(self, *parts: str) -> str:
        joined = "".join(sorted((self._token, *parts)))
        return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - the platform's choice

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> None:
        given = query.get(name, "")
        expected = self._sign(query.get("timestamp", ""), query.get("nonce", ""), *more)
        if not hmac.compare_digest(expected.encode(), given.encode()):
            raise RefusedError("wrong signature", 403)

    def _check_time(self, stamp: int, now: float | None) -> None:
        if not self.clock.accepts(stamp, time.time() if now is None else now):
            raise RefusedError("outside the time window", 403)


class _Signatures:
    """Binds a plain signature to the first body it came with.

    The plain signature does not cover the body: who overhears one could write anything
    under it. The platform's own retries repeat the body.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._bodies: OrderedDict[str, int] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def check(self, signature: str, body: bytes) -> None:
        with self._lock:
            if self._bodies.setdefault(signature, hash(body)) != hash(body):
                raise RefusedError("signature used for another body", 403)
            while len(self._bodies) > self._most:
                self._bodies.popitem(last=False)


def _stamp(query: Mapping[str, str]) -> int:
    if not _NAME.fullmatch(query.get("nonce", "")):
        raise RefusedError("no nonce")
    try:
        return int(query.get("timestamp", ""))
    except ValueError as error:
        raise RefusedError("no timestamp") from error


def _sealed(body: bytes) -> str:
    """Return the cipher in a body; its signature, checked next, says whether it is genuine."""
    usual = _USUAL.search(body)
    sealed = usual[1].decode() if usual else _text(_fields(body).get("Encrypt"))
    if not sealed:
        raise RefusedError("no cipher in the body")
    return sealed


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] == b"{"


def _fields(body: bytes) -> dict[str, Any]:
    return _json_fields(body) if _is_json(body) else _xml_fields(body)


def _json_fields(body: bytes) -> dict[str, Any]:
    try:
        # Numbers stay as they are written: XML knows nothing but text either.
        fields = json.loads(body, parse_int=str, parse_float=str, parse_constant=str)
        return {name: as_in_xml(value) for name, value in fields.items()}
    except (ValueError, RecursionError) as error:
        raise RefusedError("no JSON") from error


def as_in_xml(value: Any) -> Any:
    """Return a JSON value without what no XML could say and no database would store."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [as_in_xml(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): as_in_xml(item) for name, item in value.items()}
    return value


def _xml_fields(body: bytes) -> dict[str, Any]:
    # Entities are refused by the reader; a document type has no business here at all.
    if b"<!DOCTYPE" in body:
        raise RefusedError("document type")
    text = _REFERENCES.sub(_referred, clean(_readable(body)))
    try:
        root = xmltodict.parse(text, strip_whitespace=False)
    except (ExpatError, ValueError, RecursionError, LookupError) as error:
        raise RefusedError("no XML") from error
    fields = root.get("xml")
    if not isinstance(fields, dict):
        raise RefusedError("no XML")
    return fields


def _readable(body: bytes) -> str:
    """Return a body as text: halves of a character are put together, a half alone is left out."""
    try:
        text = body.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError as error:
        raise RefusedError("not UTF-8") from error
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _referred(found: re.Match[str]) -> str:
    """Return references as XML allows them; what is written in CDATA refers to nothing."""
    if found["cdata"]:
        return found[0]
    units = [
        int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        for digits in re.findall(r"&#(\w+);", found[0])
    ]
    text = "".join(map(chr, (unit for unit in units if unit <= sys.maxunicode)))
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return escape(clean(text))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def envelope_of(settings: Settings) -> Envelope:
    """Return the envelope that the settings describe."""
    return Envelope(
        token=settings.wechat_token,
        appid=settings.wechat_appid,
        aes_key=settings.wechat_aes_key,
        aes_key_previous=settings.wechat_aes_key_previous,
        mode=settings.wechat_mode,
    )

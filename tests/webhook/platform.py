"""The platform's side of the door: raw XML in a real envelope."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import Any

import xmltodict
from flask.testing import FlaskClient

from bureau.wiring import Bureau
from webhook.envelope import Envelope

_ids = itertools.count(24000000000000000)


def xml(openid: str, kind: str, inside: str, *, created: int | None = None) -> str:
    stamp = int(time.time()) if created is None else created
    return (
        "<xml><ToUserName><![CDATA[gh_account]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inside}</xml>"
    )


@dataclass
class Follower:
    """A citizen whose messages go through a real envelope; answers come back opened."""

    client: FlaskClient
    envelope: Envelope
    openid: str
    nonce: int = 0

    def says(self, text: str, *, msg_id: int | None = None, more: str = "") -> str:
        """Send words; return the words of the passive reply, "" for none."""
        return self.sends("text", f"<Content><![CDATA[{text}]]></Content>{more}", msg_id=msg_id)

    def sends(self, kind: str, inside: str, *, msg_id: int | None = None) -> str:
        number = next(_ids) if msg_id is None else msg_id
        return self.words(self.posts(xml(self.openid, kind, f"{inside}<MsgId>{number}</MsgId>")))

    def does(self, event: str, inside: str = "", *, created: int | None = None) -> str:
        body = f"<Event><![CDATA[{event}]]></Event>{inside}"
        return self.words(self.posts(xml(self.openid, "event", body, created=created)))

    def posts(self, message: str) -> dict[str, Any] | None:
        """Post one message; return the reply's fields, None for `success`."""
        self.nonce += 1
        query, body = self.envelope.seal(message, nonce=f"n{self.nonce}")
        response = self.client.post("/wechat", query_string=query, data=body)
        assert response.status_code == 200, response.text
        if response.text in ("", "success"):
            return None
        fields: dict[str, Any] = xmltodict.parse(self.envelope.unseal(response.text))["xml"]
        assert fields["ToUserName"] == self.openid
        return fields

    @staticmethod
    def words(fields: dict[str, Any] | None) -> str:
        return "" if fields is None else str(fields.get("Content", ""))


def key_of(bureau: Bureau, follower: Follower) -> str:
    """Return the key under which the bureau knows a follower."""
    key = bureau.citizens.known(follower.openid)
    assert key is not None
    return key

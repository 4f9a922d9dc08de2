"""The assistant's messages as the platform's: one passive reply, the rest for the ledger."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wechatpy.replies import ArticlesReply, ImageReply

from bureau.messaging import Option, Outgoing
from bureau.messaging.text import LIMIT, clean, size, split, tappable


@dataclass(frozen=True, slots=True)
class Rendered:
    """What goes to the citizen, in order, and what it offers."""

    outgoing: list[Outgoing]
    options: list[Option]


def render(messages: Sequence[dict[str, Any]], *, seq: int) -> Rendered:
    """Turn the assistant's messages (text, buttons, image, custom) into the platform's.

    All texts become one, options become numbered lines that can also be tapped; `seq` (the
    place of the citizen's message in the inbox) makes a tap on an old offer findable.
    What is longer than the platform's limit is cut into several messages.
    """
    texts: list[str] = []
    options: list[Option] = []
    others: list[Outgoing] = []
    for message in messages:
        if text := clean(str(message.get("text") or "")).strip():
            texts.append(text)
        for button in message.get("buttons") or []:
            title = clean(str(button.get("title", ""))).strip()
            payload = str(button.get("payload") or title)
            if title and all(title != option.title for option in options):
                options.append(Option(title, payload))
        if image := message.get("image"):
            others.append(Outgoing("image", {"source": str(image)}))
        custom = message.get("custom")
        if isinstance(custom, dict) and isinstance(custom.get("news"), dict):
            others.append(Outgoing("news", _article(custom["news"])))
    words = "\n".join(texts)
    if options:
        tappable = _lines(options, seq)
        lead = f"{words}\n\n" if words else ""
        # Where tapping does not fit, a number still can be typed.
        offer = tappable if size(lead + tappable) <= LIMIT else _lines(options, None)
        words = lead + offer
    written = [Outgoing.of_text(part) for part in split(words)] if words else []
    return Rendered(written + others, options)


def chosen(text: str, options: Sequence[Option]) -> Option | None:
    """Return the option that a citizen's words name, by number or by title."""
    said = unicodedata.normalize("NFKC", text).strip().rstrip(".。、) ")
    for number, option in enumerate(options, start=1):
        if said in (str(number), option.title, f"{number}. {option.title}"):
            return option
    return None


def to_xml(message: Outgoing, *, openid: str, account: str, at: int) -> str:
    """Return a passive reply; an image needs its `media_id`."""
    if message.kind == "text":
        return (
            f"<xml><ToUserName><![CDATA[{openid}]]></ToUserName>"
            f"<FromUserName><![CDATA[{account}]]></FromUserName><CreateTime>{at}</CreateTime>"
            "<MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{_cdata(message.body['text'])}]]></Content></xml>"
        )
    common = {"source": account, "target": openid, "time": at}
    if message.kind == "image":
        return str(ImageReply(media_id=_cdata(message.body["media_id"]), **common).render())
    article = {name: _cdata(value) for name, value in message.body.items()}
    reply = ArticlesReply(**common)
    reply.add_article(
        {
            "title": article["title"],
            "description": article["description"],
            "image": article["picurl"],
            "url": article["url"],
        }
    )
    return str(reply.render())


def to_json(message: Outgoing, *, openid: str, account: str, at: int) -> str:
    """Return a passive reply for an account that was set to JSON."""
    reply: dict[str, Any] = {
        "ToUserName": openid,
        "FromUserName": account,
        "CreateTime": at,
        "MsgType": message.kind,
    }
    body = message.body
    if message.kind == "text":
        reply["Content"] = clean(body["text"])
    elif message.kind == "image":
        reply["Image"] = {"MediaId": body["media_id"]}
    else:
        article = {
            "Title": body["title"],
            "Description": body["description"],
            "PicUrl": body["picurl"],
            "Url": body["url"],
        }
        reply |= {"ArticleCount": 1, "Articles": [article]}
    return json.dumps(reply, ensure_ascii=False)


def _lines(options: Sequence[Option], seq: int | None) -> str:
    lines = []
    for number, option in enumerate(options, start=1):
        label = f"{number}. {option.title}"
        if seq is not None:
            label = tappable(label, said=option.title, menu_id=f"{seq}-{number}")
        lines.append(label)
    return "\n".join(lines)


def _article(news: dict[str, Any]) -> dict[str, str]:
    names = ("title", "description", "url", "picurl")
    return {name: clean(str(news.get(name) or "")) for name in names}


def _cdata(text: str) -> str:
    # The text stands in one CDATA section: its end mark must not occur inside.
    return clean(text).replace("]]>", "]]]]><![CDATA[>")

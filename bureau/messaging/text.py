"""Text on its way out: the platform's byte limit and the characters XML allows."""

from __future__ import annotations

import re
from collections.abc import Sequence

LIMIT = 2048  # bytes of one text message
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARAGRAPH = "\n\n"
_LINK = re.compile(r"</?a\b[^>]*>")
_MARKUP = re.compile(r'[&"\'<>#%\\\s]+')


def clean(text: str, *, instead: str = "") -> str:
    """Return the text with `instead` of characters that XML 1.0 forbids, line ends made plain."""
    return _FORBIDDEN.sub(instead, text.replace("\r\n", "\n").replace("\r", "\n"))


def size(text: str) -> int:
    """Return the text's bytes."""
    return len(text.encode())


def without_links(text: str) -> str:
    """Return a message as it is seen in a chat: without the markup of what can be tapped."""
    return _LINK.sub("", text)


def tappable(label: str, *, said: str, menu_id: str) -> str:
    """Return a line that can be tapped: the platform then sends `said`, with the id beside it."""
    words = _MARKUP.sub("", said)
    target = f"weixin://bizmsgmenu?msgmenucontent={words}&msgmenuid={menu_id}"
    return f'<a href="{target}">{label}</a>'


def split(text: str, *, limit: int = LIMIT) -> list[str]:
    """Cut a text into parts of at most `limit` bytes, at line ends where there are some.

    Never cuts inside a character; a single line that is too long is cut where it must be.
    """
    parts: list[str] = []
    rest = text
    while size(rest) > limit:
        head = rest.encode()[:limit].decode(errors="ignore")
        line_end = head.rfind("\n")
        cut = line_end if line_end > len(head) // 3 else len(head)
        parts.append(rest[:cut].rstrip("\n"))
        rest = rest[cut:].lstrip("\n")
    if rest or not parts:
        parts.append(rest)
    return parts


def join_deferred(
    deferred: Sequence[str | None], answer: str, *, lead: str = "", limit: int = LIMIT
) -> tuple[str, int]:
    """Put what waited, under the sentence `lead`, before the answer.

    Return the text and how many of `deferred` went in. A None stands for what is no text. The
    first that does not fit ends the joining, so that the order stays.
    """
    paragraphs = [lead] if lead else []
    room = limit - size(answer) - sum(size(text) + len(_PARAGRAPH) for text in paragraphs)
    joined = 0
    for text in deferred:
        if text is None or size(text) + len(_PARAGRAPH) > room:
            break
        room -= size(text) + len(_PARAGRAPH)
        paragraphs.append(text)
        joined += 1
    if not joined:
        return answer, 0
    return _PARAGRAPH.join([*paragraphs, answer]), joined

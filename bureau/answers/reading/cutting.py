"""Cuts blocks into passages: an article of a law each, else what stands below a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bureau.answers.model import Passage
from bureau.answers.reading.blocks import TextBlock
from bureau.answers.reading.limits import MOST_PASSAGES
from bureau.answers.words import refused

# A passage without articles ends after about so many characters; one longer than twice is cut.
LENGTH = 320
_ARTICLE = re.compile(
    r"(第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十])?)[\s、:：]*"
)
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零〇\d]+[编章节](?!.*。)")
_ASKS = re.compile(r"[?？]$|^(?:问|Q)\s*\d*\s*[:：.、]|(?:怎么办|多少|吗|呢|什么)$")
_QUESTION_MARK = re.compile(r"^(?:问|Q)\s*\d*\s*[:：.、]\s*", re.I)
_ANSWER_MARK = re.compile(r"^(?:答|A)\s*\d*\s*[:：.、]\s*", re.I)
_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]*[”」）)]*")


@dataclass(slots=True)
class _Open:
    """The passage that is being gathered."""

    heading: str = ""
    article: str = ""
    ask: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        return sum(map(len, self.texts))


def cut(blocks: list[TextBlock], *, title: str = "") -> tuple[Passage, ...]:
    """Return the passages of a text; raises `LibraryError` (`empty`, `passages`).

    A heading that asks, or a line that begins with 问：, is a question that what follows answers.
    """
    passages = tuple(_passages(blocks, title))
    if not passages:
        raise refused("empty")
    if len(passages) > MOST_PASSAGES:
        raise refused("passages", most=MOST_PASSAGES)
    return passages


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with the mark that ends it."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


def _passages(blocks: list[TextBlock], title: str) -> Iterator[Passage]:
    now = _Open()
    for block in blocks:
        text, begins = _ANSWER_MARK.sub("", block.text), _ARTICLE.match(block.text)
        if block.level or _CHAPTER.match(text) or _QUESTION_MARK.match(text):
            yield from _ended(now)
            now = _Open(heading="" if text == title else text[:80])
            if _ASKS.search(text):
                asked = _QUESTION_MARK.sub("", text)
                now = _Open(heading=asked, ask=(asked,))
        elif begins:
            yield from _ended(now)
            heading = now.heading
            now = _Open(heading, begins[1], texts=[block.text[begins.end() :]])
        else:
            if now.length and not now.article and now.length + len(text) > LENGTH:
                yield from _ended(now)
                now = _Open(now.heading, now.article, now.ask)
            now.texts.append(text)
    yield from _ended(now)


def _ended(now: _Open) -> Iterator[Passage]:
    for part in _parts([text for text in now.texts if text]):
        yield Passage(text=part, heading=now.heading.strip(), article=now.article, ask=now.ask)


def _parts(texts: list[str]) -> Iterator[str]:
    """Yield the text of a passage, in pieces of whole sentences where it is very long."""
    whole = "\n".join(texts)
    if len(whole) <= 2 * LENGTH:
        if whole:
            yield whole
        return
    piece = ""
    for sentence in sentences(whole):
        if piece and len(piece) + len(sentence) > LENGTH:
            yield piece
            piece = ""
        piece += sentence
    if piece:
        yield piece

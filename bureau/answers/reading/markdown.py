"""Markdown as blocks, with its YAML front matter as what it says of itself."""

from __future__ import annotations

import re

import yaml
from markdown_it import MarkdownIt

from bureau.answers.reading.blocks import FileText
from bureau.answers.reading.html import read_markup
from bureau.answers.reading.limits import MOST_CHARACTERS
from bureau.answers.words import refused

_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.S)
_NAMES = ("title", "issuer", "number", "article", "in_force", "until", "link", "checked")


def read_markdown(content: bytes) -> FileText:
    """Return the blocks of a Markdown file; HTML in it is text. Raises `LibraryError`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    text = text[:MOST_CHARACTERS].replace("\r\n", "\n")
    front = _FRONT.match(text)
    facts = _facts(front[1]) if front else {}
    rendered = (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .render(text[front.end() :] if front else text)
    )
    read = read_markup(rendered)
    read.facts = facts
    if read.blocks and read.blocks[0].level == 1:
        read.facts.setdefault("title", read.blocks[0].text)
    return read


def _facts(front: str) -> dict[str, str]:
    try:
        told = yaml.safe_load(front)
    except yaml.YAMLError as error:
        raise refused("entries") from error
    if not isinstance(told, dict):
        raise refused("entries")
    return {name: str(told[name]) for name in _NAMES if told.get(name) is not None}

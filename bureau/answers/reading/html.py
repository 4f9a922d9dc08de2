"""HTML as blocks: headings, paragraphs, items, rows of tables; scripts and menus left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bureau.answers.reading.blocks import FileText, row_text
from bureau.answers.reading.limits import MOST_CHARACTERS

_LEFT_OUT = frozenset({"script", "style", "nav", "header", "footer", "aside", "form", "noscript",
                       "template", "svg", "button", "select"})  # fmt: skip
_BREAKS = frozenset({"p", "div", "li", "br", "section", "article", "dt", "dd", "blockquote", "pre",
                     "ul", "ol", "table", "caption", "main", "body", "hr"})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What a page says of itself, by the names of the national rules for government sites and others.
_META = {
    "articletitle": "title",
    "contentsource": "issuer",
    "dc.publisher": "issuer",
    "issuer": "issuer",
    "number": "number",
    "in_force": "in_force",
    "until": "until",
    "link": "link",
}
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)


def read_html(content: bytes) -> FileText:
    """Return the blocks of an HTML page."""
    return read_markup(_decoded(content))


def read_markup(markup: str) -> FileText:
    """Return the blocks of HTML as text."""
    reader = _MarkupReader()
    reader.feed(markup[:MOST_CHARACTERS])
    reader.close()
    return reader.read


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:2000])
    for charset in (named[1].decode("ascii") if named else "", "utf-8-sig", "gb18030"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", errors="replace")


class _MarkupReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = FileText()
        self._words: list[str] = []
        self._hidden: list[str] = []
        self._level = 0
        self._title: list[str] | None = None
        self._headings: list[str] = []
        self._row: list[str] | None = None
        self._heads = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = dict(attrs)
            if name := _META.get((given.get("name") or "").lower()):
                self.read.facts.setdefault(name, (given.get("content") or "").strip())
        elif tag in _LEFT_OUT:
            self._hidden.append(tag)
        elif tag == "title":
            self._title = []
        elif tag in _HEADINGS:
            self._end()
            self._level = _HEADINGS[tag]
        elif tag == "table":
            self._end()
            self._headings = []
        elif tag == "tr":
            self._end()
            self._row, self._heads = [], True
        elif tag in ("td", "th") and self._row is not None:
            self._words = []
            self._heads = self._heads and tag == "th"
        elif tag in _BREAKS and self._row is None:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag == "title" and self._title is not None:
            self.read.facts.setdefault("title", "".join(self._title).strip())
            self._title = None
        elif tag in ("td", "th") and self._row is not None:
            self._row.append("".join(self._words))
            self._words = []
        elif tag == "tr" and self._row is not None:
            self._end_row(self._row)
        elif tag in _HEADINGS:
            self._end()
            self._level = 0
        elif tag in _BREAKS and self._row is None:
            self._end()

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        elif not self._hidden:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        self.read.add("".join(self._words), self._level)
        self._words = []

    def _end_row(self, cells: list[str]) -> None:
        self._row = None
        if self._heads:
            self._headings = cells
        elif any(cell.strip() for cell in cells):
            self.read.add(row_text(self._headings, cells))

"""DOCX as blocks: paragraphs, headings by style, rows of tables (ECMA-376, WordprocessingML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bureau.answers.reading.blocks import FileText, row_text
from bureau.answers.reading.limits import member
from bureau.answers.words import refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Styles of headings go by their number, as Word and WPS name them: Heading1, 1, 标题 1.
_HEADING = re.compile(r"(?:heading|标题)?\s*([1-6])", re.I)
_TITLE = re.compile("title|标题", re.I)


def read_docx(content: bytes) -> FileText:
    """Return the blocks of a DOCX file; raises `LibraryError` (`bomb`, `broken`)."""
    try:
        document = fromstring(member(content, "word/document.xml"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise refused("broken") from error
    read = FileText()
    body = document.find(f"{_W}body")
    for part in body if body is not None else ():
        if part.tag == f"{_W}p":
            level = _level(part)
            read.add(_words(part), level)
            if level == 1 and "title" not in read.facts and read.blocks:
                read.facts["title"] = read.blocks[-1].text
        elif part.tag == f"{_W}tbl":
            _table(part, read)
    return read


def _level(paragraph: Element) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = style.get(f"{_W}val", "") if style is not None else ""
    if heading := _HEADING.fullmatch(name):
        return int(heading[1])
    return 1 if _TITLE.fullmatch(name) else 0


def _words(part: Element) -> str:
    return "".join(_runs(part))


def _runs(part: Element) -> Iterator[str]:
    for each in part.iter():
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "


def _table(table: Element, read: FileText) -> None:
    headings: list[str] = []
    for place, row in enumerate(table.iter(f"{_W}tr")):
        cells = [_words(cell) for cell in row.findall(f"{_W}tc")]
        if place == 0 and len(cells) > 1:
            headings = cells
        else:
            read.add(row_text(headings, cells))

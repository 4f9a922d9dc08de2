"""PDF as blocks: its lines joined into paragraphs, page numbers and running heads left out."""

from __future__ import annotations

import io
import re
from collections import Counter

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bureau.answers.reading.blocks import FileText, tidied
from bureau.answers.reading.limits import MOST_CHARACTERS, MOST_PAGES
from bureau.answers.words import refused

_PAGE = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页|/\s*\d+)?(?:\s*共\s*\d+\s*页)?[-—–·\s]*")
_STARTS = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[条章节编]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、]"
)
_ENDS = re.compile(r"[。！？；：!?;:]$")


def read_pdf(content: bytes) -> FileText:
    """Return the blocks of a PDF file; raises `LibraryError` (`broken`, `pages`)."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise refused("broken")
        if len(reader.pages) > MOST_PAGES:
            raise refused("pages", pages=MOST_PAGES)
        pages, length = [], 0
        for page in reader.pages:
            pages.append(page.extract_text().splitlines())
            length += sum(map(len, pages[-1]))
            if length > MOST_CHARACTERS:
                raise refused("bomb")
        title = (reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise refused("broken") from error
    read = FileText(facts={"title": title.strip()} if title.strip() else {})
    for paragraph in _paragraphs(pages):
        read.add(paragraph)
    return read


def _paragraphs(pages: list[list[str]]) -> list[str]:
    heads = Counter(line.strip() for page in pages for line in {*page[:1], *page[-1:]})
    running = {line for line, times in heads.items() if times > max(2, len(pages) // 2)}
    found: list[str] = []
    open_ended = False
    for page in pages:
        for line in page:
            told = tidied(line)
            if not told or _PAGE.fullmatch(told) or line.strip() in running:
                continue
            if open_ended and not _STARTS.match(told):
                found[-1] += told
            else:
                found.append(told)
            open_ended = not _ENDS.search(told)
    return found

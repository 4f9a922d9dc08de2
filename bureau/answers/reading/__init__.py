"""Reads the bureau's files into texts with their source, cut into passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

from bureau.answers.model import LibraryText, Origin
from bureau.answers.reading.blocks import FileText
from bureau.answers.reading.cutting import cut
from bureau.answers.reading.docx import read_docx
from bureau.answers.reading.entries import as_date, as_link, checked_text, read_entries
from bureau.answers.reading.html import read_html
from bureau.answers.reading.limits import small_enough
from bureau.answers.reading.markdown import read_markdown
from bureau.answers.reading.pdf import read_pdf
from bureau.answers.words import refused

__all__ = ["KINDS", "as_date", "as_link", "read_file"]

KINDS: Mapping[str, Callable[[bytes], FileText]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
}
ENTRIES = (".yml", ".yaml")


def read_file(
    name: str,
    content: bytes,
    *,
    key: str,
    origin: Origin,
    told: Mapping[str, str] | None = None,
) -> list[LibraryText]:
    """Return the texts of a file: each entry of a YAML list, or one text of any other kind.

    `key`: the text's, where the file holds one. `told`: what is known of its source; it outranks
    what the file says of itself. Raises `LibraryError`.
    """
    small_enough(content)
    ending = PurePath(name).suffix.lower()
    if ending in ENTRIES:
        return read_entries(content, file=name, origin=origin)
    if ending not in KINDS:
        raise refused("kind")
    read = KINDS[ending](content)
    if not read.blocks:
        raise refused("empty")
    facts = {**read.facts, **{name: value for name, value in (told or {}).items() if value}}
    text = checked_text(
        LibraryText(
            key=key,
            title=facts.get("title", ""),
            issuer=facts.get("issuer", ""),
            number=facts.get("number", ""),
            article=facts.get("article", ""),
            in_force=as_date(facts.get("in_force")),
            until=as_date(facts.get("until")),
            link=as_link(facts.get("link")),
            checked=facts.get("checked", "").lower() in ("1", "true", "yes", "on"),
            origin=origin,
            file=name,
        )
    )
    return [replace(text, passages=cut(read.blocks, title=text.title))]

"""Short entries in YAML: a list, each with its source and what it answers (data/answers)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from bureau.answers.model import LibraryText, Origin, Passage
from bureau.answers.words import refused

LONGEST_ENTRY = 600
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LINK = re.compile(r"https?://\S+")


def read_entries(content: bytes, *, file: str, origin: Origin) -> list[LibraryText]:
    """Return the entries of a YAML file; raises `LibraryError` for the first that is wrong."""
    try:
        listed = yaml.safe_load(content.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise refused("entries") from error
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise refused("entries")
    return [_entry(entry, file, origin) for entry in listed]


def as_date(value: object) -> date | None:
    """Return a date that a file names, None for none; raises `LibraryError` (`date`)."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    told = str(value or "").strip()
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise refused("date", value=told[:20]) from error


def as_link(value: object) -> str:
    """Return an address that a file names; raises `LibraryError` (`link`)."""
    told = str(value or "").strip()
    if told and not _LINK.fullmatch(told):
        raise refused("link")
    return told


def checked_text(text: LibraryText) -> LibraryText:
    """Return a text that names its source and its days in order; raises `LibraryError`."""
    if not text.title:
        raise refused("title")
    if not text.issuer:
        raise refused("issuer")
    if text.in_force and text.until and text.until < text.in_force:
        raise refused("dates")
    return text


def _entry(entry: Mapping[str, Any], file: str, origin: Origin) -> LibraryText:
    key = str(entry.get("id") or "")
    if not _KEY.fullmatch(key):
        raise refused("key", value=key[:20])
    words = str(entry.get("text") or "").strip()
    if not words:
        raise refused("text")
    if len(words) > LONGEST_ENTRY:
        raise refused("long", most=LONGEST_ENTRY)
    asked = tuple(str(question).strip() for question in entry.get("ask") or ())
    return checked_text(
        LibraryText(
            key=key,
            title=str(entry.get("title") or "").strip(),
            issuer=str(entry.get("issuer") or "").strip(),
            number=str(entry.get("number") or "").strip(),
            article=str(entry.get("article") or "").strip(),
            in_force=as_date(entry.get("in_force")),
            until=as_date(entry.get("until")),
            link=as_link(entry.get("link")),
            checked=bool(entry.get("checked")),
            see_also=tuple(map(str, entry.get("see_also") or ())),
            origin=origin,
            file=file,
            passages=(Passage(text=words, ask=asked),),
        )
    )

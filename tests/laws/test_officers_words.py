"""What officers read is Chinese: no page and no sheet shows a program's word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from basis.packaged import read_yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "portal" / "templates").rglob("*.html"))
SHEETS = [
    ROOT / "surveys" / "report" / "columns.yml",
    ROOT / "surveys" / "report" / "sheet.yml",
    ROOT / "surveys" / "report" / "plain.yml",
    ROOT / "surveys" / "statistics" / "method.yml",
    ROOT / "surveys" / "checks" / "words.yml",
    ROOT / "surveys" / "modes.yml",
    ROOT / "portal" / "quality" / "sheets.yml",
    ROOT / "portal" / "texts.yml",
]
_PROGRAMS_WORD = re.compile(r"[A-Za-z]+_[A-Za-z_]+")
_NOT_SHOWN = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<script.*?</script>|<[^>]*>", re.DOTALL)
_SAID_IN_TAGS = re.compile(r"(?:title|aria-label|placeholder|alt)=\"([^\"]*)\"")


def texts(value: Any) -> Iterator[str]:
    """Yield what is said: the values of a file of words, without the places for facts."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield re.sub(r"\{[^}]*\}", "", value)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_shows_a_programs_word(page: Path) -> None:
    source = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", page.read_text(encoding="utf-8"))
    shown = _NOT_SHOWN.sub(" ", source) + " ".join(_SAID_IN_TAGS.findall(source))
    assert _PROGRAMS_WORD.findall(shown) == []


@pytest.mark.parametrize("words", SHEETS, ids=lambda words: words.name)
def test_no_sheet_says_a_programs_word(words: Path) -> None:
    said = " ".join(texts(read_yaml(words)))
    assert _PROGRAMS_WORD.findall(said) == []

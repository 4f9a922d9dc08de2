"""Entries of a YAML file: each names its source, or says what is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from bureau.answers import LibraryError, Origin
from bureau.answers.reading.entries import read_entries

GOOD = "- {id: a1, title: 甲, issuer: 乙, in_force: 2024-01-01, text: 丙。, ask: [丁, 戊]}"


def read(text: str) -> list[object]:
    return list(read_entries(text.encode(), file="a.yml", origin=Origin.UPLOADED))


def test_an_entry_is_one_passage_with_its_source() -> None:
    (entry,) = read_entries(GOOD.encode(), file="a.yml", origin=Origin.SHIPPED)
    assert (entry.key, entry.title, entry.issuer) == ("a1", "甲", "乙")
    assert entry.in_force == date(2024, 1, 1)
    assert entry.passages[0].ask == ("丁", "戊")
    assert not entry.checked


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("just words", "entries"),
        ("- [a]", "entries"),
        ("a: [", "entries"),
        ("\xff", "entries"),
        (GOOD.replace("a1", "A 1"), "key"),
        (GOOD.replace("title: 甲, ", ""), "title"),
        (GOOD.replace("issuer: 乙, ", ""), "issuer"),
        (GOOD.replace("text: 丙。, ", ""), "text"),
        (GOOD.replace("丙。", "长" * 700), "long"),
        (GOOD.replace("2024-01-01", "yesterday"), "date"),
        (GOOD.replace("text:", "until: 2023-01-01, text:"), "dates"),
        (GOOD.replace("text:", "link: 'javascript:x', text:"), "link"),
    ],
)
def test_what_is_wrong_is_said(text: str, code: str) -> None:
    with pytest.raises(LibraryError) as refused:
        read(text)
    assert refused.value.code == code
    assert refused.value.explanation

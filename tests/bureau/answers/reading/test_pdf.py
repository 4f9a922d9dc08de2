"""PDF is read as paragraphs; running heads and page numbers are left out."""

from __future__ import annotations

import pytest

from bureau.answers import LibraryError
from bureau.answers.reading import pdf as reading
from bureau.answers.reading.pdf import read_pdf
from tests.bureau.answers.reading.files import pdf


def test_lines_are_joined_and_what_stands_on_every_page_is_left_out() -> None:
    head = "嘉兴市某办法汇编"
    pages = [[head, "第一条 夜里不许施工，抢修", "的除外。", f"第 {n} 页"] for n in range(1, 5)]
    read = read_pdf(pdf(*pages, title="某办法"))
    assert read.facts["title"] == "某办法"
    assert {block.text for block in read.blocks} == {"第一条夜里不许施工，抢修的除外。"}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 nothing", b"\x00" * 100, b"hello"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(LibraryError) as refused:
        read_pdf(content)
    assert refused.value.code == "broken"


def test_a_locked_one_is_refused() -> None:
    with pytest.raises(LibraryError):
        read_pdf(pdf(["第一条 内容。"], password="secret"))


def test_one_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PAGES", 2)
    with pytest.raises(LibraryError) as refused:
        read_pdf(pdf(["一"], ["二"], ["三"]))
    assert refused.value.code == "pages"

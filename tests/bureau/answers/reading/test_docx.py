"""DOCX is read as paragraphs, headings and rows; a bomb is refused before it is unpacked."""

from __future__ import annotations

import pytest

from bureau.answers import LibraryError
from bureau.answers.reading.docx import read_docx
from tests.bureau.answers.reading.files import archive, docx, paragraph, table


def test_headings_paragraphs_and_rows_come_in_their_order() -> None:
    body = (
        paragraph("某办法", "Heading1")
        + paragraph("第一条  为了　防治污染，制定本办法。")
        + table(("分局", "电话"), ("南湖分局", "0573-1"), ("秀洲分局", "0573-2"))
        + paragraph("怎么办", "2")
    )
    read = read_docx(docx(body))
    assert [(block.text, block.level) for block in read.blocks] == [
        ("某办法", 1),
        ("第一条为了防治污染，制定本办法。", 0),
        ("分局：南湖分局，电话：0573-1", 0),
        ("分局：秀洲分局，电话：0573-2", 0),
        ("怎么办", 2),
    ]
    assert read.facts["title"] == "某办法"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken"),
        (b"PK\x03\x04 cut off", "broken"),
        (archive({"other.xml": b"<a/>"}), "broken"),
        (docx("<w:p>"), "broken"),
        (docx("", before='<!DOCTYPE a [<!ENTITY b "c">]>'), "broken"),
        (docx("", before='<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "broken"),
        (archive({"word/document.xml": b"0" * (80 * 1024 * 1024)}), "bomb"),
        (archive({f"{n}.xml": b"" for n in range(2500)}), "bomb"),
    ],
    ids=["nothing", "cut", "none", "unclosed", "entity", "outside", "bomb", "members"],
)
def test_what_is_no_document_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(LibraryError) as refused:
        read_docx(content)
    assert refused.value.code == code

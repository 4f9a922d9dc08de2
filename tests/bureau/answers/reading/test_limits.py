"""What is too large to be a text is refused."""

from __future__ import annotations

import pytest

from bureau.answers import LibraryError, Origin
from bureau.answers.reading import read_file
from bureau.answers.reading.limits import MOST_BYTES, member
from tests.bureau.answers.reading.files import archive, docx, paragraph


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.md", b"x" * (MOST_BYTES + 1), "size"),
        ("a.exe", b"x", "kind"),
        ("a", b"x", "kind"),
        ("a.md", b"", "empty"),
        ("a.docx", docx(paragraph("")), "empty"),
        ("a.html", b"<script>x</script>", "empty"),
    ],
)
def test_a_file_that_is_no_text_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(LibraryError) as refused:
        read_file(name, content, key="k", origin=Origin.UPLOADED, told={"issuer": "乙"})
    assert refused.value.code == code


def test_what_an_archive_says_of_its_sizes_is_not_believed() -> None:
    content = bytearray(archive({"a": b"0" * (70 * 1024 * 1024)}))
    # The size in the directory at the end is made small; what comes out is not.
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(LibraryError):
        member(bytes(content), "a")


def test_what_the_officer_says_outranks_what_the_file_says() -> None:
    content = b"---\ntitle: a\nissuer: b\n---\ntext."
    (text,) = read_file(
        "a.md", content, key="k", origin=Origin.UPLOADED, told={"title": "c", "issuer": ""}
    )
    assert (text.title, text.issuer) == ("c", "b")

"""Markdown is read with what its front matter says."""

from __future__ import annotations

import pytest

from bureau.answers import LibraryError
from bureau.answers.reading.markdown import read_markdown


def test_front_matter_headings_lists_and_tables_are_read() -> None:
    text = (
        "---\ntitle: 某办法\nissuer: 某局\nin_force: 2024-05-01\nchecked: true\nother: x\n---\n"
        "# 某办法\n\n## 时间\n\n- 周一至**周五**\n\n| 分局 | 电话 |\n|---|---|\n| 南湖 | 0573 |\n"
    )
    read = read_markdown(text.encode())
    assert read.facts == {
        "title": "某办法", "issuer": "某局", "in_force": "2024-05-01", "checked": "True",
    }  # fmt: skip
    assert [(block.text, block.level) for block in read.blocks] == [
        ("某办法", 1),
        ("时间", 2),
        ("周一至周五", 0),
        ("分局：南湖，电话：0573", 0),
    ]


def test_html_in_it_is_text() -> None:
    (block,) = read_markdown(b"<script>x</script> y").blocks
    assert "<script>" in block.text


@pytest.mark.parametrize("front", ["- a", "a: [", "&a [*a, *a]"])
def test_front_matter_that_is_none_is_refused(front: str) -> None:
    with pytest.raises(LibraryError):
        read_markdown(f"---\n{front}\n---\n内容".encode())

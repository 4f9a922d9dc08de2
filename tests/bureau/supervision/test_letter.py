"""Letters are one page, in a face of their own that lacks no character."""

from __future__ import annotations

import io
import re
import zlib
from datetime import datetime

import pytest
from fontTools.ttLib import TTFont

from basis.clock import SHANGHAI
from bureau.supervision import Measure, Paper, words
from bureau.supervision.letter import draw

AT = datetime(2026, 12, 14, 0, 1, tzinfo=SHANGHAI)


def measure(paper: Paper, unit: str = "嘉兴市生态环境局秀洲分局") -> Measure:
    return Measure(
        id=1,
        number="20261124-0001-7",
        rung="red",
        stage="accept:0",
        paper=paper,
        mark=None,
        year=2026,
        sequence=12,
        clock="accept",
        unit=unit,
        matter="秀洲区王店镇异味",
        rule="信访工作条例第二十二条、第二十三条",
        due=datetime(2026, 12, 9, 23, 59, 59, tzinfo=SHANGHAI),
        received=datetime(2026, 11, 24, 11, tzinfo=SHANGHAI),
        issued=AT,
    )


def streams(pdf: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            continue
    return found


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("unit", ["嘉兴市生态环境局秀洲分局", "嘉兴港区墨韵龘站"])
def test_a_letter_is_one_page_with_every_character_it_says(paper: Paper, unit: str) -> None:
    one = measure(paper, unit)
    pdf = draw(one)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    wanted = set("".join([unit, *words().letter(one), words().number(one)]))
    faces = [TTFont(io.BytesIO(each)) for each in streams(pdf) if each[:4] == b"\0\1\0\0"]
    assert faces, "the characters travel with the letter"
    # The library cuts the face once more and renames its glyphs, so they are counted.
    glyphs = sum(len(face.getGlyphOrder()) - 1 for face in faces)
    assert glyphs >= len(wanted - {" "})


def test_the_same_letter_is_the_same_file() -> None:
    assert draw(measure(Paper.SUPERVISION)) == draw(measure(Paper.SUPERVISION))


def test_a_number_is_written_as_the_bureau_writes_it() -> None:
    assert words().number(measure(Paper.SUPERVISION)) == "嘉环督〔2026〕12号"
    assert words().number(measure(Paper.REMINDER)) == "嘉环提〔2026〕12号"


def test_a_mark_alone_is_no_letter() -> None:
    from dataclasses import replace

    with pytest.raises(AssertionError):
        draw(replace(measure(Paper.REMINDER), paper=None))

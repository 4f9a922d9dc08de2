"""The paper has two pages whatever stands on it, and its characters travel with it."""

from __future__ import annotations

import base64
import io
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fontTools.ttLib import TTFont

from bureau.diagnosis.making import diagnose
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Diagnosis, DiagnosisNote, FigureRow, MonthFindings
from bureau.diagnosis.paper import PAGES, paper
from bureau.diagnosis.service import LONGEST_NOTE, MOST_NOTES
from tests.bureau.diagnosis.conftest import KNOWN

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def streams(pdf: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        text = raw.strip()
        packed = base64.a85decode(text[:-2]) if text.endswith(b"~>") else raw
        found.append(zlib.decompress(packed))
    return found


def of(findings: MonthFindings, *notes: str) -> Diagnosis:
    told = tuple(DiagnosisNote(n, AT, "王小明", text) for n, text in enumerate(notes))
    return Diagnosis(1, 1, AT, findings, notes=told)


def longest(findings: MonthFindings) -> MonthFindings:
    """Return the findings as they would be with every part at its fullest, names at their longest.

    Sixteen of the sections' and categories' rows, and every part's sentences three times over.
    """
    blocks = []
    for block in findings.blocks:
        rows, sentences = block.rows, block.sentences
        if block.key == "sections":
            name = "嘉兴经济技术开发区（国际商务区）塘汇街道秀园路与东升路交界处桥下断面"
            rows = tuple(FigureRow((name, *row.cells[1:]), row.audience) for row in rows)
        if block.key == "reports":
            rows = rows * 3
        if block.key in ("air", "weather", "water", "look"):
            sentences = sentences * 2
        blocks.append(replace(block, rows=rows, sentences=sentences))
    return replace(findings, name="嘉兴市西塘桥街道（海盐经济开发区）", blocks=tuple(blocks))


@pytest.fixture(scope="module")
def city(october: Material) -> MonthFindings:
    return diagnose(october, october.places.city, demo=True)


@pytest.mark.parametrize("public", [True, False])
def test_every_area_has_exactly_two_pages(october: Material, public: bool) -> None:
    for area in october.areas()[::9]:
        assert pages(paper(of(diagnose(october, area, demo=True)), public=public)) == PAGES


def test_the_longest_names_the_most_sections_and_full_notes_fit_two_pages(
    city: MonthFindings,
) -> None:
    notes = ["国庆期间施工扬尘较多，请核对。" * 20] * MOST_NOTES
    told = of(longest(city), *(note[:LONGEST_NOTE] for note in notes))
    assert pages(paper(told, public=False)) == PAGES
    assert pages(paper(told, public=True)) == PAGES


def test_a_month_without_data_has_two_pages_too() -> None:
    empty = MonthFindings("330400", datetime(2026, 10, 1, tzinfo=UTC).date(), "嘉兴市", demo=False)
    assert pages(paper(of(empty), public=True)) == PAGES


@pytest.mark.parametrize("rare", ["", "龘靐齉", "犇猋骉", "龘靐齉犇"])
def test_its_characters_travel_with_it_also_rare_ones(city: MonthFindings, rare: str) -> None:
    pdf = paper(of(city, rare) if rare else of(city), public=True)
    faces = [TTFont(io.BytesIO(each)) for each in streams(pdf) if each[:4] == b"\0\1\0\0"]
    assert pdf.startswith(b"%PDF")
    said = [text for block in city.blocks for text in city.sentences(block.key, public=True)]
    cells = [cell for block in city.blocks
             for row in city.rows(block.key, public=True) for cell in row]  # fmt: skip
    wanted = set("".join([*said, *cells, rare])) - {" ", "\u3000"}
    assert "μ" in wanted
    # The library cuts the face once more and renames its glyphs, so they are counted; a character
    # that it lacks is the empty box, which is no outline of its own.
    glyphs = sum(len(face.getGlyphOrder()) - 1 for face in faces)
    assert glyphs >= len(wanted)


def test_charts_are_lines_and_areas_not_pictures(city: MonthFindings) -> None:
    pdf = paper(of(city), public=True)
    assert b"/Subtype /Image" not in pdf
    assert max(each.count(b" re f") for each in streams(pdf)) > 30


def test_the_mark_of_invented_data_stands_across_both_pages(october: Material) -> None:
    area = october.places.get(KNOWN)
    assert area is not None
    found = diagnose(october, area, demo=True)
    marked, plain = (paper(of(replace(found, demo=demo)), public=True) for demo in (True, False))
    # Type of 86 points is used for nothing else.
    assert [sum(each.count(b" 86 Tf") for each in streams(pdf)) for pdf in (marked, plain)] == [
        2, 0,
    ]  # fmt: skip

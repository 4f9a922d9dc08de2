"""A letter of supervision as PDF, A4, with its own Chinese characters, ready to be signed."""

from __future__ import annotations

import io
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from bureau.cases import categories, routing, terms
from bureau.cases import words as case_words
from bureau.places import gazetteer
from bureau.supervision.model import Measure
from bureau.supervision.words import words
from surveys.report.typeface import face

_RED, _INK = HexColor("#c8102e"), HexColor("#111111")
_SIDE, _TOP = 28 * mm, 24 * mm
_BODY = 14.5  # points, as official letters are set


def draw(measure: Measure) -> bytes:
    """Return the letter; the same measure gives the same bytes."""
    said = words()
    assert measure.paper is not None, "a mark alone is no letter"
    paper, body = said.paper(measure.paper), said.letter(measure)
    number, unit = said.number(measure), f"{measure.unit}："
    font = _face(frozenset("".join([paper, number, unit, *body])) - _usual())

    def line(
        text: str, size: float, *, colour: HexColor = _INK, align: int = 0, indent: float = 0.0
    ) -> Paragraph:
        style = ParagraphStyle(
            f"{size} {align} {indent}",
            fontName=font,
            fontSize=size,
            leading=size * 1.7,
            textColor=colour,
            alignment=align,
            firstLineIndent=indent,
            wordWrap="CJK",
            spaceAfter=size * 0.25,
        )
        return Paragraph(escape(text), style)

    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=_TOP,
        bottomMargin=_TOP,
        title=f"{paper} {number}",
        author=said.office,
        subject=measure.number,
        lang="zh-CN",
        invariant=True,
    )
    document.build(
        [
            line(said.office, 30, colour=_RED, align=TA_CENTER),
            line(paper, 22, align=TA_CENTER),
            line(number, 13, align=TA_CENTER),
            HRFlowable(width="100%", thickness=1.6, color=_RED, spaceAfter=8 * mm),
            line(unit, _BODY),
            *(line(each, _BODY, indent=2 * _BODY) for each in body),
            Spacer(0, 8 * mm),
            line(said.office, _BODY, align=TA_RIGHT),
            line(said.signing("seal"), _BODY, align=TA_RIGHT),
            line(said.date(measure.issued), _BODY, align=TA_RIGHT),
            Spacer(0, 10 * mm),
            _signatures(font),
        ]
    )
    return target.getvalue()


def _signatures(font: str) -> Flowable:
    said = words()
    names = [said.signing(key) for key in ("signer", "handler", "phone")]
    width = A4[0] - 2 * _SIDE
    table = Table([names, [said.signing("receipt"), "", ""]], colWidths=[width / 3] * 3)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), font, 11),
                ("SPAN", (0, 1), (-1, 1)),
                ("LINEABOVE", (0, 0), (-1, 0), 0.6, _INK),
                ("LINEABOVE", (0, 1), (-1, 1), 0.4, _INK),
                ("LINEBELOW", (0, 1), (-1, 1), 0.6, _INK),
                ("TOPPADDING", (0, 0), (-1, -1), 9),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


@cache
def _face(others: frozenset[str]) -> str:
    """Return the name of the face for all letters, or of one with some characters more."""
    name = f"SupervisionLetter{''.join(sorted(f'-{ord(each):x}' for each in others))}"
    pdfmetrics.registerFont(TTFont(name, face([*_usual(), *others])))
    return name


@cache
def _usual() -> frozenset[str]:
    """Return the characters that letters hold: of our words, and of all that is named in them."""
    places = gazetteer()
    named = [each.name for each in (places.city, *places.counties(), *places.towns())]
    kinds = [each.name for each in categories().values()]
    texts = [words().characters(), case_words().characters(), terms().characters()]
    return frozenset("".join([*texts, *routing().names(), *named, *kinds]))

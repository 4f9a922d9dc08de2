"""A letter of supervision as PDF, A4, with its own Chinese characters, ready to be signed."""

from __future__ import annotations

import io
from collections.abc import Iterable
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

from bureau.cases import categories, routing
from bureau.cases import words as case_words
from bureau.places import gazetteer
from bureau.supervision.model import Measure
from bureau.supervision.words import words
from surveys.report.typeface import face

_RED, _INK = HexColor("#c8102e"), HexColor("#111111")
_FACE = "SupervisionLetter"
_SIDE, _TOP = 28 * mm, 30 * mm
_BODY = 15.0  # points, as official letters are set


def draw(measure: Measure) -> bytes:
    """Return the letter; the same measure gives the same bytes."""
    said = words()
    assert measure.paper is not None, "a mark alone is no letter"
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=_TOP,
        bottomMargin=_TOP,
        title=f"{said.paper(measure.paper)} {said.number(measure)}",
        author=said.office,
        subject=measure.number,
        lang="zh-CN",
        invariant=True,
    )
    document.build(
        [
            _line(said.office, 30, colour=_RED, align=TA_CENTER),
            _line(said.paper(measure.paper), 22, align=TA_CENTER),
            _line(said.number(measure), 13, align=TA_CENTER),
            HRFlowable(width="100%", thickness=1.6, color=_RED, spaceAfter=10 * mm),
            _line(f"{measure.unit}：", _BODY),
            *(_line(each, _BODY, indent=2 * _BODY) for each in said.letter(measure)),
            Spacer(0, 12 * mm),
            _line(said.office, _BODY, align=TA_RIGHT),
            _line(said.signing("seal"), _BODY, align=TA_RIGHT),
            _line(said.date(measure.issued), _BODY, align=TA_RIGHT),
            Spacer(0, 14 * mm),
            _signatures(),
        ]
    )
    return target.getvalue()


def _line(
    text: str, size: float, *, colour: HexColor = _INK, align: int = 0, indent: float = 0.0
) -> Paragraph:
    style = ParagraphStyle(
        f"{size} {align} {indent}",
        fontName=_face(),
        fontSize=size,
        leading=size * 1.75,
        textColor=colour,
        alignment=align,
        firstLineIndent=indent,
        wordWrap="CJK",
        spaceAfter=size * 0.3,
    )
    return Paragraph(escape(text), style)


def _signatures() -> Flowable:
    said = words()
    names = [said.signing(key) for key in ("signer", "handler", "phone")]
    width = A4[0] - 2 * _SIDE
    table = Table([names, [said.signing("receipt"), "", ""]], colWidths=[width / 3] * 3)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), _face(), 11),
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
def _face() -> str:
    """Return the name of the one face for all letters: with every character they may hold."""
    pdfmetrics.registerFont(TTFont(_FACE, face(_characters())))
    return _FACE


def _characters() -> Iterable[str]:
    places = gazetteer()
    yield words().characters()
    yield case_words().characters()
    yield from (each.name for each in categories().values())
    yield from (each.name for each in (places.city, *places.counties(), *places.towns()))
    yield from routing().names()

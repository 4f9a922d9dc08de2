"""A list as a PDF to print: A4 across, with its own font and its fingerprint on every page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from portal.lists import TakenList


def write_paper(sheet: TakenList, below: Sequence[tuple[str, str]]) -> bytes:
    """Return the PDF; what stands below is printed under the table, marks in the foot."""
    # Its libraries are loaded by who wants a paper.
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    from surveys.report.typeface import face

    cells = [[str(cell if cell is not None else "") for cell in row] for row in sheet.rows]
    texts = [sheet.title, *sheet.headings, *(text for row in cells for text in row)]
    said = [f"{name}：{told}" for name, told in below]
    font = f"List-{sheet.fingerprint}"
    pdfmetrics.registerFont(TTFont(font, face([*texts, *said])))

    def styled(size: float) -> ParagraphStyle:
        return ParagraphStyle(
            f"size {size}", fontName=font, fontSize=size, leading=size * 1.5, wordWrap="CJK"
        )

    # The first lines are the marks: invented data, a month that is not over.
    marks = "　".join(told for name, told in below if len(name) <= 3)

    def foot(canvas: Canvas, _: object) -> None:
        canvas.saveState()
        canvas.setFont(font, 7)
        canvas.drawString(14 * mm, 8 * mm, f"{sheet.title}　{sheet.fingerprint}　{marks}"[:150])
        canvas.drawRightString(landscape(A4)[0] - 14 * mm, 8 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()

    target = io.BytesIO()
    paper = SimpleDocTemplate(
        target, pagesize=landscape(A4), leftMargin=14 * mm, rightMargin=14 * mm,
        topMargin=12 * mm, bottomMargin=14 * mm, title=sheet.title, subject=sheet.fingerprint,
        lang="zh-CN",
    )  # fmt: skip
    small = styled(7.5)
    table = Table(
        [[Paragraph(escape(heading), small) for heading in sheet.headings],
         *([Paragraph(escape(text), small) for text in row] for row in cells)],
        repeatRows=1,
    )  # fmt: skip
    table.setStyle(TableStyle([
        ("GRID", (0, 0), (-1, -1), 0.3, colors.HexColor("#B9C6C2")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E2F1ED")),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]))  # fmt: skip
    paper.build(
        [Paragraph(escape(sheet.title), styled(15)), Spacer(0, 8), table, Spacer(0, 8),
         *(Paragraph(escape(line), styled(8)) for line in said)],
        onFirstPage=foot,
        onLaterPages=foot,
    )  # fmt: skip
    return target.getvalue()

"""The printed characters travel with each paper, also where one process prints many."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import getFont, registerFont
from reportlab.pdfbase.ttfonts import TTFont

from surveys.report.typeface import face


def test_two_faces_of_one_process_do_not_stand_in_for_each_other() -> None:
    registerFont(TTFont("first of two", face(["嘉兴"])))
    registerFont(TTFont("second of two", face(["提醒函"])))
    assert ord("醒") in getFont("second of two").face.charToGlyph

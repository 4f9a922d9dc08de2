"""A diagnosis as PDF: two A4 pages, its charts as vectors, its own Chinese characters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from threading import Lock
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from basis.clock import SHANGHAI
from bureau.cases import categories
from bureau.diagnosis.drawing import HEIGHT, WIDTH, ChartDrawing, charts
from bureau.diagnosis.model import Diagnosis
from bureau.diagnosis.words import said, spoken_month
from bureau.places import gazetteer
from bureau.quality.air_index import levels
from bureau.quality.water_class import WORSE_THAN_V, class_name
from surveys.report.typeface import face

PAGES = 2
_SIDE, _TOP, _FOOT = 15 * mm, 12 * mm, 12 * mm
_INK, _FAINT, _BAR = HexColor("#1b2a28"), HexColor("#5c6a72"), HexColor("#0b6a5d")
_RULE, _HEAD = HexColor("#b9c6c2"), HexColor("#e2f1ed")
_WARN = HexColor("#a33b00")
_BODY, _TABLE = 9.0, 7.8
# The library never lets a face go: a new one is made only for characters that none has yet, and
# has all that were met before.
_FACES: list[tuple[str, frozenset[str]]] = []
_LOCK = Lock()


def paper(diagnosis: Diagnosis, *, public: bool) -> bytes:
    """Return the two pages.

    What is too much for a page is printed smaller: there are never more than two.
    """
    page = _Writing(diagnosis, public=public)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, lang="zh-CN")
    canvas.setTitle(page.title)
    canvas.setAuthor(said()["office"])
    for number, content in enumerate((page.first(), page.second()), 1):
        width, height = A4[0] - 2 * _SIDE, A4[1] - _TOP - _FOOT
        frame = Frame(_SIDE, _FOOT, width, height, 0, 0, 0, 0)
        frame.addFromList([KeepInFrame(width, height, content, mode="shrink")], canvas)
        page.foot(canvas, number)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


class _Writing:
    """The two pages of one diagnosis."""

    def __init__(self, diagnosis: Diagnosis, *, public: bool) -> None:
        self._of = diagnosis
        self._public = public
        findings = diagnosis.findings
        month = spoken_month(findings.month)
        self.title = said()["title"].format(area=findings.name, month=month)
        self._charts = {chart.key: chart for chart in charts(findings)}
        texts = [self.title, *(note.officer + note.text for note in diagnosis.notes)]
        for block in findings.blocks:
            texts += [each.text for each in block.sentences]
            texts += [cell for row in block.rows for cell in row.cells]
        self._font = _face(frozenset("".join(texts)))

    def first(self) -> list[Flowable]:
        """The verdict, what to look at, the air, what the weather explains."""
        findings = self._of.findings
        made = said()["made"].format(day=self._day())
        head = [
            self._line(said()["name"], 9, colour=_BAR),
            self._line(self.title, 19),
            self._line(f"{said()['office']}　{made}", 8, colour=_FAINT),
        ]
        if findings.demo:
            head.append(self._line(findings.block("data").sentences[-1].text, 10, colour=_WARN))
        return [
            *head,
            *self._said("verdict", size=10.5),
            *self._said("look", size=10.5, bullet=True),
            *self._said("air"),
            self._table("air", [0.29, 0.09, 0.09, 0.2, 0.09, 0.2, 0.04]),
            Spacer(0, 4),
            Spacer(0, 4),
            self._table("levels", [0.13, 0.08, 0.08, 0.1, 0.1, 0.1, 0.1, 0.19, 0.12]),
            Spacer(0, 4),
            self._side_by_side("days", "changes"),
            *self._said("weather"),
            self._table("weather", [0.26, 0.14, 0.2, 0.2, 0.2]),
        ]

    def second(self) -> list[Flowable]:
        """Hours and winds, the water, the reports, what officers say, how it was computed."""
        found: list[Flowable] = [
            *self._said("hours"),
            self._side_by_side("hours", "sectors"),
            *self._said("water"),
            self._table("water", [0.3, 0.1, 0.1, 0.2, 0.1, 0.2]),
            Spacer(0, 4),
            self._one("classes"),
            *self._said("sections"),
            self._table("sections", [0.22, 0.09, 0.08, 0.08, 0.15, 0.1, 0.08, 0.2]),
            *self._said("reports"),
            self._table("reports", [0.24, 0.14, 0.14, 0.17, 0.14, 0.17]),
        ]
        notes = [
            self._line(f"{note.text}{self._signed(note.officer, note.at)}", _BODY)
            for note in self._of.notes
        ]
        if notes:
            found += [self._line(said()["notes"], 11, colour=_BAR), *notes]
        rows = self._of.findings.rows("data", public=self._public)
        facts = "；".join(" ".join(row) for row in rows)
        return [
            *found,
            *self._said("data", size=7.4),
            self._line(facts, 6.8, colour=_FAINT),
            *self._heading("method"),
            *(self._line(each, 6.8, colour=_FAINT) for each in said()["method"]),
        ]

    def foot(self, canvas: Canvas, number: int) -> None:
        """Print the line below a page, and across it the mark of invented data."""
        canvas.saveState()
        canvas.setFont(self._font, 7)
        canvas.setFillColor(_FAINT)
        marks = [self.title, said()["version"].format(version=self._of.version)]
        if self._of.findings.demo:
            marks.append(said()["demo"])
        canvas.drawString(_SIDE, 7 * mm, "　".join(marks))
        page = said()["page"].format(page=number, pages=PAGES)
        canvas.drawRightString(A4[0] - _SIDE, 7 * mm, page)
        if self._of.findings.demo:
            canvas.setFillColor(Color(0.64, 0.23, 0, alpha=0.08))
            canvas.setFont(self._font, 86)
            canvas.translate(A4[0] / 2, A4[1] / 2)
            canvas.rotate(50)
            canvas.drawCentredString(0, 0, said()["demo"])
        canvas.restoreState()

    def _said(self, key: str, *, size: float = _BODY, bullet: bool = False) -> list[Flowable]:
        sentences = self._of.findings.sentences(key, public=self._public)
        if bullet:
            return [*self._heading(key), *(self._line(f"· {each}", size) for each in sentences)]
        return [*self._heading(key), self._line("".join(sentences), size)]

    def _heading(self, key: str) -> list[Flowable]:
        return [Spacer(0, 3), self._line(said()["blocks"][key], 11, colour=_BAR)]

    def _line(self, text: str, size: float, *, colour: HexColor = _INK) -> Paragraph:
        style = ParagraphStyle(
            f"{size}",
            fontName=self._font,
            fontSize=size,
            leading=size * 1.42,
            textColor=colour,
            wordWrap="CJK",
        )
        return Paragraph(escape(text), style)

    def _table(self, key: str, widths: Sequence[float]) -> Flowable:
        block = self._of.findings.block(key)
        rows = self._of.findings.rows(key, public=self._public)
        if not rows:
            return Spacer(0, 0)
        across = A4[0] - 2 * _SIDE
        table = Table(
            [[self._line(each, _TABLE) for each in row] for row in (block.headings, *rows)],
            colWidths=[across * width for width in widths],
        )
        table.setStyle(
            TableStyle(
                [
                    ("LINEBELOW", (0, 0), (-1, -1), 0.3, _RULE),
                    ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
                    ("TOPPADDING", (0, 0), (-1, -1), 1),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
                    ("LEFTPADDING", (0, 0), (-1, -1), 2),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ]
            )
        )
        return table

    def _one(self, key: str) -> Flowable:
        chart = _ChartFlowable(self._charts[key], self._font, (A4[0] - 2 * _SIDE) * 0.6)
        return KeepInFrame(0, 0, [self._line(self._charts[key].title, 8, colour=_FAINT), chart])

    def _side_by_side(self, one: str, other: str) -> Table:
        half = (A4[0] - 2 * _SIDE) / 2
        cells = [
            [self._line(self._charts[key].title, 8, colour=_FAINT) for key in (one, other)],
            [_ChartFlowable(self._charts[key], self._font, half - 6) for key in (one, other)],
        ]
        table = Table(cells, colWidths=[half, half])
        table.setStyle(
            TableStyle(
                [
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                    ("TOPPADDING", (0, 0), (-1, -1), 1),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ]
            )
        )
        return table

    def _day(self) -> str:
        return _day(self._of.made)

    def _signed(self, name: str, at: datetime) -> str:
        form = said()["note_office" if self._public else "note_by"]
        return str(form).format(officer=name, office=said()["office"], day=_day(at))


class _ChartFlowable(Flowable):
    """A chart in the flow of a page, as wide as given."""

    def __init__(self, chart: ChartDrawing, font: str, width: float) -> None:
        super().__init__()
        self._chart, self._font, self._scale = chart, font, width / WIDTH
        self.width, self.height = width, HEIGHT * self._scale

    def draw(self) -> None:
        """Draw it; the shapes count downwards, the paper upwards."""
        canvas = self.canv
        canvas.saveState()
        canvas.scale(self._scale, self._scale)
        for stroke in self._chart.strokes:
            canvas.setStrokeColor(_tones()[stroke.tone])
            canvas.setLineWidth(stroke.weight)
            canvas.line(stroke.x1, HEIGHT - stroke.y1, stroke.x2, HEIGHT - stroke.y2)
        for bar in self._chart.bars:
            canvas.setFillColor(_tones()[bar.tone])
            bottom = HEIGHT - bar.y - bar.height
            canvas.rect(bar.x, bottom, bar.width, bar.height, stroke=0, fill=1)
        for word in self._chart.words:
            canvas.setFillColor(_tones()[word.tone])
            canvas.setFont(self._font, 9)
            put = {
                "start": canvas.drawString,
                "middle": canvas.drawCentredString,
                "end": canvas.drawRightString,
            }[word.anchor]
            put(word.x, HEIGHT - word.y, word.text)
        canvas.restoreState()


@cache
def _tones() -> dict[str, HexColor]:
    found = {"ink": _INK, "faint": _FAINT, "rule": _RULE, "bar": _BAR}
    found |= {f"air-{level.number}": HexColor(level.hex) for level in levels()}
    for number in range(1, WORSE_THAN_V + 1):
        found[f"water-{number}"] = HexColor(class_name(number).hex)
        found[f"on-{number}"] = HexColor("#ffffff") if number == WORSE_THAN_V else _INK
    return found


def _day(at: datetime) -> str:
    return at.astimezone(SHANGHAI).date().isoformat()


def _face(characters: frozenset[str]) -> str:
    """Return the name of a face that has some characters."""
    with _LOCK:
        for name, known in _FACES:
            if characters <= known:
                return name
        met = _FACES[-1][1] if _FACES else _usual()
        name = f"Diagnosis{len(_FACES)}"
        pdfmetrics.registerFont(TTFont(name, face(met | characters)))
        _FACES.append((name, met | characters))
        return name


@cache
def _usual() -> frozenset[str]:
    """Return the characters that diagnoses hold: of our words, and of all that is named in them."""
    places = gazetteer()
    named = [each.name for each in (places.city, *places.counties(), *places.towns())]
    kinds = [each.name for each in categories().values()]
    texts = [_all(said()), "·；　μ³", *(level.name for level in levels())]
    texts += [class_name(number).name for number in range(1, WORSE_THAN_V + 1)]
    return frozenset("".join([*texts, *named, *kinds]))


def _all(told: object) -> str:
    if isinstance(told, dict):
        return "".join(map(_all, told.values()))
    return "".join(map(_all, told)) if isinstance(told, list) else str(told)

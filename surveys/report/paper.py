"""The report for the district heads: what can be said on the first page, and how it was made."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from surveys.report.columns import provenance_lines
from surveys.report.drawings import ACCENT, INK, LINE, MUTED, PALE, DrawnRow, Forest, Panel, heat
from surveys.report.figures import figure, share
from surveys.report.typeface import face
from surveys.results import Results
from surveys.statistics.changes import Comparison
from surveys.statistics.method import texts
from surveys.statistics.questions import QuestionResult
from surveys.statistics.regions import full_name, packaged_names
from surveys.statistics.tables import RegionResult
from surveys.waves import wave_title

_MARGIN = 18 * mm
_FOOT = 22 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_MANY = 20  # regions beyond which rows stand closer


def write_pdf(results: Results) -> bytes:
    """The report as PDF, A4, with its own font; the hash stands on every page."""
    report = _Report(results)
    made = results.ranking.provenance
    target = io.BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=f"{report.wave}{texts()['paper']['title']}",
        author=texts()["paper"]["office"],
        subject=made.fingerprint,
        lang="zh-CN",
        invariant=True,  # the same answers give the same bytes on the same day
    )
    room = Frame(_MARGIN, _FOOT, _WIDTH, A4[1] - _MARGIN - _FOOT, 0, 0, 0, 0)
    page = PageTemplate("page", [room], onPage=_foot(report.font, report.trace, made.date))
    document.addPageTemplates([page])
    document.build(report.flowables())
    return target.getvalue()


def _foot(font: str, trace: str, made_on: str) -> Callable[[Canvas, object], None]:
    written = f"D:{made_on.replace('-', '')}000000+08'00'"

    def draw(canvas: Canvas, _: object) -> None:
        # An invariant document would say that it was made in 2000.
        canvas.setDateFormatter(lambda *_: written)
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.line(_MARGIN, 16 * mm, A4[0] - _MARGIN, 16 * mm)
        canvas.setFont(font, 6.5)
        canvas.setFillColor(MUTED)
        canvas.drawString(_MARGIN, 12 * mm, trace)
        canvas.drawCentredString(A4[0] / 2, 8 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()

    return draw


class _Report:
    def __init__(self, results: Results) -> None:
        self.results = results
        self.words = texts()["paper"]
        self.names = packaged_names()
        made = results.ranking.provenance
        self.wave = wave_title(made.wave)
        self.trace = "　".join(f"{label} {text}" for label, text in provenance_lines(made))
        self.font = f"Report-{made.fingerprint}-{made.level}"
        every = (texts(), self.names, results.ranking, results.voices, results.checks.groups)
        characters = [*map(repr, every), *(line.question for line in results.dimensions)]
        waves = [self.wave, *(one.sentence(self.names) for one in results.comparisons)]
        pdfmetrics.registerFont(TTFont(self.font, face([*characters, *waves, self.trace])))
        self.lines = [line for line in results.ranking.main.regions if line.score is not None]
        self.many = len(self.lines) > _MANY

    def flowables(self) -> list[Flowable]:
        """All parts, in order."""
        return [
            *self._verdict(),
            *self._places(),
            *self._changes(),
            *self._dimensions(),
            *self._table(),
            *self._voices(),
            *self._method(),
        ]

    def _text(self, text: str, size: float = 9.5, *, colour: object = INK) -> Paragraph:
        style = ParagraphStyle(
            f"size {size}",
            fontName=self.font,
            fontSize=size,
            leading=size * 1.6,
            textColor=colour,
            wordWrap="CJK",
            spaceAfter=size * 0.5,
        )
        return Paragraph(escape(text), style)

    def _heading(self, text: str) -> list[Flowable]:
        return [Spacer(0, 10), self._text(text, 13, colour=ACCENT)]

    def _verdict(self) -> list[Flowable]:
        made = self.results.ranking.provenance
        level = self.words["levels"][made.level]
        box = Table([[self._text(self.results.ranking.main.conclusion, 11)]], colWidths=[_WIDTH])
        box.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), PALE),
                    ("LEFTPADDING", (0, 0), (-1, -1), 10),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 10),
                    ("TOPPADDING", (0, 0), (-1, -1), 8),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                ]
            )
        )
        answers = sum(len(rows) for rows in self.results.ranking.rows.values())
        regions = len(self.results.ranking.main.regions)
        return [
            self._text(self.words["office"], 9, colour=MUTED),
            self._text(f"{self.wave}{self.words['title']}（{level}）", 19, colour=ACCENT),
            self._text(self.words["basis"].format(answers=answers, regions=regions), colour=MUTED),
            box,
        ]

    def _places(self) -> list[Flowable]:
        ranked = [line for line in self.lines if line.rank is not None]
        scores = Panel.over(
            self.words["score"], [v for x in self.lines for v in (x.ci_low, x.ci_high)]
        )
        ranks = Panel(self.words["rank"], 0.5, max(len(ranked), 1) + 0.5, whole=True)
        rows = [
            DrawnRow(
                self._name(line),
                [
                    (line.ci_low, line.score, line.ci_high, f"{line.score:.1f}"),
                    (line.rank_low, line.rank, line.rank_high, _span(line)),
                ],
            )
            for line in self.lines
        ]
        return [
            *self._heading(self.words["places"]),
            self._text(self.words["how_to_read"], 8.5, colour=MUTED),
            *self._forest(rows, [scores, ranks]),
        ]

    def _changes(self) -> list[Flowable]:
        comparisons = self.results.comparisons
        found = [
            *self._heading(self.words["changes"]),
            *(self._text(one.sentence(self.names)) for one in comparisons),
        ]
        compared = [one for one in comparisons if one.changes]
        if not compared:
            return found
        ends = [v for one in compared for c in one.changes.values() for v in (c.low, c.high)]
        panels = [
            Panel.over(self.words["since"].format(wave=wave_title(one.before)), ends, about=0.0)
            for one in compared
        ]
        rows = [
            DrawnRow(self._name(line), [_change(one, line.region) for one in compared])
            for line in self.lines
            if any(line.region in one.changes for one in compared)
        ]
        return [*found, *self._forest(rows, panels)]

    def _forest(self, rows: Sequence[DrawnRow], panels: Sequence[Panel]) -> list[Flowable]:
        pitch = 9.5 if self.many else 15.0
        return [Forest(rows, panels, width=_WIDTH, font=self.font, pitch=pitch), Spacer(0, 6)]

    def _dimensions(self) -> list[Flowable]:
        names = list(dict.fromkeys(line.question for line in self.results.dimensions))
        cells = {(line.region, line.question): line for line in self.results.dimensions}
        known = [line.score for line in self.results.dimensions if line.score is not None]
        head = [self.words["region"], *names]
        body = [
            [self._name(line), *(_score(cells.get((line.region, name))) for name in names)]
            for line in self.lines
        ]
        shades = [
            ("BACKGROUND", (column, row), (column, row), heat(cell.score, known))
            for row, line in enumerate(self.lines, 1)
            for column, name in enumerate(names, 1)
            if (cell := cells.get((line.region, name))) and cell.score is not None
        ]
        return [
            *self._heading(self.words["dimensions"]),
            self._text(self.words["dimensions_note"], 8.5, colour=MUTED),
            self._grid(head, body, shades, first=0.24),
        ]

    def _table(self) -> list[Flowable]:
        head = [self.words["columns"][key] for key in self.words["columns"]]
        body = [
            [
                "—" if line.rank is None else str(line.rank),
                _span(line),
                self._name(line),
                "—" if line.n is None else str(line.n),
                figure(line.score),
                _between(line.ci_low, line.ci_high),
                share(line.satisfied),
                figure(line.deff),
            ]
            for line in self.results.ranking.main.regions
        ]
        return [*self._heading(self.words["figures"]), self._grid(head, body, [], first=0.08)]

    def _grid(
        self,
        head: Sequence[str],
        body: Sequence[Sequence[str]],
        extra: Sequence[tuple[object, ...]],
        *,
        first: float,
    ) -> Table:
        rest = (1 - first) / (len(head) - 1)
        table = Table(
            [list(head), *map(list, body)],
            colWidths=[_WIDTH * first, *[_WIDTH * rest] * (len(head) - 1)],
            repeatRows=1,
        )
        table.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), self.font, 7 if self.many else 8),
                    ("LEADING", (0, 0), (-1, -1), 7.5 if self.many else 10),
                    ("TEXTCOLOR", (0, 0), (-1, 0), MUTED),
                    ("TEXTCOLOR", (0, 1), (-1, -1), INK),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                    ("TOPPADDING", (0, 0), (-1, -1), 0.6 if self.many else 2.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6 if self.many else 3.5),
                    *extra,
                ]
            )
        )
        return table

    def _voices(self) -> list[Flowable]:
        said = self.results.voices
        if said is None or not said.topics:
            return []
        found: list[Flowable] = [
            *self._heading(self.words["voices"]),
            self._text(self.words["voices_note"].format(count=said.n), 8.5, colour=MUTED),
        ]
        for topic in said.topics:
            words = "、".join(topic.words)
            quoted = "".join(f"“{sentence}”" for sentence in topic.sentences)
            count = self.words["voices_count"].format(count=topic.count)
            found.append(self._text(f"{words}（{count}）：{quoted}", 9))
        return found

    def _method(self) -> list[Flowable]:
        checks = self.results.checks
        doubt = self.words["doubt"].format(all=checks.n, flagged=len(checks.flags))
        parts = [doubt, *self.results.ranking.method, self.words["trace"]]
        return [
            KeepTogether([*self._heading(self.words["method"]), self._text(parts[0], 8.5)]),
            *(self._text(part, 8) for part in parts[1:]),
        ]

    def _name(self, line: RegionResult) -> str:
        return full_name(line.region, self.names)


def _span(line: RegionResult) -> str:
    if line.rank is None:
        return "—"
    same = line.rank_low == line.rank_high
    return str(line.rank_low) if same else f"{line.rank_low}–{line.rank_high}"


def _change(one: Comparison, region: str) -> tuple[float | None, float | None, float | None, str]:
    change = one.changes.get(region)
    if change is None:
        return None, None, None, "—"
    return change.low, change.value, change.high, f"{change.value:+.1f}"


def _score(cell: QuestionResult | None) -> str:
    return "—" if cell is None or cell.score is None else f"{cell.score:.1f}"


def _between(low: float | None, high: float | None) -> str:
    return "—" if low is None or high is None else f"{low:.1f}–{high:.1f}"

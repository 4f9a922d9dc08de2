"""The ranking as a workbook: tables, native charts and the method."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from basis.packaged import words_beside
from surveys.modes import mode_name
from surveys.report.columns import DECIMALS, HEADINGS, SHARES, cell, provenance_lines
from surveys.statistics.changes import Comparison
from surveys.statistics.method import group_name
from surveys.statistics.questions import QuestionResult
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.small_areas import SmallAreas
from surveys.statistics.tables import RankingTable, RegionResult
from surveys.waves import wave_title

_WORDS = words_beside(__file__)
_SHEETS = _WORDS["sheets"]
_FIRST_ROW = 3
_COLUMN = {key: i for i, (key, _) in enumerate(HEADINGS)}
_INK, _PALE = "#1F6F8B", "#99B898"


def write_xlsx(
    ranking: SurveyRanking,
    target: Path | BinaryIO,
    *,
    questions: Sequence[QuestionResult] = (),
    dimensions: Sequence[QuestionResult] = (),
    comparisons: Sequence[Comparison] = (),
    flags: Sequence[tuple[str, str]] = (),
    titles: Mapping[str, str] | None = None,
    small: SmallAreas | None = None,
) -> None:
    """A workbook for officers; `flags` are (respondent, reasons) from the checks.

    `titles` says how questions read, by id.

    Every text is written as text, so that nothing from a file runs as a formula.
    """
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    try:
        sheets = _Workbook(book, ranking)
        sheets.write_rankings()
        sheets.write_changes(comparisons)
        sheets.write_questions("dimensions", dimensions)
        sheets.write_questions("questions", questions, titles)
        sheets.write_small(small)
        sheets.write_end(flags)
    finally:
        book.close()


class _Workbook:
    def __init__(self, book: xlsxwriter.Workbook, ranking: SurveyRanking) -> None:
        self.book = book
        self.ranking = ranking
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E8F1F2", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self.small = book.add_format({"font_color": "#555555"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.strong = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
        self.decimal = book.add_format({"num_format": "0.00"})
        self.share = book.add_format({"num_format": "0.0%"})

    def write_rankings(self) -> None:
        """The ranking with its charts, and the same made otherwise."""
        ranking = self.ranking
        sheet = self._table(_SHEETS["ranking"], ranking.main)
        self._charts(sheet, ranking.main)
        if ranking.unweighted is not None:
            self._table(_SHEETS["unweighted"], ranking.unweighted)
        for number, (mode, table) in enumerate(ranking.by_mode.items(), 1):
            self._table(
                _SHEETS["mode"].format(number=number),
                table,
                subtitle=_WORDS["only_mode"].format(mode=mode_name(mode)),
            )
        self._blend()
        self._reached()
        if ranking.without_flagged is not None:
            self._sensitivity(ranking.main, ranking.without_flagged, ranking.down_weighted)

    def write_changes(self, comparisons: Sequence[Comparison]) -> None:
        """What changed since earlier waves, or why it is not compared."""
        if not comparisons:
            return
        names = {line.region: line.name for line in self.ranking.main.regions}
        rows: list[tuple[Any, ...]] = []
        for one in comparisons:
            rows += [
                (
                    wave_title(one.before),
                    names[code],
                    code,
                    c.value,
                    c.low,
                    c.high,
                    _WORDS["yes" if c.clear else "no"],
                )
                for code, c in one.changes.items()
            ]
            rows.append((wave_title(one.before), one.sentence(names), *[""] * 5))
        self._grid(_SHEETS["changes"], _WORDS["changes"], rows)

    def write_small(self, small: SmallAreas | None) -> None:
        """The model for towns with few answers, and what is said of it above its table."""
        if small is None:
            return
        rows = [
            (
                area.name,
                area.region,
                area.n,
                area.value,
                area.low,
                area.high,
                area.rank,
                area.rank_low,
                area.rank_high,
                area.own,
                area.aggregate,
            )
            for area in small.areas
        ]
        name = _SHEETS["small"]
        self._grid(name, _WORDS["small"], rows, lambda column: self.share if column == 9 else None)
        sheet = self.book.get_worksheet_by_name(name)
        assert sheet is not None
        for row, said in enumerate(small.said, _FIRST_ROW + len(rows) + 2):
            sheet.write_string(row, 0, said)

    def write_end(self, flags: Sequence[tuple[str, str]]) -> None:
        """Doubtful answers, then the method."""
        if flags:
            self._grid(_SHEETS["flags"], _WORDS["flags"], flags)
        self._method()

    def _opened(self, name: str, subtitle: str = "") -> Worksheet:
        made = self.ranking.provenance
        sheet = self.book.add_worksheet(name)
        sheet.write_string(
            0,
            0,
            _WORDS["title"].format(wave=wave_title(made.wave), what=subtitle or name),
            self.title,
        )
        trace = "　".join(f"{label} {text}" for label, text in provenance_lines(made))
        sheet.write_string(1, 0, trace, self.small)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{made.fingerprint}&R&P / &N")
        return sheet

    def _table(self, name: str, table: RankingTable, subtitle: str = "") -> Worksheet:
        sheet = self._opened(name, subtitle)
        for column, (_, heading) in enumerate(HEADINGS):
            sheet.write_string(_FIRST_ROW, column, heading, self.head)
        for row, line in enumerate(table.regions, _FIRST_ROW + 1):
            for column, (key, _) in enumerate(HEADINGS):
                self._put(sheet, row, column, cell(line, key), self._format(key))
        sheet.freeze_panes(_FIRST_ROW + 1, 3)
        sheet.set_column(0, len(HEADINGS) - 1, 10)
        sheet.set_column(1, 2, 13)
        end = _FIRST_ROW + len(table.regions) + 2
        sheet.merge_range(end, 0, end, 16, "", self.strong)
        sheet.write_string(end, 0, table.conclusion, self.strong)
        sheet.set_row(end, 48)
        return sheet

    def _format(self, key: str) -> Format | None:
        if key in SHARES:
            return self.share
        return self.decimal if key in DECIMALS else None

    def _put(
        self, sheet: Worksheet, row: int, column: int, value: Any, form: Format | None = None
    ) -> None:
        if value is None:
            sheet.write_string(row, column, "—")
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write_number(row, column, value, form)

    def _charts(self, sheet: Worksheet, table: RankingTable) -> None:
        ranked = [line for line in table.regions if line.rank is not None]
        if not ranked:
            return
        first, last = _FIRST_ROW + 1, _FIRST_ROW + len(ranked)

        def reference(key: str) -> list[str | int]:
            return [_SHEETS["ranking"], first, _COLUMN[key], last, _COLUMN[key]]

        height = max(320, 24 * len(ranked) + 120)
        below = _FIRST_ROW + len(table.regions) + 5
        score = self.book.add_chart({"type": "bar"})
        score.add_series(
            {
                "name": _WORDS["charts"]["score"],
                "categories": reference("name"),
                "values": reference("score"),
                "fill": {"color": _PALE},
                "y_error_bars": {
                    "type": "custom",
                    "plus_values": [_gap(line.ci_high, line.score) for line in ranked],
                    "minus_values": [_gap(line.score, line.ci_low) for line in ranked],
                },
            }
        )
        self._finish(score, _WORDS["charts"]["score_title"], height, sheet, below, 0)
        places = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        hidden = self.book.add_worksheet(_SHEETS["chart_data"])
        hidden.hide()
        for row, line in enumerate(ranked):
            assert line.rank_low is not None
            assert line.rank_high is not None
            hidden.write_string(row, 0, line.name)
            hidden.write_number(row, 1, line.rank_low - 0.5)
            hidden.write_number(row, 2, line.rank_high - line.rank_low + 1)
        for column, fill in ((1, {"none": True}), (2, {"color": _INK})):
            places.add_series(
                {
                    "name": "" if column == 1 else _WORDS["charts"]["places"],
                    "categories": [_SHEETS["chart_data"], 0, 0, len(ranked) - 1, 0],
                    "values": [_SHEETS["chart_data"], 0, column, len(ranked) - 1, column],
                    "fill": fill,
                    "border": {"none": True},
                    "gap": 60,
                }
            )
        places.show_hidden_data()
        self._finish(places, _WORDS["charts"]["places_title"], height, sheet, below, 9)

    def _finish(
        self, chart: Any, title: str, height: int, sheet: Worksheet, row: int, column: int
    ) -> None:
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        chart.set_size({"width": 640, "height": height})
        sheet.insert_chart(row, column, chart)

    def _blend(self) -> None:
        """Drawn and voluntary answers brought together, with what was done and what follows."""
        blend = self.ranking.blend
        if blend is None:
            return
        rows: list[tuple[Any, ...]] = [
            (
                line.name,
                line.region,
                line.rank,
                line.rank_low,
                line.rank_high,
                line.score,
                line.ci_low,
                line.ci_high,
                line.drawn,
                line.voluntary,
                line.share,
            )
            for line in blend.regions
        ]
        rows += [(blend.sentence, *[""] * 10), (blend.conclusion, *[""] * 10)]
        last = len(_WORDS["blend"]) - 1
        self._grid(
            _SHEETS["blend"],
            _WORDS["blend"],
            rows,
            lambda column: self.share if column == last else self.decimal if column > 4 else None,
        )

    def _reached(self) -> None:
        """What weighting aimed at, and what it reached."""
        names = {line.region: line.name for line in self.ranking.main.regions}
        rows = [
            (names[code], code, group_name(gap), gap.target, gap.reached)
            for code, gaps in self.ranking.gaps().items()
            for gap in gaps
        ]
        if rows:
            self._grid(
                _SHEETS["reached"],
                _WORDS["reached"],
                rows,
                lambda column: self.share if column > 2 else None,
            )

    def _sensitivity(
        self, main: RankingTable, without: RankingTable, lighter: RankingTable | None
    ) -> None:
        other = {line.region: line for line in without.regions}
        light = {line.region: line for line in lighter.regions} if lighter else {}
        rows = []
        for line in main.regions:
            less, weighed = other.get(line.region), light.get(line.region)
            rows.append(
                (
                    line.name,
                    line.region,
                    line.score,
                    less and less.score,
                    _gap(less.score, line.score) if less and less.score and line.score else None,
                    weighed and weighed.score,
                    line.rank,
                    less and less.rank,
                    weighed and weighed.rank,
                    _span(line),
                    _span(less) if less else None,
                    line.n,
                    less and less.n,
                )
            )
        self._grid(_SHEETS["without_flagged"], _WORDS["without_flagged"], rows)

    def write_questions(
        self,
        sheet: str,
        questions: Sequence[QuestionResult],
        titles: Mapping[str, str] | None = None,
    ) -> None:
        """Scores and distributions by question or dimension (the key of the sheet's name)."""
        if not questions:
            return
        titles = titles or {}
        self._grid(
            _SHEETS[sheet],
            [_WORDS["by"][sheet] if each is None else each for each in _WORDS["questions"]],
            [
                (
                    q.name,
                    q.region,
                    titles.get(q.question, q.question),
                    q.n,
                    q.score,
                    q.ci_low,
                    q.ci_high,
                    q.satisfied,
                    *q.shares,
                )
                for q in questions
            ],
            lambda column: self.share if column >= 7 else self.decimal if column >= 4 else None,
        )

    def _grid(
        self,
        name: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[Any]],
        form: Callable[[int], Format | None] | None = None,
    ) -> None:
        sheet = self._opened(name)
        for column, heading in enumerate(headings):
            sheet.write_string(_FIRST_ROW, column, heading, self.head)
        for row, values in enumerate(rows, _FIRST_ROW + 1):
            for column, value in enumerate(values):
                default = self.decimal if isinstance(value, float) else None
                self._put(sheet, row, column, value, (form(column) if form else None) or default)
        sheet.freeze_panes(_FIRST_ROW + 1, 0)
        sheet.set_column(0, len(headings) - 1, 13)

    def _method(self) -> None:
        sheet = self.book.add_worksheet(_SHEETS["method"])
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 110)
        lines = [
            *provenance_lines(self.ranking.provenance),
            *((_WORDS["method"], said) for said in self.ranking.method),
            (_WORDS["conclusion"], self.ranking.main.conclusion),
        ]
        for row, (label, text) in enumerate(lines):
            sheet.write_string(row, 0, label, self.head)
            sheet.write_string(row, 1, text, self.wrap)


def _gap(high: float | None, low: float | None) -> float:
    return (high or 0.0) - (low or 0.0)


def _span(line: RegionResult) -> str | None:
    return None if line.rank is None else f"{line.rank_low}–{line.rank_high}"

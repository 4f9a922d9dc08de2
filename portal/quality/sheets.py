"""Rankings as tables that a spreadsheet opens, and nothing in them runs as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from basis.packaged import yaml_beside
from bureau.quality.answers import AirRank, QualityRanking, WaterRank

Cell = str | int | float | None
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WORDS: dict[str, Any] = yaml_beside(__file__, "sheets.yml")


@dataclass(frozen=True, slots=True)
class RankingSheet:
    """A table with what must be known beside it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...]


def air_sheet(ranking: QualityRanking[AirRank], *, title: str) -> RankingSheet:
    """Return a ranking by air: its figures with days and coverage beside them."""
    unit = _WORDS["points"] if ranking.by == "good_share" else "%"
    name = _WORDS["by"][ranking.by]["name"]
    headings = tuple(heading.format(name=name, unit=unit) for heading in _WORDS["air"])
    rows = tuple(
        (
            row.rank, row.name, row.place, row.summary.composite,
            _rounded(row.summary.statistics.get("PM2.5")), row.summary.good_share,
            row.last_year, row.change, row.summary.days, row.summary.expected,
            row.coverage, _WORDS["valid" if row.summary.valid else "too_few_days"],
        )
        for row in ranking.rows
    )  # fmt: skip
    return RankingSheet(title, headings, rows, _notes(ranking))


def water_sheet(ranking: QualityRanking[WaterRank], *, title: str) -> RankingSheet:
    """Return a ranking by water: CWQI with the sections behind it."""
    rows = tuple(
        (
            row.rank, row.name, row.place, row.cwqi, row.last_year, row.change,
            row.good_share, row.sections, row.expected,
        )
        for row in ranking.rows
    )  # fmt: skip
    return RankingSheet(title, tuple(_WORDS["water"]), rows, _notes(ranking))


def csv_bytes(sheet: RankingSheet) -> bytes:
    """Return a sheet as CSV in UTF-8 with BOM; the notes stand below the table."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.headings)
    writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    writer.writerow([])
    writer.writerows([[name, _harmless(said)] for name, said in sheet.notes])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheet: RankingSheet) -> bytes:
    """Return a sheet as a workbook; texts are written as texts."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#E2F1ED", "border": 1})
        head.set_text_wrap()
        page = book.add_worksheet(_WORDS["page"])
        page.write_string(0, 0, sheet.title, title)
        for column, heading in enumerate(sheet.headings):
            page.write_string(2, column, heading, head)
        for line, row in enumerate(sheet.rows, 3):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    page.write_number(line, column, cell)
                else:
                    page.write_string(line, column, "—" if cell is None else cell)
        for line, (name, said) in enumerate(sheet.notes, len(sheet.rows) + 4):
            page.write_string(line, 0, name)
            page.write_string(line, 1, said)
        page.freeze_panes(3, 2)
        page.set_column(0, 0, 8)
        page.set_column(1, 1, 22)
        page.set_column(2, len(sheet.headings) - 1, 13)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return content.getvalue()


def _notes(
    ranking: QualityRanking[AirRank] | QualityRanking[WaterRank],
) -> tuple[tuple[str, str], ...]:
    named = _WORDS["notes"]
    notes = (
        (named["by"], _WORDS["ranked_by"].format(**_WORDS["by"][ranking.by])),
        (named["standard"], ranking.standard),
        (named["source"], ranking.source_label or _WORDS["no_source"]),
    )
    return (*notes, (named["attention"], _WORDS["demo"])) if ranking.demo else notes


def _harmless(cell: Cell) -> str | int | float:
    """Return a cell that no spreadsheet runs: a text that looks like a formula is quoted."""
    if cell is None:
        return ""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_RUNS) else cell


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)

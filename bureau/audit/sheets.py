"""Lines of the audit log as a file to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import xlsxwriter

from basis.clock import SHANGHAI
from bureau.audit.model import AuditLine
from bureau.audit.words import Meanings, told, verb_names, words

# What makes a spreadsheet take a text for a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (19, 12, 12, 8, 24, 20, 28, 28, 28, 8, 12)


def rows(
    lines: Iterable[AuditLine], officers: Mapping[str, str], meanings: Meanings
) -> Iterator[list[str]]:
    """Yield the cells of each line; `officers` gives full names by login name.

    `meanings` as in `told`.
    """
    said = words()
    for line in lines:
        yield [
            line.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            line.officer or said["nobody"],
            officers.get(line.officer, ""),
            said["deeds"][line.deed],
            verb_names().get(line.verb, line.verb),
            line.number,
            line.subject,
            told(line.detail, meanings),
            line.reason,
            said["outcomes"][line.outcome],
            officers.get(line.second, line.second),
        ]


def audit_csv(
    lines: Iterable[AuditLine], officers: Mapping[str, str], meanings: Meanings, *, demo: bool
) -> bytes:
    """Return lines as CSV in UTF-8 with BOM; no cell runs as a formula, invented data say so."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(words()["headings"])
    for row in rows(lines, officers, meanings):
        writer.writerow("'" + cell if cell.startswith(_RUNS) else cell for cell in row)
    if demo:
        writer.writerow([words()["demo"]])
    return text.getvalue().encode("utf-8-sig")


def audit_xlsx(
    lines: Iterable[AuditLine], officers: Mapping[str, str], meanings: Meanings, *, demo: bool
) -> bytes:
    """Return lines as a workbook whose cells are all texts; invented data say so."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E2F1ED", "border": 1})
        page = book.add_worksheet(words()["page"])
        last = 0
        for column, heading in enumerate(words()["headings"]):
            page.write_string(0, column, heading, head)
            page.set_column(column, column, _WIDTHS[column])
        for last, row in enumerate(rows(lines, officers, meanings), 1):
            for column, cell in enumerate(row):
                page.write_string(last, column, cell)
        if demo:
            page.write_string(last + 2, 0, words()["demo"])
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last, len(_WIDTHS) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return content.getvalue()

"""Lists to take along: XLSX and CSV with their fingerprint, and a record of who took them.

Nothing in them runs as a formula, and what a demonstration invented says so in every file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
import xlsxwriter
from flask import Response

from basis.packaged import yaml_beside
from bureau.cases import Case, words
from bureau.cases.masking import masked_case
from bureau.finding import CaseQuery
from bureau.finding.handed import HandedList
from portal.context import bureau, now, officer
from portal.filters import instant, place
from portal.problems import ProblemError

_WORDS: dict[str, Any] = yaml_beside(__file__, "lists.yml")
_log = structlog.get_logger()
_RUNS = ("=", "+", "-", "@", "\t", "\r")
MOST = 20_000  # rows: more no one reads, and they take everybody's time
_PAGE = 500
_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class TakenList:
    """A list as it is taken along: `asked` says in words which rows it holds."""

    kind: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    asked: str

    @property
    def fingerprint(self) -> str:
        """Twelve digits that the same rows alone give."""
        told = repr((self.kind, self.headings, self.rows, self.asked))
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def case_list(query: CaseQuery) -> TakenList:
    """Return the cases that fit a query; raises `ProblemError` (413) where they are too many."""
    rows = tuple(_case_row(case) for case in _all(query))
    return TakenList("cases", _WORDS["cases"]["title"], tuple(_WORDS["cases"]["headings"]), rows,
                     in_words(query))  # fmt: skip


def list_of(
    kind: str, rows: tuple[tuple[Cell, ...], ...], *, total: int, asked: str = ""
) -> TakenList:
    """Return a list of some kind; raises `ProblemError` (413) for more rows than these."""
    if total > len(rows):
        raise ProblemError(413, "list_too_long", most=str(MOST))
    said = _WORDS[kind]
    shown = asked or str(_WORDS["asked"]["all"])
    return TakenList(kind, said["title"], tuple(said["headings"]), rows, shown)


def title_of(kind: str) -> str:
    """Return the title of a kind of list."""
    return str(_WORDS[kind]["title"])


def in_words(query: CaseQuery) -> str:
    """Return what was asked for, as a person reads it."""
    said = _WORDS["asked"]
    officers = {each.name: each.full_name for each in bureau().officers.every()}
    waiting = said["open"] if query.status == "open" else ""
    facts = {
        "text": query.text,
        "firm": query.firm,
        "area": place(query.area) if query.area else "",
        "category": words().category(query.category) if query.category else "",
        "status": waiting or (words().status(query.status) if query.status else ""),
        "handler": officers.get(query.handler, query.handler),
        "urgent": said["yes"] if query.urgent else "",
        "since": str(query.since or ""),
        "until": str(query.until or ""),
    }
    return "；".join(said[name].format(value) for name, value in facts.items() if value) or str(
        said["all"]
    )


def handed(taken: TakenList, ending: str) -> Response:
    """Return a list as a download: xlsx or csv, with its notes."""
    make = as_xlsx if ending == "xlsx" else as_csv
    return handed_as(taken, ending, make(taken, notes(taken)))


def handed_as(taken: TakenList, ending: str, content: bytes) -> Response:
    """Return a list's file as a download, once it is on record who took it."""
    bureau().handed.note(
        HandedList(
            fingerprint=taken.fingerprint,
            kind=taken.kind,
            asked=taken.asked[:500],
            rows=len(taken.rows),
            form=ending,
            by=officer().name,
            at=now(),
        )
    )
    _log.info("list_taken", kind=taken.kind, rows=len(taken.rows), officer=officer().name)
    response = Response(content, content_type=_MIME[ending])
    name = f"{taken.kind}-{taken.fingerprint}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def notes(taken: TakenList) -> list[tuple[str, str]]:
    """Return what stands under a list: what it is, whose, and whether it is invented."""
    said = _WORDS["notes"]
    found = [
        (said["asked"], taken.asked),
        (said["rows"], str(len(taken.rows))),
        (said["by"], f"{officer().full_name} {instant(now())}"),
        (said["fingerprint"], taken.fingerprint),
    ]
    found += [(said["masked"], said["masked_why"])] if taken.kind == "cases" else []
    return [*demo_notes(), *found]


def demo_notes() -> list[tuple[str, str]]:
    """Return the line that marks invented data, in a demonstration; else nothing."""
    said = _WORDS["notes"]
    return [(said["attention"], said["demo"])] if bureau().settings.demo else []


def as_csv(taken: TakenList, below: Sequence[tuple[str, str]]) -> bytes:
    """Return a list as CSV in UTF-8 with the mark that Excel looks for; notes stand below."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(taken.headings)
    writer.writerows([_harmless(cell) for cell in row] for row in taken.rows)
    writer.writerow([])
    writer.writerows([name, _harmless(said)] for name, said in below)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(taken: TakenList, below: Sequence[tuple[str, str]]) -> bytes:
    """Return a list as a workbook; its notes stand above the table, where they are seen."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        strong = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#E2F1ED", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet(taken.title[:31])
        page.write_string(0, 0, taken.title, strong)
        for line, (name, said) in enumerate(below, 1):
            page.write_string(line, 0, name)
            page.write_string(line, 1, said)
        first = len(below) + 2
        for column, heading in enumerate(taken.headings):
            page.write_string(first, column, heading, head)
        for line, row in enumerate(taken.rows, first + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    page.write_number(line, column, cell, wrap)
                else:
                    page.write_string(line, column, cell or "", wrap)
        page.freeze_panes(first + 1, 1)
        page.autofilter(first, 0, first + max(len(taken.rows), 1), len(taken.headings) - 1)
        page.set_column(0, len(taken.headings) - 1, 16)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return content.getvalue()


def _all(query: CaseQuery) -> Iterator[Case]:
    after, count = None, 0
    while True:
        found = bureau().finding.find(query, limit=_PAGE, after=after)
        count += len(found.cases)
        if count > MOST:
            raise ProblemError(413, "list_too_long", most=str(MOST))
        yield from map(masked_case, found.cases)
        after = found.next
        if after is None:
            return


def _case_row(case: Case) -> tuple[Cell, ...]:
    draft, yes = case.draft, _WORDS["asked"]["yes"]
    rating = {None: "", True: _WORDS["satisfied"], False: _WORDS["dissatisfied"]}[case.satisfied]
    return (
        case.number, case.status_label, words().category(draft.category),
        yes if draft.urgent else "", place(case.town or case.county), draft.place_text,
        draft.description, draft.suspected_firm, instant(case.created),
        instant(case.due) if case.due else "", case.answer, rating,
    )  # fmt: skip


def _harmless(cell: Cell) -> str | int | float:
    if isinstance(cell, str) and cell.startswith(_RUNS):
        return "'" + cell
    return "" if cell is None else cell

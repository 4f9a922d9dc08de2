"""The national water platform: the city's automatic stations, every four hours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bureau.adapters.providers.source_client import SourceClient
from bureau.quality.model import Fetched, RawAnswer, WaterObservation
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, instant_without_year, number, unmarked
from bureau.quality.sites import bare_name, national_sections, section_named
from bureau.quality.tables import table
from bureau.quality.timetable import WATER_FOUR_HOURLY
from bureau.quality.water_class import indicators
from tabular.headings import folded

_PATH = "/GJZ/Ajax/Publish.ashx"
_PROVINCE = "330000"
_PAGE_SIZE = 60
_MOST_PAGES = 60
_TAGS = re.compile(r"<[^>]*>")
_QUALITY_CONTROL = re.compile(r"title\s*=\s*['\"][^'\"]*不合格")
_COMPANIONS = {
    "temperature_c": ("水温",),
    "conductivity_us_cm": ("电导率",),
    "turbidity_ntu": ("浊度",),
    "chlorophyll_mg_l": ("叶绿素α", "叶绿素a", "叶绿素"),
    "algae_cells_l": ("藻密度",),
}
_CLASSES = {
    **{str(code): code for code in range(1, 7)},
    "Ⅰ": 1,
    "Ⅱ": 2,
    "Ⅲ": 3,
    "Ⅳ": 4,
    "Ⅴ": 5,
    "劣Ⅴ": 6,
}


class NationalWater:
    """`bureau.quality.ports.Source` on the national water platform."""

    name = "national_water"
    timetable = WATER_FOUR_HOURLY

    def __init__(self, line: SourceClient) -> None:
        self._line = line

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the city's sections now, from every page of the province's list."""
        observations: dict[tuple[str, datetime], WaterObservation] = {}
        findings: list[str] = []
        raw: list[RawAnswer] = []
        for page in self._pages(at):
            raw += self._line.take_raw()
            try:
                read_page(page, at=at, into=observations, findings=findings)
            except SourceError as failure:
                raise SourceError(str(failure), raw) from None
        if not observations:
            raise SourceError("none of the city's sections in the answer", raw)
        seen = {section for section, _ in observations}
        missing = [section.name for section in national_sections() if section.code not in seen]
        if missing:
            findings.append("sections without a value: " + "、".join(missing))
        return Fetched(
            water=tuple(observations.values()),
            sections=national_sections(),
            raw=tuple(raw),
            findings=tuple(dict.fromkeys(findings)),
        )

    def _pages(self, at: datetime) -> Iterator[Mapping[str, Any]]:
        page, pages, before = 1, 1, None
        while page <= min(pages, _MOST_PAGES):
            form = {
                "action": "getRealDatas",
                "AreaID": _PROVINCE,
                "RiverID": "",
                "MNName": "",
                "PageIndex": str(page),
                "PageSize": str(_PAGE_SIZE),
            }
            answer = self._line.json("POST", _PATH, at=at, form=form)
            if not isinstance(answer, dict) or str(answer.get("result")) != "1":
                raise SourceError("the platform refused the question", self._line.take_raw())
            rows = answer.get("tbody")
            if page > 1 and rows == before:  # a server that ignores the page number
                return
            before = rows
            yield answer
            total = str(answer.get("total"))
            pages = int(total) if total.isdecimal() else 1
            page += 1


def read_page(
    page: Mapping[str, Any],
    *,
    at: datetime,
    into: dict[tuple[str, datetime], WaterObservation],
    findings: list[str],
) -> None:
    """Add the city's observations of a page; columns are found by their headings.

    Raises `SourceError` when the headings or rows are not there.
    """
    heads, rows = page.get("thead"), page.get("tbody")
    if not isinstance(heads, list) or not isinstance(rows, list):
        raise SourceError("the answer has no table")
    columns = _columns([str(head) for head in heads])
    for needed in ("name", "time"):
        if needed not in columns:
            raise SourceError("the table has no column for the section or the time")
    for row in rows:
        if not isinstance(row, list) or len(row) != len(heads):
            findings.append("a row does not fit the headings")
            continue
        cells = [str(cell) for cell in row]
        observation = _observation(cells, columns, at, findings)
        if observation is not None:
            into[observation.section, observation.at] = observation


def cell_value(cell: str) -> tuple[float | None, bool]:
    """Return a cell's raw value and whether its quality control failed.

    `<span title='原始值：26.58'>26.6</span>` is 26.58. Raises `UnreadableError`.
    """
    if _QUALITY_CONTROL.search(cell):
        return None, True
    value = number(unmarked(cell))
    return (None if value is None else float(value)), False


def _observation(
    cells: Sequence[str], columns: Mapping[str, int], at: datetime, findings: list[str]
) -> WaterObservation | None:
    name = _TAGS.sub("", cells[columns["name"]]).strip()
    section = section_named(name, national_sections()) if name else None
    if section is None:
        return None
    if name != section.name and bare_name(name) not in (section.name, *section.aliases):
        findings.append(f"{section.name} is printed as {name}")
    try:
        moment = instant_without_year(_TAGS.sub("", cells[columns["time"]]), at=at)
    except UnreadableError as problem:
        findings.append(f"{name}: {problem}")
        return None
    if moment is None:  # the station is closed or under repair
        return None
    if moment > at + timedelta(hours=1):
        findings.append(f"{name}: the time {moment:%m-%d %H:%M} lies ahead")
        return None
    values, failed = _values(cells, columns, name, findings)
    printed = _TAGS.sub("", cells[columns["class"]]).strip() if "class" in columns else ""
    return WaterObservation(
        section.code, moment, "national", values, _CLASSES.get(printed.rstrip("类")), failed
    )


def _values(
    cells: Sequence[str], columns: Mapping[str, int], name: str, findings: list[str]
) -> tuple[dict[str, float], tuple[str, ...]]:
    values: dict[str, float] = {}
    failed = []
    for column, place in columns.items():
        if column in ("name", "time", "class"):
            continue
        try:
            value, control_failed = cell_value(cells[place])
        except UnreadableError as problem:
            findings.append(f"{name}: {column} {problem}")
            continue
        if control_failed:
            failed.append(column)
        elif value is not None:
            values[column] = value
    return values, tuple(failed)


def _columns(heads: Sequence[str]) -> dict[str, int]:
    aliases = table("surface_water")["aliases"]
    names = {
        "name": ("断面名称", "断面", "站点名称"),
        "time": ("监测时间", "时间"),
        "class": ("水质类别", "类别"),
        **{indicator: (indicator, *aliases[indicator]) for indicator in indicators()},
        **_COMPANIONS,
    }
    wanted = {folded(other): name for name, others in names.items() for other in others}
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = wanted.get(folded(_TAGS.sub("", head)))
        if name is not None:
            found.setdefault(name, place)
    return found

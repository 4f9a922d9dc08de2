"""Rows of the bureau's tables: where the header is, which site and place a row speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bureau.adapters.providers.bureau_tables import SourceSheet
from bureau.places import Gazetteer
from bureau.quality.reading import UnreadableError, is_missing, number
from bureau.quality.sites import bare_name
from bureau.quality.units import factors
from tabular.faults import TableError
from tabular.file import Sheet
from tabular.headings import Table, columns, knows, table_of

_LONGEST_CODE = 64
# A national station is the same one here and there; all other numbers are the bureau's own.
_NATIONAL_CODE = re.compile(r"\d{4}A")
_SITE = {
    "code": ("站点编码", "站点代码", "站点编号", "StationCode", "断面编码", "断面代码", "断面编号"),
    "name": (
        *("站点名称", "站点", "站名", "点位名称", "station", "PositionName", "监测点位"),
        *("断面名称", "断面", "section"),
    ),
    "town": ("镇街道", "镇（街道）", "镇、街道", "乡镇", "所在镇", "所属镇街道", "所在乡镇"),
    "county": ("县市区", "县（市、区）", "区县", "所属区县", "所在区县", "行政区"),
    "longitude": ("经度", "lon", "lng"),
    "latitude": ("纬度", "lat"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """What a row says of its site. Degrees in WGS-84."""

    code: str
    name: str
    place: str | None
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below its header: where it stands, its site, its cells by column.

    `scale` brings each measured one into the standard's unit.
    """

    where: str
    site: Site
    cells: Mapping[str, str]
    scale: Mapping[str, Decimal]


def rows_of(
    sheet: SourceSheet,
    headings: Mapping[str, Sequence[str]],
    measured: frozenset[str],
    places: Gazetteer,
    findings: list[str],
) -> Iterator[TableRow]:
    """Yield the rows of a sheet.

    The header is the first row that names the site and one of `measured`: sheets carry titles.
    A town or county that is written once for several rows (merged cells) holds for them all.
    """
    if sheet.problem:
        findings.append(f"{sheet.name}: {sheet.problem}")
    wanted = {**_SITE, **headings}
    if not sheet.rows:
        return
    try:
        table, at = _table(sheet, wanted, measured)
        scale = factors(table.header, {name: at[name] for name in measured & at.keys()})
    except TableError as problem:
        findings.append(f"{sheet.name}: {problem}")
        return
    above = {"county": "", "town": ""}
    for row in table.rows:
        found = {
            name: row.cells[place].strip() if place < len(row.cells) else ""
            for name, place in at.items()
        }
        # A county that changes ends the town above it.
        if found.get("county"):
            above = {"county": found["county"], "town": ""}
        above["town"] = found.get("town") or above["town"]
        named = found.get("name", "") or found.get("code", "")
        if is_missing(named) or not any(not is_missing(found.get(name, "")) for name in measured):
            continue  # units, totals, notes
        where = f"{sheet.name} line {row.line}"
        if row.fault:
            findings.append(f"{where}: {row.fault}")
            continue
        yield TableRow(where, _site(found, above, where, places, findings), found, scale)


def value(row: TableRow, name: str, findings: list[str]) -> float | None:
    """Return a number of a row; one that cannot be read is reported and missing."""
    try:
        found = number(row.cells.get(name, ""))
    except UnreadableError as problem:
        findings.append(f"{row.where}: {name} {problem}")
        return None
    return None if found is None else float(found * row.scale[name])


def _table(
    sheet: SourceSheet, wanted: Mapping[str, Sequence[str]], measured: frozenset[str]
) -> tuple[Table, dict[str, int]]:
    rows = Sheet(sheet.name, iter(sheet.rows), delimiter=sheet.delimiter)
    names_site = [knows(wanted, all_of=[site], any_of=measured) for site in ("name", "code")]
    table = table_of(rows, lambda header: any(each(header) for each in names_site))
    at = columns(table.header, wanted)
    if not ({"name", "code"} & at.keys() and measured & at.keys()):
        raise TableError("no_site")
    return table, at


def _site(
    found: Mapping[str, str],
    above: Mapping[str, str],
    where: str,
    places: Gazetteer,
    findings: list[str],
) -> Site:
    name = found.get("name", "") or found["code"]
    code = found.get("code", "") or bare_name(name)
    if not _NATIONAL_CODE.fullmatch(code):
        code = f"bureau-{code}"
    position = []
    for degree in ("longitude", "latitude"):
        try:
            position.append(number(found.get(degree, "")))
        except UnreadableError as problem:
            findings.append(f"{where}: {degree} {problem}")
            position.append(None)
    longitude, latitude = (None if degree is None else float(degree) for degree in position)
    place = _place(above["county"] + above["town"], places)
    if place is None and (above["town"] or above["county"]):
        findings.append(f"{where}: no town is called {above['county']}{above['town']}"[:200])
    return Site(code[:_LONGEST_CODE], name, place, longitude, latitude)


def _place(written: str, places: Gazetteer) -> str | None:
    code = re.search(r"(?<!\d)3304\d{2}(?:\d{3})?(?!\d)", written)
    if code and places.get(code[0]):
        return code[0]
    mention = places.best(written) if written else None
    return mention.place.code if mention else None

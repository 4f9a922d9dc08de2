"""The bureau's table of villages: CSV or XLSX, one line a village."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from basis.packaged import words_beside
from bureau.places.gazetteer import Gazetteer, short_name
from bureau.places.model import Level, Place
from bureau.places.villages.model import (
    OWN_FIRST,
    OWN_LAST,
    VILLAGE_DIGITS,
    Village,
    spoken,
    town_of,
)
from tabular.delimited import Row
from tabular.faults import TableError, fault
from tabular.file import chosen, sheets
from tabular.headings import columns, knows, table_of
from tabular.numbers import number
from tabular.text import plain

MOST_ROWS = 5000
LONGEST_NAME, MOST_ALIASES = 40, 30
_SHORTEST_ALIAS = 2
_WORDS = words_beside(__file__)
_COLUMNS: dict[str, list[str]] = _WORDS["columns"]
_BETWEEN = re.compile(r"[、,，;；/|\s]+")
_TOWN_CODE = re.compile(r"(\d{9})(?:000)?")
_COLUMN_ORDER = ("town", "name", "code", "aliases", "longitude", "latitude")


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What is wrong with rows of a table; without `lines` with the whole of it."""

    message: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that was understood; `code` is empty where it gives none."""

    line: int
    town: str
    name: str
    code: str
    aliases: tuple[str, ...]
    centre: tuple[float, float] | None


def read_villages(
    content: bytes,
    *,
    named: str,
    places: Gazetteer,
    known: Sequence[Village],
    official: Mapping[str, str],
) -> tuple[list[Village], list[TableProblem]]:
    """Return the villages of a table and what is wrong with it.

    `known`: the register so far, `official`: names by the shipped division codes; a village
    without a code keeps the one it has in them, else it gets the next of our own.
    """
    found: list[_Line] = []
    wrong: dict[str, list[int]] = {}
    towns = _towns(places)
    try:
        table = table_of(
            chosen(sheets(content, named=named)), knows(_COLUMNS, all_of=("name", "town"))
        )
        at = columns(table.header, _COLUMNS)
        if missing := [name for name in ("town", "name") if name not in at]:
            said = "、".join(_COLUMNS[name][0] for name in missing)
            raise TableError("lacks", columns=said)
        for count, row in enumerate(table.rows, 1):
            if count > MOST_ROWS:
                return [], [TableProblem(_WORDS["too_many"].format(most=MOST_ROWS))]
            try:
                line = _line(row, at, towns, places)
            except ValueError as faulty:
                wrong.setdefault(str(faulty), []).append(row.line)
            else:
                found += [line] if line else []
    except TableError as unreadable:
        return [], [TableProblem(str(unreadable), unreadable.lines)]
    for problem, lines in _twice(found):
        wrong.setdefault(problem, []).extend(lines)
    problems = [TableProblem(said, tuple(lines)) for said, lines in wrong.items()]
    if problems or not found:
        return [], problems or [TableProblem(fault("empty"))]
    return _coded(found, known, official)


def table_text(villages: Sequence[Village], places: Gazetteer) -> str:
    """Return villages as the CSV that `read_villages` reads."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS[name][0] for name in _COLUMN_ORDER)
    for each in villages:
        centre = (each.longitude, each.latitude) if each.longitude is not None else ("", "")
        writer.writerow(
            [places.label(each.town), each.name, each.code, "、".join(each.aliases), *centre]
        )
    return text.getvalue()


def _line(
    row: Row, at: Mapping[str, int], towns: Mapping[str, list[Place]], places: Gazetteer
) -> _Line | None:
    """Return a row, None for a blank one; raises `ValueError` that says what is wrong."""
    if row.fault:
        raise ValueError(row.fault)
    cells = {name: plain(row.cells[place]) for name, place in at.items()}
    if not any(cells.values()):
        return None
    name = spoken("".join(cells["name"].split()))
    if not 1 < len(name) <= LONGEST_NAME or name.isdigit():
        raise ValueError(_WORDS["no_name"].format(text=cells["name"][:LONGEST_NAME]))
    code = cells.get("code", "")
    if code and not (code.isascii() and code.isdigit() and len(code) == VILLAGE_DIGITS):
        raise ValueError(_WORDS["no_code"].format(text=code[:20]))
    town = _town(cells["town"], towns)
    if code and town_of(code) != town:
        raise ValueError(_WORDS["other_town"].format(code=code))
    return _Line(
        row.line, town, name, code, _aliases(cells.get("aliases", ""), name), _centre(cells, places)
    )


def _towns(places: Gazetteer) -> dict[str, list[Place]]:
    """Return the towns by every way in which a table may write them."""
    named: dict[str, list[Place]] = {}
    for town in places.towns():
        county = places.get(town.parent or "")
        above = (county.name, *county.short_names) if county else ()
        for name in {town.name, short_name(town.name), *town.short_names}:
            for written in (name, *(each + name for each in above)):
                if town not in named.setdefault(written, []):
                    named[written].append(town)
        named[town.code] = [town]
    # A name in full is the town's of that name, even where another is called so for short.
    for town in places.towns():
        same = [each for each in places.towns() if each.name == town.name]
        named[town.name] = same
    return named


def _town(text: str, towns: Mapping[str, list[Place]]) -> str:
    written = "".join(text.split()).removeprefix(_WORDS["city"])
    coded = _TOWN_CODE.fullmatch(written)
    found = towns.get(coded[1] if coded else written, [])
    if not found:
        raise ValueError(_WORDS["no_town"].format(text=text[:20]))
    if len(found) > 1:
        raise ValueError(_WORDS["several_towns"].format(text=text[:20]))
    assert found[0].level is Level.TOWN
    return found[0].code


def _aliases(text: str, name: str) -> tuple[str, ...]:
    found = [each for each in _BETWEEN.split(text) if each and each != name]
    if any(not _SHORTEST_ALIAS <= len(each) <= LONGEST_NAME for each in found):
        raise ValueError(_WORDS["alias"])
    if len(found) > MOST_ALIASES:
        raise ValueError(_WORDS["many_aliases"].format(most=MOST_ALIASES))
    return tuple(dict.fromkeys(found))


def _centre(cells: Mapping[str, str], places: Gazetteer) -> tuple[float, float] | None:
    written = [cells.get(name, "") for name in ("longitude", "latitude")]
    if not any(written):
        return None
    try:
        longitude, latitude = (float(number(each)) for each in written)
    except ValueError:
        raise ValueError(_WORDS["no_point"]) from None
    if places.county_at(longitude, latitude) is None:
        raise ValueError(_WORDS["outside"])
    return longitude, latitude


def _twice(found: Sequence[_Line]) -> list[tuple[str, list[int]]]:
    """Return what stands in the table twice: a code, or a name of one town, aliases among them."""
    keys: list[tuple[str, Callable[[_Line], list[str]]]] = [
        (_WORDS["twice_code"], lambda each: [each.code] if each.code else []),
        (_WORDS["twice_name"], lambda each: [each.town + name for name in _named(each)]),
    ]
    problems = []
    for said, key in keys:
        lines: dict[str, list[int]] = {}
        for each in found:
            for value in key(each):
                lines.setdefault(value, []).append(each.line)
        problems += [
            (said.format(text=value.lstrip("0123456789") or value), sorted(set(several)))
            for value, several in lines.items()
            if len(several) > 1
        ]
    return problems


def _named(line: _Line) -> tuple[str, ...]:
    return (line.name, *line.aliases)


def _coded(
    found: Sequence[_Line], known: Sequence[Village], official: Mapping[str, str]
) -> tuple[list[Village], list[TableProblem]]:
    codes = {(town_of(code), spoken(name)): code for code, name in official.items()}
    codes |= {(each.town, each.name): each.code for each in known}
    given = {each.code for each in found if each.code}
    taken = given | {each.code for each in known} | set(official)
    made: list[Village] = []
    for each in found:
        code = each.code or codes.get((each.town, each.name), "")
        if not each.code and code in given:
            code = ""
        if not code:
            free = (f"{each.town}{own:03}" for own in range(OWN_FIRST, OWN_LAST + 1))
            code = next((one for one in free if one not in taken), "")
            if not code:
                return [], [TableProblem(_WORDS["full"], (each.line,))]
        taken.add(code)
        longitude, latitude = each.centre or (None, None)
        made.append(Village(code, each.name, each.aliases, longitude, latitude))
    return made, []

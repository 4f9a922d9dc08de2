"""Which column is which: headings by any of their names, in one row or in two."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from tabular.delimited import Row
from tabular.faults import TableError, fault
from tabular.file import Sheet
from tabular.text import plain

_SEARCHED = 12
_BRACKETS = re.compile(r"<[^>]*>|[(\[【]([^)\]】]*)[)\]】]")
# What a unit looks like: in brackets, in a row of its own, or behind a name (CO mg/m³).
_AMOUNT = r"(?:[nuμµmk千万]?(?:g|mol)|[纳微毫千]?克|[千万]?个|10\^?[3-6³⁴]个|mpn|cfu)"
_VOLUME = r"(?:m\^?[3³]|(?:100\s*)?m?l|立方米|升|mol|kg)"
_UNIT = rf"(?:{_AMOUNT}\s*/\s*{_VOLUME}|pp[mbt]v?|%|‰|无量纲)"
_IS_UNIT = re.compile(_UNIT, re.IGNORECASE)
_BEHIND = re.compile(rf"[\s/_,]+({_UNIT})\s*$", re.IGNORECASE)
_NOTE = re.compile(r"[,，;；]?\s*以.+计")  # mg/L，以N计
_PUNCTUATION = re.compile(r"[\s_\-.·:：/,，₀-₉]+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


@dataclass(frozen=True, slots=True)
class Table:
    """A header, the number of the last row it takes, and the rows below, to be read once."""

    header: list[str]
    line: int
    rows: Iterator[Row]


def folded(heading: str) -> str:
    """Return a heading without case, units, spaces and punctuation, to compare names by."""
    text = _BEHIND.sub("", plain(heading).translate(_SUBSCRIPTS))
    return _PUNCTUATION.sub("", _BRACKETS.sub("", text)).lower()


def unit_of(heading: str) -> str:
    """Return the unit a heading names, in brackets or at its end, or an empty text."""
    said = plain(heading)
    for bracket in _BRACKETS.finditer(said):
        unit = _NOTE.sub("", bracket[1] or "").strip()
        if set("/%‰") & set(unit) or _IS_UNIT.fullmatch(unit):
            return unit
    behind = _BEHIND.search(said)
    return behind[1] if behind else ""


def columns(header: Sequence[str], aliases: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the place of each known column; the name itself wins over its aliases.

    Raises `TableError` when two columns claim one name.
    """
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        places.setdefault(folded(cell), []).append(place)
    found: dict[str, int] = {}
    for name, others in aliases.items():
        claims = places.get(folded(name), [])
        if not claims:
            keys = dict.fromkeys(map(folded, others))
            claims = sorted(place for key in keys for place in places.get(key, []))
        if len(claims) > 1:
            claimed = [header[place] for place in claims]
            if len(set(map(folded, claimed))) == 1:
                raise TableError("twice", names="、".join(dict.fromkeys(claimed)))
            raise TableError("claimed", name=name, columns="、".join(claimed))
        if claims:
            found[name] = claims[0]
    return found


def knows(
    aliases: Mapping[str, Sequence[str]],
    *,
    all_of: Collection[str] = (),
    any_of: Collection[str] = (),
) -> Callable[[Sequence[str]], bool]:
    """Return what tells a header: it names all of these columns, and one of those if any."""

    def is_header(header: Sequence[str]) -> bool:
        try:
            found = columns(header, aliases).keys()
        except TableError:  # a header it is, and whoever reads its columns says what is wrong
            return True
        return found >= set(all_of) and (not any_of or not found.isdisjoint(any_of))

    return is_header


def table_of(
    sheet: Sheet,
    is_header: Callable[[Sequence[str]], bool],
) -> Table:
    """Return a sheet as a table; its rows have as many cells as the header, or say what is wrong.

    The header is the first of the upper rows that `is_header` knows, or two of them that it knows
    together; else the first row, for the caller to say what it lacks. Units in a row of their own
    below stand in brackets behind the headings. Raises `TableError` for an
    empty sheet and a header that cannot be read.
    """
    first = list(islice(sheet.rows, _SEARCHED + 1))
    if not first:
        raise TableError("empty")
    header, begins, height = _header(first, is_header)
    row = first[begins]
    if row.fault:
        raise TableError("header", [row.line], fault=row.fault)
    if len(first) > begins + height and _are_units(first[begins + height].cells):
        below = [*first[begins + height].cells, *[""] * len(header)]
        pairs = zip(header, below, strict=False)
        header = [f"{name}({unit})" if unit.strip() else name for name, unit in pairs]
        height += 1
    ends = first[begins + height - 1].line
    rows = chain(first[begins + height :], sheet.rows)
    return Table(header, ends, _shaped(rows, len(header), is_ragged=not sheet.delimiter))


def _header(
    first: Sequence[Row], is_header: Callable[[Sequence[str]], bool]
) -> tuple[list[str], int, int]:
    singles = [[cell.strip() for cell in row.cells] for row in first]
    for place, header in enumerate(singles[:_SEARCHED]):
        if is_header(header):
            return header, place, 1
    for place, (upper, lower) in enumerate(pairwise(singles)):
        for pair in _paired(upper, lower):
            if is_header(pair):
                return pair, place, 2
    return singles[0], 0, 1


def _are_units(cells: Sequence[str]) -> bool:
    said = [_NOTE.sub("", plain(cell)) for cell in cells]
    named = [cell for cell in said if cell not in ("", "-", "—", "/")]
    return bool(named) and all(map(_IS_UNIT.fullmatch, named))


def _paired(upper: Sequence[str], lower: Sequence[str]) -> Iterator[list[str]]:
    """Yield what two rows may say together: the lower heading alone, or below the upper.

    An upper heading stands over the blank cells to its right too.
    """
    width = max(len(upper), len(lower))
    above, over = "", []
    for place in range(width):
        said = upper[place] if place < len(upper) else ""
        above = said or above
        over.append(above)
    below = [*lower, *[""] * (width - len(lower))]
    tops = [*upper, *[""] * (width - len(upper))]
    yield [low or top for top, low in zip(tops, below, strict=True)]
    yield [
        f"{top} {low}" if low and low != top else (low or alone)
        for top, alone, low in zip(over, tops, below, strict=True)
    ]
    yield [alone or low for alone, low in zip(tops, below, strict=True)]


def _shaped(rows: Iterator[Row], width: int, *, is_ragged: bool) -> Iterator[Row]:
    for row in rows:
        cells = row.cells
        if len(cells) == width:
            yield row
        elif is_ragged:
            yield Row(row.line, [*cells[:width], *[""] * (width - len(cells))], row.fault)
        elif len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            yield Row(row.line, cells[:width], row.fault)  # some writers end every row with a comma
        else:
            wrong = row.fault or fault("width", count=len(cells), width=width)
            yield Row(row.line, cells, wrong)

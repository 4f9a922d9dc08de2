"""The bureau's register of works that may smell, ranked by what an event says of each.

For officers alone: one event names a direction, never proves a firm, and the public is told none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from basis.packaged import words_beside
from bureau.odor.model import Plane
from bureau.odor.source import SourceArea
from bureau.places import wgs84_to_gcj02
from tabular.faults import TableError
from tabular.file import sheets
from tabular.headings import columns, table_of

# Before anything is known, so much speaks for a place that the register does not hold.
_ELSEWHERE = 0.3
# What a smell that fits or does not fit the profile makes of the odds; people name smells loosely,
# so it is little.
_FITS, _DIFFERS = 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Emitter:
    """A works of the register: its name, its point (degrees, WGS-84), what it smells of."""

    name: str
    longitude: float
    latitude: float
    profile: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmitterRegister:
    """The register as read; `findings` are sentences about rows that could not be."""

    emitters: tuple[Emitter, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How likely a works is the source, of all in the register and of anywhere else."""

    emitter: Emitter
    probability: float
    fits: bool


def read_register(path: Path) -> EmitterRegister:
    """Return the register of a CSV or XLSX file; raises `OSError` where it cannot be opened.

    A row that cannot be read is a finding, and the others count.
    """
    emitters: list[Emitter] = []
    findings: list[str] = []
    names: Mapping[str, Sequence[str]] = _words()["columns"]
    try:
        for sheet in sheets(path.read_bytes(), named=path.name):
            table = table_of(
                sheet, lambda header: {"name", "longitude"} <= columns(header, names).keys()
            )
            at = columns(table.header, names)
            if not {"name", "longitude", "latitude"} <= at.keys():
                findings.append(_words()["columns_wanted"])
                continue
            for row in table.rows:
                cells = {n: row.cells[i].strip() for n, i in at.items() if i < len(row.cells)}
                if not any(cells.values()):
                    continue
                try:
                    emitters.append(_emitter(cells))
                except ValueError:
                    findings.append(_words()["unreadable"].format(line=row.line))
    except TableError as problem:
        findings.append(str(problem))
    return EmitterRegister(tuple(emitters), tuple(findings))


def ranked(
    emitters: Sequence[Emitter], area: SourceArea, qualities: Sequence[str], plane: Plane
) -> tuple[list[Suspicion], float]:
    """Return the works by probability, the likeliest first, and the probability of anywhere else.

    `plane`: that of the area, on GCJ-02.
    """
    named = set(qualities)
    odds = []
    for emitter in emitters:
        where = plane.metres(*wgs84_to_gcj02(emitter.longitude, emitter.latitude))
        fits = bool(named & set(emitter.profile))
        factor = _FITS if fits else (_DIFFERS if named and emitter.profile else 1.0)
        share = (1 - _ELSEWHERE) / len(emitters)
        odds.append((emitter, fits, share * factor * area.relative(*where)))
    total = _ELSEWHERE + sum(weight for _, _, weight in odds)
    found = [Suspicion(emitter, weight / total, fits) for emitter, fits, weight in odds]
    found.sort(key=lambda each: (-each.probability, each.emitter.name))
    return found, _ELSEWHERE / total


def _emitter(cells: Mapping[str, str]) -> Emitter:
    longitude, latitude = float(cells["longitude"]), float(cells["latitude"])
    if not cells["name"] or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError
    profile = cells.get("profile", "").translate(_SEPARATORS).split()
    return Emitter(cells["name"], longitude, latitude, tuple(profile))


_SEPARATORS = str.maketrans(dict.fromkeys("、，,;；/|", " "))


@cache
def _words() -> Mapping[str, Any]:
    return words_beside(__file__)

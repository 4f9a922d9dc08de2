"""The stations and sections of Jiaxing that the national platforms publish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.quality.model import SOURCES, Section, Station

_BRACKETED = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_SPACES = re.compile(r"[\s·•]+")


@cache
def national_stations() -> tuple[Station, ...]:
    """Return the city's stations on the national air platform."""
    return tuple(
        Station(source="national", aliases=tuple(entry.pop("aliases", ())), **entry)
        for entry in _read()["stations"]
    )


@cache
def national_sections() -> tuple[Section, ...]:
    """Return the city's sections on the national water platform."""
    return tuple(
        Section(source="national", aliases=tuple(entry.pop("aliases", ())), **entry)
        for entry in _read()["sections"]
    )


def bare_name(name: str) -> str:
    """Return a section's name without what stands in brackets: names change between dates."""
    return _SPACES.sub("", _BRACKETED.sub("", name)) or _SPACES.sub("", name)


def section_named(name: str, sections: Iterable[Section]) -> Section | None:
    """Return the section that a name means: itself, an alias, or one that contains the other.

    Of several that only contain it, none is meant.
    """
    wanted = bare_name(name)
    inside = [bare_name(part) for part in re.findall(r"[（(]([^）)]*)[）)]", name)]
    candidates = list(sections)
    for section in candidates:
        names = {bare_name(section.name), *map(bare_name, section.aliases)}
        if wanted in names or names & set(inside):
            return section
    near = [
        section
        for section in candidates
        if len(wanted) >= 2 and (wanted in section.name or bare_name(section.name) in wanted)
    ]
    return near[0] if len(near) == 1 else None


def _read() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml_beside(__file__, "sites.yml")
    return loaded


def source_label(source: str, medium: str) -> str:
    """Return how a source of `air` or `water` is named to people; the source itself if unknown."""
    return str(SOURCES.get(source, {}).get(medium, source))

"""Which office is for a place: its telephone, hours, address; from `data/answers/offices.yml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from basis.packaged import yaml_beside
from bureau.answers.model import BranchOffice
from bureau.answers.words import refused, word

_FACTS = ("area", "name", "phone", "hours", "address")


def read_offices(listed: object) -> list[BranchOffice]:
    """Return the offices of a YAML list; raises `LibraryError` (`entries`)."""
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise refused("entries")
    told = [{name: str(each.get(name) or "").strip() for name in _FACTS} for each in listed]
    offices = [
        # The city's code ends where those of its counties go on: 330400, 330402.
        BranchOffice(
            **{**facts, "area": facts["area"].removesuffix("00")}, checked=bool(each.get("checked"))
        )
        for facts, each in zip(told, listed, strict=True)
    ]
    if not all(office.area and office.name for office in offices):
        raise refused("entries")
    return offices


def asks_for_an_office(question: str) -> bool:
    """Return whether an office is asked for by its telephone, hours, address or area."""
    return _patterns()["office"].search(question) is not None and (
        _patterns()["other"].search(question) is None
    )


def office_for(place: str, offices: Sequence[BranchOffice]) -> BranchOffice | None:
    """Return the office nearest to a place: its town's, else its county's, else the city's."""
    fitting = [office for office in offices if place.startswith(office.area)]
    return max(fitting, key=lambda office: len(office.area), default=None)


def office_words(office: BranchOffice, *, place: str) -> str:
    """Return an office as people read it; `place`: the name of the place it was asked for."""
    lines = [word("office", "of", place=place, name=office.name)] if place else [office.name]
    lines += [
        word("office", name, **{name: value})
        for name in ("phone", "hours", "address")
        if (value := getattr(office, name))
    ]
    if not office.checked:
        lines.append(word("source", "unchecked"))
    return "\n".join(lines)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(words))
        for name, words in yaml_beside(__file__, "offices.yml").items()
    }

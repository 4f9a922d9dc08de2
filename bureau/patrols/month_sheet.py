"""The monthly sheet: what volunteers did, by person, team and town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from basis.clock import SHANGHAI
from bureau.patrols.counting import Deeds, deeds, local_day
from bureau.patrols.model import Patrol, Volunteer

BY = ("person", "team", "town")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A person (by number), team or town (code) in a month; `patrols`: outings, one a day each.

    `sent`: all points; `deeds`: what those that count come to.
    """

    key: str
    patrols: int
    sent: int
    deeds: Deeds


def month_of(told: str) -> tuple[datetime, datetime]:
    """Return the first instant of a month such as 2026-11 and of the next; raises `ValueError`."""
    year, _, month = told.partition("-")
    first = date(int(year), int(month), 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    since, until = (datetime(day.year, day.month, 1, tzinfo=SHANGHAI) for day in (first, after))
    return since, until


def sheet(
    points: Iterable[Patrol], volunteers: Mapping[int, Volunteer], *, by: str
) -> list[SheetRow]:
    """Return the rows of a month's points; whoever did most that counts stands first."""
    keys: dict[str, Callable[[Patrol], str]] = {
        "person": lambda each: str(each.volunteer),
        "team": lambda each: _team(volunteers.get(each.volunteer)),
        "town": lambda each: each.town or each.county or "",
    }
    key = keys[by]
    grouped: dict[str, list[Patrol]] = defaultdict(list)
    for each in points:
        grouped[key(each)].append(each)
    rows = [
        SheetRow(
            name,
            len({(each.volunteer, local_day(each)) for each in theirs}),
            len(theirs),
            deeds(theirs),
        )
        for name, theirs in grouped.items()
    ]
    return sorted(rows, key=lambda row: (-row.deeds.points, row.key))


def _team(volunteer: Volunteer | None) -> str:
    return volunteer.team if volunteer else ""

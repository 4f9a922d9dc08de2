"""Events as they are kept, and how new reports find their way into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bureau.odor.clustering import ReportCluster
from bureau.odor.model import Sighting, Summary
from bureau.officers import Officer, Right

CATEGORY = "odor"
# What the keys begin with of those who were asked whether they smell it.
ASKED = "ask:"
# A pile-up that chance brings less often is unusual; `python -m bench odor_alarm` measures it.
UNUSUAL = 0.0001


@dataclass(frozen=True, slots=True)
class Placement:
    """The event a report belongs to; `pinned` where an officer said so."""

    event: int | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class OdorEvent:
    """An event with its figures; `county`, `town`: where most of its reports come from.

    `chance`: how seldom an ordinary evening piles up as much here (p of the scan), None where
    it was not asked. `merged_into`: the event it went into, by the clustering or an officer.
    """

    id: int
    summary: Summary
    county: str | None
    town: str | None
    chance: float | None = None
    merged_into: int | None = None

    @property
    def unusual(self) -> bool:
        """Whether an ordinary evening hardly ever piles up as much here."""
        return self.chance is not None and self.chance < UNUSUAL

    def open_to(self, officer: Officer, right: Right = Right.SEE_CASES) -> bool:
        """Return whether an officer has a right over this event."""
        return officer.may(right, county=self.county, town=self.town, category=CATEGORY)


@dataclass(frozen=True, slots=True)
class OfficersAct:
    """What an officer did to an event, by name."""

    at: datetime
    verb: str
    officer: str
    other: int | None = None


@dataclass(slots=True)
class Plan:
    """What follows from the groups: reports into events, and events that are one.

    `fresh`: new events, each with its reports' keys. `placed`: key to event. `merged`: event to
    the one it goes into.
    """

    fresh: list[tuple[str, ...]] = field(default_factory=list)
    placed: dict[str, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)

    @property
    def touched(self) -> set[int]:
        """The events that change."""
        return {*self.placed.values(), *self.merged, *self.merged.values()}


def plan(groups: Iterable[ReportCluster], placements: Mapping[str, Placement]) -> Plan:
    """Return what the groups ask for, given where their reports are now.

    Whatever an officer decided stands: a pinned report moves nowhere, an event with one is not
    merged away, and a new report beside them goes where the nearest of its group is.
    """
    found = Plan()
    held = {each.event for each in placements.values() if each.pinned}
    for group in groups:
        _plan_group(group.members, placements, held, found)
    return found


def _plan_group(
    members: Sequence[Sighting],
    placements: Mapping[str, Placement],
    held: set[int | None],
    found: Plan,
) -> None:
    at = {each.key: placements.get(each.key, Placement()) for each in members}
    free = sorted({p.event for p in at.values() if p.event is not None and p.event not in held})
    placed = [each for each in members if at[each.key].event is not None]
    loose = [each for each in members if at[each.key].event is None]
    if not placed:
        found.fresh.append(tuple(each.key for each in members))
        return
    for event in free[1:]:
        found.merged[event] = free[0]
    for each in loose:
        nearest = min(placed, key=lambda other: (_apart(each, other), other.at, other.key))
        belongs = at[nearest.key].event
        if belongs is not None:
            found.placed[each.key] = found.merged.get(belongs, belongs)


def _apart(one: Sighting, other: Sighting) -> float:
    """Return how far two are, a minute counting as twenty metres."""
    return one.away(other) + 20 / 60 * abs((one.at - other.at).total_seconds())

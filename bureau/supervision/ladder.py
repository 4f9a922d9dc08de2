"""Which rungs a case has reached: pure, from `ladder.yml` and the case's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.cases import Case
from bureau.cases.clocks import Limit, Unit, Workdays, workdays
from bureau.cases.lifecycle import OPEN
from bureau.supervision.model import LateMark, Paper, Rung

# No run of days off is longer: working days before a limit reach back by so much more.
_DAYS_OFF = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs for ordinary cases and for danger, in the order in which they are climbed."""

    ordinary: Sequence[Rung]
    danger: Sequence[Rung]
    workdays: Workdays

    def reached(self, case: Case, at: datetime) -> list[Rung]:
        """Return the rungs that a case has reached at an instant, in their order.

        None while no officer owes a step. A rung before the limit's end is over with it.
        """
        if case.due is None or case.status not in OPEN:
            return []
        begun, due = case.begun or case.created, case.due
        rungs = self.danger if case.draft.urgent else self.ordinary
        return [rung for rung in rungs if self._reached(rung, begun, due, at)]

    @property
    def horizon(self) -> timedelta:
        """How long before a limit's end its first rung may be reached."""
        spans = [rung.before.span for rung in (*self.ordinary, *self.danger) if rung.before]
        return max(spans, default=timedelta(0)) * 2 + _DAYS_OFF

    def _reached(self, rung: Rung, begun: datetime, due: datetime, at: datetime) -> bool:
        if rung.after is not None:
            return at > due and self._between(rung.after, due, at) >= rung.after.span
        assert rung.before is not None, "a rung lies before the limit's end or after it"
        if at > due or self._between(rung.before, begun, due) <= rung.before.span:
            return False
        return self._between(rung.before, at, due) <= rung.before.span

    def _between(self, limit: Limit, start: datetime, end: datetime) -> timedelta:
        counted = limit.unit is Unit.WORKDAYS
        return self.workdays.between(start, end) if counted else end - start


def stage(case: Case) -> str:
    """Return which running of which clock a case is in; empty where none runs or stands."""
    return f"{case.clock}:{case.reopenings}" if case.clock else ""


def read_ladder(raw: Mapping[str, Any], days: Workdays) -> Ladder:
    """Read a ladder from what its YAML holds; what cannot be meant raises."""
    return Ladder(
        ordinary=tuple(map(_rung, raw["ordinary"])),
        danger=tuple(map(_rung, raw["danger"])),
        workdays=days,
    )


def _rung(told: Mapping[str, Any]) -> Rung:
    if unknown := set(told) - {each.name for each in fields(Rung)}:
        raise ValueError(f"a rung has no {', '.join(sorted(unknown))}")
    return Rung(
        code=told["code"],
        before=_limit(told["before"]) if "before" in told else None,
        after=_limit(told["after"]) if "after" in told else None,
        paper=Paper(told["paper"]) if "paper" in told else None,
        mark=LateMark(told["mark"]) if "mark" in told else None,
    )


def _limit(told: Mapping[str, int]) -> Limit:
    [(unit, amount)] = told.items()
    return Limit(amount, Unit(unit))


@cache
def ladder() -> Ladder:
    """Return the bureau's ladder, read once."""
    return read_ladder(yaml_beside(__file__, "ladder.yml"), workdays())

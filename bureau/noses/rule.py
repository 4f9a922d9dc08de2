"""When an odor event is alarmed and whom it is asked of, from `noses.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.odor import OdorEvent


@dataclass(frozen=True, slots=True)
class AlarmCondition:
    """What must hold together: people at least, chance at most, mean intensity at least."""

    people: int
    chance: float | None = None
    intensity: float | None = None

    def holds(self, event: OdorEvent, people: int) -> bool:
        """Return whether an event that so many different people reported meets it."""
        if people < self.people:
            return False
        if self.chance is not None and (event.chance is None or event.chance > self.chance):
            return False
        strength = event.summary.mean_intensity
        return self.intensity is None or (strength is not None and strength >= self.intensity)


@dataclass(frozen=True, slots=True)
class AlarmStep:
    """A step of the alarm; one of its conditions is enough."""

    code: str
    conditions: tuple[AlarmCondition, ...]


@dataclass(frozen=True, slots=True)
class NosesRule:
    """The bureau's measures; see `noses.yml`."""

    steps: tuple[AlarmStep, ...]
    fresh: timedelta
    asked_from: int
    within_m: float
    most: int
    apart: timedelta
    a_week: int
    quiet_from: int
    quiet_until: int
    open_for: timedelta
    spare: int
    told_from: int
    told_apart: timedelta

    def reached(self, event: OdorEvent, people: int) -> list[str]:
        """Return the steps that an event has reached, in their order."""
        return [
            step.code
            for step in self.steps
            if any(each.holds(event, people) for each in step.conditions)
        ]

    def quiet(self, at: datetime) -> bool:
        """Return whether it is night, when nobody is asked or told."""
        hour = at.astimezone(SHANGHAI).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


@cache
def rule() -> NosesRule:
    """Return the measures, read once."""
    return read(yaml_beside(__file__, "noses.yml"))


def read(raw: Mapping[str, Any]) -> NosesRule:
    """Return the measures that data hold; raises `ValueError` where a step could never be met."""
    steps = tuple(
        AlarmStep(step["code"], tuple(AlarmCondition(**each) for each in step["any"]))
        for step in raw["steps"]
    )
    if not steps or any(not step.conditions for step in steps):
        raise ValueError("a step of the alarm without a condition")
    asking, telling = raw["asking"], raw["telling"]
    return NosesRule(
        steps=steps,
        fresh=timedelta(hours=raw["fresh_hours"]),
        asked_from=asking["people"],
        within_m=float(asking["within_m"]),
        most=asking["most"],
        apart=timedelta(hours=asking["apart_hours"]),
        a_week=asking["a_week"],
        quiet_from=asking["quiet"]["from"],
        quiet_until=asking["quiet"]["until"],
        open_for=timedelta(minutes=asking["minutes"]),
        spare=asking["spare"],
        told_from=telling["people"],
        told_apart=timedelta(hours=telling["apart_hours"]),
    )

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.noses import rule
from bureau.noses.rule import AlarmCondition, read
from bureau.odor import OdorEvent
from bureau.odor.model import Sighting, summary

AT = datetime(2026, 7, 1, 4, tzinfo=UTC)


def event(*, chance: float | None = None, intensity: int | None = None) -> OdorEvent:
    reports = [Sighting(str(n), AT, 0, 0, intensity=intensity) for n in range(3)]
    return OdorEvent(1, summary(reports), None, None, chance)


@pytest.mark.parametrize(
    ("people", "chance", "intensity", "steps"),
    [
        (2, 1e-9, 5, []),
        (3, None, None, []),
        (3, 1e-5, None, ["noticed"]),
        (3, None, 4, ["noticed"]),
        (3, 0.01, 3, []),
        (5, None, None, ["noticed"]),
        (8, 1e-5, None, ["noticed", "serious"]),
        (8, None, None, ["noticed"]),
        (15, None, None, ["noticed", "serious"]),
    ],
)
def test_which_steps_an_event_has_reached(
    people: int, chance: float | None, intensity: int | None, steps: list[str]
) -> None:
    assert rule().reached(event(chance=chance, intensity=intensity), people) == steps


def test_all_that_a_condition_names_must_hold() -> None:
    both = AlarmCondition(people=3, chance=0.001, intensity=4)
    assert both.holds(event(chance=0.0001, intensity=4), 3)
    assert not both.holds(event(chance=0.0001, intensity=3), 3)
    assert not both.holds(event(chance=None, intensity=4), 3)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (2, True), (6, True), (7, False)]
)
def test_nobody_is_asked_at_night(hour: int, quiet: bool) -> None:
    assert rule().quiet(AT.replace(hour=0) + timedelta(hours=hour - 8)) is quiet


def test_a_step_without_a_condition_is_refused() -> None:
    with pytest.raises(ValueError, match="condition"):
        read({"steps": [{"code": "x", "any": []}], "fresh_hours": 1, "asking": {}, "telling": {}})

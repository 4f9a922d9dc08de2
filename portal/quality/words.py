"""Air and water in a resident's words, from `words.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.quality.answers import AirAnswer, WaterAnswer


@cache
def words() -> dict[str, Any]:
    """Return the words, read once."""
    return dict(yaml_beside(__file__, "words.yml"))


def clock(at: datetime, *, now: datetime) -> str:
    """Return an instant as people say it: today's by its hour, others with their day."""
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    return local.strftime("%H:%M") if local.date() == today else _dated(local)


def hour(at: datetime) -> str:
    """Return an hour of a series: 24日13:00."""
    return str(words()["hour"]).format(at=at.astimezone(SHANGHAI))


def number(value: float | None) -> str:
    """Return a measured value with at most three decimals; a dash for none."""
    return "—" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def joined(names: Iterable[str]) -> str:
    """Return names as a list in a sentence."""
    return str(words()["joined"]).join(names)


def freshness(answer: AirAnswer | WaterAnswer, *, now: datetime, ago: str) -> dict[str, str]:
    """Return how old a value is, when the next is due, and where it comes from."""
    said = words()
    due = "late" if answer.next_due < now else "next"
    return {
        "time": said["fresh"].format(time=clock(answer.observed_at, now=now), ago=ago),
        "next": said[due].format(time=clock(answer.next_due, now=now)),
        "source": said["source"].format(source=answer.source_label),
    }


def warnings(answer: AirAnswer | WaterAnswer) -> list[str]:
    """Return what a reader must know before trusting a value."""
    said = words()
    found = []
    if answer.stale:
        hours = answer.age // timedelta(hours=1)
        whose = said["whose"][answer.gap or "none"]
        found.append(said["stale"].format(hours=hours, whose=whose))
    if answer.suspicions:
        found.append(said["suspect"])
    return found


def _dated(local: datetime) -> str:
    return str(words()["dated"]).format(at=local)

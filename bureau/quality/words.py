"""What people call the air and the water, from `words.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Literal

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside

Medium = Literal["air", "water"]


def air_verdict(level: int) -> str:
    """Return in a few words what a level (1 to 6) means for going out."""
    return str(_said()["air"]["verdict"][level])


def air_advice(level: int) -> str:
    """Return the advice of a level (1 to 6) for sensitive people."""
    return str(_said()["air"]["sensitive"][level])


def water_verdict(water_class: int) -> str:
    """Return in a few words what a class (1 to 6) means."""
    return str(_said()["water"]["verdict"][water_class])


def named(names: Iterable[str], medium: Medium) -> str:
    """Return pollutants or indicators as people call them."""
    known = _said()[medium]["names"]
    return joined(known.get(name, name) for name in names)


def joined(names: Iterable[str]) -> str:
    """Return names in a row."""
    return str(_said()["joined"]).join(names)


def air_value(name: str, number: float) -> str:
    """Return a concentration with name and unit: whole numbers, CO to one decimal."""
    shown = f"{number:.1f}" if name == "CO" else f"{number:.0f}"
    return f"{named((name,), 'air')} {shown} {unit(name, 'air')}".rstrip()


def unit(name: str, medium: Medium) -> str:
    """Return the unit of a pollutant or an indicator, empty for an index and pH."""
    units = _said()[medium]["units"]
    return str(units.get(name, units["other"]))


def station(name: str) -> str:
    """Return how a station is called: 清河小学站; a name that says so itself stays."""
    end = str(_said()["air"]["station"])
    return name if name.endswith(end) else name + end


def demo_mark(*, demo: bool, source_label: str) -> str:
    """Return the mark of demonstration data, unless the source's own name says so."""
    mark = str(_said()["demo"])
    return mark if demo and mark.strip("（）") not in source_label else ""


def moment(at: datetime) -> str:
    """Return an hour with its day, which is understood whenever it is read: 11月26日14点."""
    local = at.astimezone(SHANGHAI)
    return str(_said()["moment"]).format(month=local.month, day=local.day, hour=local.hour)


@cache
def _said() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml_beside(__file__, "words.yml")
    return loaded

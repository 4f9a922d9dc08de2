"""Air and water in a resident's words, from `quality.yml`."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.dates import hour
from bureau.quality.answers import AirAnswer, WaterAnswer


@cache
def said() -> dict[str, Any]:
    """Return the words, read once."""
    return dict(yaml.safe_load(Path(__file__).with_name("quality.yml").read_text(encoding="utf-8")))


def asks(text: str, what: str) -> bool:
    """Tell whether a message asks for something: `can`, `week`, `forecast` …"""
    return any(word in text for word in said()["asks"][what])


def pollutant(text: str) -> str | None:
    """Return the pollutant a message names."""
    return next((name for word, name in said()["pollutants"].items() if word in text), None)


def section_name(text: str) -> str:
    """Return what is left of a question about water when the question is taken away."""
    return re.sub(said()["not_a_name"], "", text).strip()


def source_line(answer: AirAnswer | WaterAnswer, at: datetime) -> dict[str, str]:
    """Return how old, from where, and when the next value is due."""
    words = said()
    old = ""
    if answer.stale:
        hours = round(answer.age.total_seconds() / 3600)
        old = words["old"].format(hours=hours, whose=words["whose"][answer.gap or "none"])
    coming = "" if answer.stale else words["next"].format(hour=hour(answer.next_due, now=at))
    return {
        "old": old,
        "time": hour(answer.observed_at, now=at),
        "source": answer.source_label,
        "demo": demo_mark(answer),
        "next": coming,
    }


def demo_mark(answer: Any) -> str:
    """Return the mark of demonstration data, unless the source's own name says so."""
    mark = str(said()["demo"])
    return mark if answer.demo and mark.strip("（）") not in answer.source_label else ""


def station(answer: AirAnswer) -> str:
    """Return where the air was measured, with the distance."""
    words = said()["air"]
    if answer.station is None:
        return str(words["stations"].format(count=len(answer.stations)))
    name = words["station"].format(name=answer.station)
    if answer.distance_km is None:
        return str(name)
    return str(name + words["distance"].format(km=max(answer.distance_km, 1)))


def pollutant_names(names: tuple[str, ...], medium: str) -> str:
    """Return pollutants or indicators as people call them."""
    known = said()[medium]["names"]
    return str(said()["joined"].join(known.get(name, name) for name in names))


def value(name: str, number: float) -> str:
    """Return a concentration with its unit: whole numbers, CO to one decimal."""
    units = said()["air"]["units"]
    shown = f"{number:.1f}" if name == "CO" else f"{number:.0f}"
    return f"{pollutant_names((name,), 'air')} {shown} {units.get(name, units['other'])}"

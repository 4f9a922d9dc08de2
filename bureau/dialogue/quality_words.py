"""Air and water in a resident's words, from `quality_words.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.dialogue.dates import hour
from bureau.dialogue.phrases import any_of
from bureau.places import Place
from bureau.quality import words
from bureau.quality.answers import AirAnswer, WaterAnswer
from bureau.quality.model import SourceState

# The sources are asked at least this often: a longer silence is our own.
_OUR_SILENCE = timedelta(hours=2)

# 长山河, 新塍塘; a town or a county that is called after one goes on: 南湖区.
_WATER = re.compile("[一-鿿]{1,6}(?:[河塘江湖荡港浜漾溪泾渎溇]|水库)(?![镇乡区市街县村])")


@cache
def said() -> dict[str, Any]:
    """Return the words, read once."""
    return dict(yaml_beside(__file__, "quality_words.yml"))


def asks(text: str, what: str) -> bool:
    """Return whether a message asks for something: `can`, `picture`, `county`, `digest` …"""
    return any_of(text, said()["asks"][what])


def pollutant(text: str) -> str | None:
    """Return the pollutant a message names."""
    return next((name for word, name in said()["pollutants"].items() if word in text), None)


def indicator(text: str) -> str | None:
    """Return the indicator of water a message names."""
    return next((name for word, name in said()["indicators"].items() if word in text), None)


def section_name(text: str) -> str:
    """Return the water that a question names, else what is left when the question is taken away."""
    name = re.sub(said()["not_a_name"], "", text).strip()
    if water := _WATER.search(name):
        return water.group()
    return name if len(name) > 1 else ""


def is_sure_of_water(name: str) -> bool:
    """Return whether words are a water's or a section's name and no piece of a sentence."""
    return _WATER.fullmatch(name) is not None and not asks(name, "no_water_name")


def is_water(name: str, place: Place) -> bool:
    """Return whether a name is that of a river or lake and not the place's own: 平湖, 南湖区."""
    if name in said()["waters"]:
        return True
    return bool(_WATER.fullmatch(name)) and name not in (place.name, *place.short_names)


def source_line(answer: AirAnswer | WaterAnswer, at: datetime) -> dict[str, str]:
    """Return how old, from where, and when the next value is due."""
    known = said()
    old = ""
    if answer.stale:
        hours = round(answer.age.total_seconds() / 3600)
        old = known["old"].format(hours=hours, whose=known["whose"][answer.gap or "none"])
    coming = "" if answer.stale else known["next"].format(hour=hour(answer.next_due, now=at))
    return {
        "old": old,
        "time": hour(answer.observed_at, now=at),
        "source": answer.source_label,
        "demo": demo_mark(answer),
        "next": coming,
    }


def whose_silence(sources: Iterable[SourceState], medium: words.Medium, at: datetime) -> str:
    """Return why there is no value of a medium at all: theirs, the line's, or our own fault."""
    states = [s for s in sources if s.source.endswith(f"_{medium}")]
    asked = [s for s in states if s.tried is not None and at - s.tried <= _OUR_SILENCE]
    if not asked:
        why = "ours"
    else:
        why = "unreachable" if all(state.failures for state in asked) else "source"
    return str(said()["silent"][why])


def demo_mark(answer: Any) -> str:
    """Return the mark of demonstration data, unless the source's own name says so."""
    return words.demo_mark(demo=answer.demo, source_label=answer.source_label)


def station(answer: AirAnswer) -> str:
    """Return where the air was measured, with the distance."""
    known = said()["air"]
    if answer.station is None:
        return str(known["stations"].format(count=len(answer.stations)))
    name = words.station(answer.station)
    if answer.distance_km is None:
        return name
    return str(name + known["distance"].format(km=max(answer.distance_km, 1)))


def primary(names: tuple[str, ...]) -> str:
    """Return the primary pollutants as a part of a sentence, empty without one."""
    if not names:
        return ""
    return str(said()["air"]["primary"].format(names=words.named(names, "air")))

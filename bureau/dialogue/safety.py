"""What is said of danger beside what the model reads: whose fire it is, and what is only asked."""

from __future__ import annotations

import re
from functools import cache

from basis.answers import clean
from basis.packaged import yaml_beside


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "safety.yml")[name]))


def _says(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


def everyday_fire(text: str) -> bool:
    """Return whether something of daily life burns now, so that the fire brigade must come."""
    said = clean(text)
    return _says("burning", said) and _says("everyday", said) and not _says("calm", said)


def supposes_danger(text: str) -> bool:
    """Return whether words only suppose a danger, and ask what then: 如果漏氯气了怎么办."""
    said = clean(text)
    return _says("supposed", said) and not _says("harmed", said)


def wonders_at_danger(text: str) -> bool:
    """Return whether words ask if something is dangerous, of the air or of the tap's water."""
    said = clean(text)
    if _says("harmed", said):
        return False
    foul_tap = all(_says(name, said) for name in ("tap", "tap_foul", "tap_asked"))
    asked = _says("hazard", said) and _says("wonders", said) and not _says("chimney", said)
    return asked or foul_tap


def asks_of_the_tap(text: str) -> bool:
    """Return whether what is asked of is the water from the tap."""
    return _says("tap", clean(text))


def lets_chemicals_out(text: str) -> bool:
    """Return whether chemicals are told to be thrown away or to run out."""
    return _says("chemicals", clean(text))


def only_practised(text: str) -> bool:
    """Return whether a danger is only practised or shown: 明天搞氨泄漏演习."""
    said = clean(text)
    return _says("practised", said) and not _says("harmed", said)


def asks_to_drink(text: str) -> bool:
    """Return whether it is only asked if water may be drunk, in English: is tap water safe?"""
    said = clean(text)
    return _says("drinkable", said) and not _says("harmed", said)


def asks_for_a_doctor(text: str) -> bool:
    """Return whether it is asked if somebody must see a doctor, or be brought out of the air."""
    return _says("doctor", clean(text))

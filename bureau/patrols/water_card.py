"""The card of water colours in 21 steps, from `forel_ule.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from basis.packaged import yaml_beside


@dataclass(frozen=True, slots=True)
class WaterShade:
    """A step of the card: its number, its colour as `#rrggbb`, what such water is like."""

    number: int
    colour: str
    means: str


@cache
def water_card() -> tuple[WaterShade, ...]:
    """Return the 21 steps."""
    told = yaml_beside(__file__, "forel_ule.yml")
    return tuple(
        WaterShade(number, shade, _means(number, told["groups"]))
        for number, shade in enumerate(told["shades"], 1)
    )


def _means(number: int, groups: list[list[int | str]]) -> str:
    return next(str(said) for first, last, said in groups if int(first) <= number <= int(last))

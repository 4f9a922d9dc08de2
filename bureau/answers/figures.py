"""The figures of a text with their units, whether written 500, 五百, 5千 or ５００."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A figure: its value, and what it is counted in, an empty text where nothing is said."""

    unit: str
    value: Fraction


def quantities(text: str) -> frozenset[Quantity]:
    """Return every figure that a text states, each with its unit."""
    return frozenset(quantity for quantity, _ in stated(text))


def stated(text: str) -> list[tuple[Quantity, str]]:
    """Return the figures of a text in its order, each with the words that state it.

    Of a range, 500 到 2000 元 or 1 至 5 万元, the first figure is counted as the second is.
    """
    folded = _idle().sub(lambda found: " " * len(found[0]), unicodedata.normalize("NFKC", text))
    folded = folded.lower()
    found: list[tuple[Quantity, str]] = []
    later: tuple[int, Quantity, Fraction] | None = None  # where the next figure begins, what it is
    for one in reversed(list(_shape().finditer(folded))):
        value = _value(one)
        if value is None:
            continue
        unit = one["unit"] or ("%" if one["sign"] or one["share"] else "")
        quantity = Quantity(_known()["same"].get(unit, unit), value)
        if later and not unit and _range().fullmatch(folded[one.end() : later[0]]):
            times = later[2] if not one["scale"] and value * later[2] < later[1].value else 1
            quantity = Quantity(later[1].unit, value * times)
        found.append((quantity, one[0].strip()))
        later = (one.start(), quantity, _times(one["scale"] or ""))
    return found[::-1]


def adds_figures(rephrased: str, passage: str) -> bool:
    """Return whether a rephrasing holds a figure, or a figure's unit, that its passage lacks."""
    return not quantities(rephrased) <= quantities(passage)


def _value(found: re.Match[str]) -> Fraction | None:
    digits, han, scale = found["digits"], found["han"], found["scale"] or ""
    if digits:
        value = Fraction(digits.replace(",", "").rstrip("."))
    elif han:
        read = _han(han)
        if read is None:
            return None
        value = Fraction(read)
    else:
        return Fraction(1, 2)
    return value * _times(scale)


def _times(scale: str) -> Fraction:
    """Return by how much the characters of a scale multiply: 万, 百万."""
    value = Fraction(1)
    for character in scale:
        value *= _known()["scales"].get(character) or _known()["steps"][character]
    return value


def _han(text: str) -> int | None:
    """Return the value of Chinese numerals: 一万二千, 五百, 二〇二六; None where they are none."""
    known = _known()
    if all(character in known["digits"] for character in text):
        return int("".join(str(known["digits"][character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in known["digits"]:
            digit = known["digits"][character]
        elif character in known["steps"]:
            step = known["steps"][character]
            section += step if step in (20, 30) else (digit or 1) * step
            digit = 0
        else:
            total = (total + section + digit or 1) * known["scales"][character]
            section = digit = 0
    return total + section + digit


@cache
def _known() -> Mapping[str, Any]:
    known: Mapping[str, Any] = yaml_beside(__file__, "figures.yml")
    return known


@cache
def _idle() -> re.Pattern[str]:
    return re.compile("|".join(_known()["idle"]))


@cache
def _range() -> re.Pattern[str]:
    return re.compile(r"\s*(?:以上|以下)?\s*[到至~～—-]+\s*")


@cache
def _shape() -> re.Pattern[str]:
    known = _known()
    numerals = "".join({**known["digits"], **known["steps"], **known["scales"]})
    scales = "".join({**known["scales"], **known["steps"]})
    units = "|".join([*known["units"], "db", "mg/m3", "km", "kg"])
    return re.compile(
        rf"(?P<share>{known['percent']})?(?:(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>[{scales}]*)"
        rf"|(?P<han>[{numerals}]+)|{known['half']})"
        rf"\s*(?P<sign>%)?\s*(?P<unit>{units})?"
    )

"""What each column of an answers file may hold: one text in, one value or a plain complaint out."""

import math
import re
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from basis.packaged import words_beside
from surveys.statistics.answers import MISSING
from surveys.statistics.demography import age_span, canonical_age, canonical_sex
from tabular import numbers, times
from tabular.text import plain

_WORDS = words_beside(__file__)
_EMPTY = {"", "na", "nan", "null"}
_REGION = re.compile(r"(\d{6}(?:\d{3})?)(?:\.0+)?$")
_ANSWER = re.compile(r"([1-5])(?:\.0+)?$")
_PASSED, _FAILED = (frozenset(_WORDS["attention"][name]) for name in ("passed", "failed"))
_OLDEST = 120

T = TypeVar("T")


class CellError(ValueError):
    """A cell that cannot be used; the text says why, without the column's name."""


def wave(text: str) -> str:
    """The wave's label."""
    if not (said := plain(text)):
        raise _fault("wave", text)
    return said


def region(text: str) -> str:
    """A county (6 digits) or town (9 digits) code."""
    if found := _REGION.match(plain(text)):
        return found[1]
    raise _fault("region", text)


def answer(text: str) -> int:
    """1 to 5, or 0 for a question left out."""
    said = plain(text)
    if said.lower() in _EMPTY:
        return MISSING
    if found := _ANSWER.match(said):
        return int(found[1])
    raise _fault("answer", text)


def measured(text: str) -> float:
    """Any number; there must be one."""
    value = number(text)
    if value is None:
        raise _fault("measured", text)
    return value


def weight(text: str) -> float:
    """A design weight above zero."""
    value = number(text)
    if value is None or value <= 0:
        raise _fault("weight", text)
    return value


def replicate(text: str) -> float:
    """A replicate weight: not below zero."""
    value = number(text)
    if value is None or value < 0:
        raise _fault("replicate", text)
    return value


def fpc(text: str) -> float:
    """The share drawn (below 1) or the population's number of units; NaN where not known."""
    if plain(text).lower() in _EMPTY:
        return math.nan
    value = number(text)
    if value is None or value <= 0:
        raise _fault("fpc", text)
    return value


def seconds(text: str) -> float:
    """Seconds spent on the form; NaN when not recorded."""
    if plain(text).lower() in _EMPTY:
        return math.nan
    value = number(text)
    if value is None or value < 0:
        raise _fault("seconds", text)
    return value


def submitted(text: str) -> np.datetime64:
    """Local time of handing in (ISO 8601, `2026/9/1 8:30`, with or without zone); NaT if empty."""
    if plain(text).lower() in _EMPTY:
        return np.datetime64("NaT", "s")
    try:
        moment = times.moment(text)
    except ValueError:
        raise _fault("submitted", text) from None
    return np.datetime64(moment.replace(tzinfo=None), "s")


def attention(text: str) -> int:
    """1 passed, 0 failed, -1 not asked."""
    said = plain(text).lower()
    if said in _EMPTY:
        return -1
    if said in _PASSED:
        return 1
    if said in _FAILED:
        return 0
    raise _fault("attention", text)


def age(text: str) -> str | None:
    """An age or age group in one spelling, None when unknown."""
    text = plain(text)
    span = age_span(text)
    if span is None and re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise _fault("age", text)
    if span is not None and span[0] > _OLDEST:
        raise _fault("age", text)
    return canonical_age(text)


def sex(text: str) -> str | None:
    """男, 女 or another label, None when unknown."""
    return canonical_sex(plain(text))


def label(text: str) -> str | None:
    """A plain label, None when empty."""
    return plain(text) or None


def number(text: str) -> float | None:
    """A finite number, or None for anything else."""
    try:
        return float(numbers.number(text))
    except ValueError:
        return None


def _fault(name: str, text: str) -> CellError:
    return CellError(_WORDS["faults"][name].format(text=text))


def tried(convert: Callable[[str], T], text: str) -> tuple[T | None, str | None]:
    """The value, or the complaint."""
    try:
        return convert(text), None
    except CellError as error:
        return None, str(error)

"""What each column of an answers file may hold: one text in, one value or a plain complaint out."""

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import numpy as np

from basis.clock import SHANGHAI
from basis.packaged import words_beside
from surveys.statistics.answers import MISSING
from surveys.statistics.demography import age_span, canonical_age, canonical_sex

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
    if not (plain := text.strip()):
        raise _fault("wave", text)
    return plain


def region(text: str) -> str:
    """A county (6 digits) or town (9 digits) code."""
    if found := _REGION.match(text.strip()):
        return found[1]
    raise _fault("region", text)


def answer(text: str) -> int:
    """1 to 5, or 0 for a question left out."""
    plain = text.strip()
    if plain.lower() in _EMPTY:
        return MISSING
    if found := _ANSWER.match(plain):
        return int(found[1])
    raise _fault("answer", text)


def weight(text: str) -> float:
    """A design weight above zero."""
    value = _number(text)
    if value is None or value <= 0:
        raise _fault("weight", text)
    return value


def seconds(text: str) -> float:
    """Seconds spent on the form; NaN when not recorded."""
    if text.strip().lower() in _EMPTY:
        return math.nan
    value = _number(text)
    if value is None or value < 0:
        raise _fault("seconds", text)
    return value


def submitted(text: str) -> np.datetime64:
    """Local time of handing in (ISO 8601, `2026/9/1 8:30`, with or without zone); NaT if empty."""
    plain = text.strip()
    if plain.lower() in _EMPTY:
        return np.datetime64("NaT", "s")
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        for form in ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M"):
            try:
                moment = datetime.strptime(plain, form)  # noqa: DTZ007 local by definition
                break
            except ValueError:
                continue
        else:
            raise _fault("submitted", text) from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    return np.datetime64(moment.replace(microsecond=0), "s")


def attention(text: str) -> int:
    """1 passed, 0 failed, -1 not asked."""
    plain = text.strip().lower()
    if plain in _EMPTY:
        return -1
    if plain in _PASSED:
        return 1
    if plain in _FAILED:
        return 0
    raise _fault("attention", text)


def age(text: str) -> str | None:
    """An age or age group in one spelling, None when unknown."""
    span = age_span(text)
    if span is None and re.fullmatch(r"-?\d+(\.\d+)?", text.strip()):
        raise _fault("age", text)
    if span is not None and span[0] > _OLDEST:
        raise _fault("age", text)
    return canonical_age(text)


def sex(text: str) -> str | None:
    """男, 女 or another label, None when unknown."""
    return canonical_sex(text)


def label(text: str) -> str | None:
    """A plain label, None when empty."""
    return text.strip() or None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _fault(name: str, text: str) -> CellError:
    return CellError(_WORDS["faults"][name].format(text=text))


def tried(convert: Callable[[str], T], text: str) -> tuple[T | None, str | None]:
    """The value, or the complaint."""
    try:
        return convert(text), None
    except CellError as error:
        return None, str(error)

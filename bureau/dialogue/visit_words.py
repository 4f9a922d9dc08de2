"""What a message says about visiting a facility, from `visit_words.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.numerals import NUMERALS, numeral
from basis.packaged import yaml_beside
from bureau.dialogue.coming_days import coming_days

_NUMBER = rf"(?:\d{{1,3}}|[{NUMERALS}]{{1,3}})"


@dataclass(frozen=True, slots=True)
class VisitWish:
    """What is wanted: kinds of facilities, days, how many come, how old, a number to call."""

    kinds: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    party: int | None = None
    ages: tuple[int, ...] = ()
    phone: str = ""


def visit_wish(text: str, at: datetime) -> VisitWish:
    """Return what a message wants."""
    phone = re.search(_said()["phone"], text)
    # The digits of a telephone number are neither a day nor a party.
    rest = text.replace(phone[0], " ") if phone else text
    return VisitWish(
        kinds=tuple(kind for kind, words in _said()["kinds"].items() if re.search(words, rest)),
        days=tuple(coming_days(rest, at.astimezone(SHANGHAI).date())),
        party=party(rest),
        ages=tuple(numeral(found["age"]) for found in _pattern("age").finditer(rest)),
        phone=re.sub("[ -]", "", phone[0]) if phone else "",
    )


def party(text: str) -> int | None:
    """Return how many come by a message: 3个人, 两大一小, 一家三口, 就我, 我和老公."""
    for pattern in _parties():
        if found := pattern.search(text):
            said = found.groupdict()
            try:
                return sum(numeral(said[name]) for name in ("a", "b") if said.get(name)) + (
                    1 + numeral(said["plus"]) if said.get("plus") else 0
                )
            except ValueError:
                continue
    if re.search(_said()["pair"], text):
        return 2
    return 1 if re.search(_said()["alone"], text) else None


def bare_number(text: str) -> int | None:
    """Return the number that a message is, nothing else standing in it."""
    plain = text.strip(" 。.、，,!！")
    try:
        return numeral(plain) if len(plain) <= 3 else None
    except ValueError:
        return None


def visits_named(text: str) -> bool:
    """Return whether a message speaks of visits or open days of itself."""
    return re.search(_said()["named"], text) is not None


def gives_up(text: str) -> bool:
    """Return whether a message says, of whatever is talked of, that it is not wanted."""
    return re.search(_said()["cancels"], text) is not None


def speaks_of_booking(text: str) -> bool:
    """Return whether a message speaks of something booked."""
    return re.search(_said()["booked"], text) is not None


def cancels_visit(text: str) -> bool:
    """Return whether a message takes a booking back: 取消预约, 参观去不了了."""
    return gives_up(text) and speaks_of_booking(text)


def confirms_visit(text: str) -> bool:
    """Return whether a message takes an offered seat: 确认参观."""
    return re.search(_said()["confirms"], text) is not None


def changes_party(text: str) -> int | None:
    """Return to how many people a booking is changed: 预约改成4个人."""
    changes = re.search(_said()["changes"], text) is not None
    return party(text) if changes else None


def comes_in_a_group(text: str) -> bool:
    """Return whether a class, a school or an office wants to come: 带学生, 单位组织."""
    return re.search(_said()["group"], text) is not None


def complains(text: str) -> bool:
    """Return whether a message that names a visit complains of something: 开放日那天臭死了."""
    told = re.sub(_said()["smell_asked"], "", text)
    return re.search(_said()["complains"], told) is not None


def rating(text: str) -> tuple[int, str] | None:
    """Return the rating of a visit and the words beside it: 参观评分5 讲得好."""
    found = re.search(_said()["rates"], text)
    if found is None:
        return None
    said = found.groupdict()
    return numeral(said["rating"] or said["rating2"]), (said["opinion"] or said["opinion2"] or "")


def asked_of_visit(text: str) -> tuple[str, ...]:
    """Return all that a message asks of a visit: `ages`, `where`, `cost`, `notice`."""
    return tuple(what for what, words in _said()["asks"].items() if re.search(words, text))


@cache
def _parties() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each.replace("NUMBER", _NUMBER)) for each in _said()["parties"])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_said()[name].replace("NUMBER", _NUMBER))


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "visit_words.yml"))

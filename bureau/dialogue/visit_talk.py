"""What is said of visits after a list of them or a booking, from `visit_talk.yml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from basis.numerals import NUMERALS, numeral
from basis.packaged import yaml_beside
from bureau.dialogue.visit_words import comes_in_a_group, visits_named

_NUMBER = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,2}})"
_SHORT = 24  # characters: who writes more tells something else


def wants_to_wait(text: str) -> bool:
    """Return whether a place on the waiting list is wanted: 候补一个, 等等看有没有人退."""
    return _says("waits", text)


def asks_the_line(text: str) -> bool:
    """Return whether it is asked how the waiting list stands: 我排第几, 还轮不到我吗."""
    return _says("line", text)


def stops_waiting(text: str) -> bool:
    """Return whether a place on the waiting list is given back: 不排了."""
    return _says("stops", text)


def moves(text: str) -> bool:
    """Return whether another day is wanted instead: 换一天, 改到礼拜四那场."""
    return (len(text) <= _SHORT and _says("moves", text)) or next_one(text)


def next_one(text: str) -> bool:
    """Return whether the next day is meant: 换到下一场."""
    return len(text) <= _SHORT and _says("next", text)


def party_change(text: str) -> int | None:
    """Return how many more (or, below zero, fewer) come than were booked: 再加一个人."""
    if len(text) > _SHORT or not _says("people", text):
        return None
    for name, sign in (("fewer", -1), ("more", 1)):
        if found := _pattern(name).search(text):
            said = next((number for number in found.groupdict().values() if number), None)
            return sign * (numeral(said) if said else 1)
    return None


def tells_party(text: str) -> bool:
    """Return whether a short message tells only how many come: 那就六个, 要七个人."""
    return len(text) <= _SHORT and _says("party", text)


def stays_away(text: str) -> bool:
    """Return whether, of a visit that was talked of, nobody comes: 不去了."""
    return len(text) <= _SHORT and _says("stays", text)


def only_stays_away(text: str) -> bool:
    """Return whether a message says that nobody comes, and nothing else."""
    return _says("alone", text)


def gives_up_new(text: str) -> bool:
    """Return whether only the booking in progress is let go: 不约了."""
    return _says("new", text)


def asks(text: str) -> bool:
    """Return whether a message asks."""
    return _says("asks", text)


def of_a_visit(text: str) -> bool:
    """Return whether words are about a visit though none was talked of: 污水厂几点集合."""
    return visits_named(text) or (_says("inside", text) and bool(re.search(_kinds(), text)))


def books(text: str) -> bool:
    """Return whether a message books a facility: 约那个焚烧厂三个人."""
    return _says("books", text) and bool(re.search(_kinds(), text))


def wants_to_see(text: str) -> bool:
    """Return whether a facility is wanted to be seen, and not what it measures: 水质站能去看吗."""
    return (
        _says("wants_to_see", text)
        and bool(re.search(_kinds(), text))
        and not _says("measured", text)
    )


def asks_others(text: str) -> bool:
    """Return whether, within a booking, other places or days are asked for: 还有别的吗."""
    return len(text) <= _SHORT and (_says("others", text) or lists_days(text))


def lists_days(text: str) -> bool:
    """Return whether a message asks which places are open: 哪些地方对外开放."""
    return _says("lists", text)


def asks_mine(text: str) -> bool:
    """Return whether a message asks what is booked: 我还有预约吗, 我约的是哪天."""
    return _says("mine", text)


def asks_ages(text: str) -> bool:
    """Return whether it is asked how old one must be, of whatever facility: 几岁才能进."""
    return _says("ages_of_all", text)


def brings_a_group(text: str) -> bool:
    """Return whether a class or a group wants to see a facility: 带学生30个看看监测站."""
    return (
        comes_in_a_group(text)
        and (visits_named(text) or (_says("see", text) and bool(re.search(_kinds(), text))))
    )  # fmt: skip


def takes_back_phone(text: str) -> bool:
    """Return whether the number that was left shall go, and nothing else: 把我手机号删掉."""
    return len(text) <= _SHORT and _says("number_of_phone", text)


def _says(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _kinds() -> str:
    return "|".join(yaml_beside(__file__, "visit_words.yml")["kinds"].values())


@cache
def _pattern(name: str) -> re.Pattern[str]:
    said: dict[str, Any] = yaml_beside(__file__, "visit_talk.yml")
    return re.compile(said[name].replace("NUMBER", _NUMBER))

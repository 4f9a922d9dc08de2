"""Odor that may come, in a resident's words: asked about, to be told of; from `odor_words.yml`."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside
from bureau.alerts import OF_ODOR, AlertKind, AlertWish


def smells(text: str) -> bool:
    """Return whether a message speaks of smell."""
    return _found("smell", text)


def asks_tonight(text: str) -> bool:
    """Return whether it is asked if it will smell tonight; what smells already is no question."""
    if not smells(text) or _found("already", text):
        return False
    if _found("odds", text) or _found("forecast", text):
        return True
    return _found("time", text) and (_found("may", text) or _found("is_it", text))


def wish_of(text: str, place: str) -> AlertWish | None:
    """Return what a message wishes to be told or asked of odor at a place, None where nothing."""
    if not smells(text):
        return None
    for kind, what in (
        (AlertKind.NOSE, "nose"), (AlertKind.TONIGHT, "tonight"), (AlertKind.ODOR, "told"),
    ):  # fmt: skip
        if _found(what, text):
            return AlertWish(kind, place, "odor", 0)
    return None


def notice_of(text: str, place: str) -> AlertWish | None:
    """Return the wish to be told before or when it smells, None where no such wish is meant.

    Unlike in `wish_of` nothing else tells that a subscription is wanted: the words must.
    """
    if not smells(text) or not _found("later", text) or not _found("notice", text):
        return None
    if _found("no_question", text):
        return None
    nightly = _found("nightly", text) or _found("tonight", text)
    return AlertWish(AlertKind.TONIGHT if nightly else AlertKind.ODOR, place, "odor", 0)


def question_of(text: str) -> str | None:
    """Return which question about smell is asked, None for none.

    `others`: who else smelt it; `firm`: whose it is; `spots`: where it smells; `chart`: a map.
    """
    if _found("no_question", text):
        return None
    if _found("others", text) and (smells(text) or _found("told_of", text)):
        return "others"
    if not smells(text):
        return None
    return next((name for name in ("firm", "chart", "spots") if _found(name, text)), None)


def ended(text: str) -> frozenset[AlertKind]:
    """Return which wishes of odor a message ends; none where it ends something else."""
    if not _found("ended", text) or not smells(text):
        return frozenset()
    if _found("tonight", text):
        return frozenset({AlertKind.TONIGHT})
    return frozenset({AlertKind.NOSE}) if _found("asked", text) else OF_ODOR


def _found(what: str, text: str) -> bool:
    return _patterns()[what].search(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(pattern)
        for name, pattern in yaml_beside(__file__, "odor_words.yml").items()
    }

"""Taking one's own phone number or name out of what was reported, on the citizen's wish."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Protocol

from basis.masking import hidden
from basis.masking.words import words
from basis.packaged import yaml_beside
from bureau.cases.numbers import read

# How far a name may stand from the number it belongs to: 王先生13800001111.
_BESIDE = 4


class CaseTexts(Protocol):
    """Where the texts of cases are kept."""

    def rewrite(self, *, number: str, citizen: str, change: Callable[[str], str]) -> bool:
        """Change every text of a citizen's own case; return whether any became another."""


class Withholding:
    """Takes contacts out of cases that were filed; what happened where stays word for word."""

    def __init__(self, texts: CaseTexts) -> None:
        self._texts = texts

    def withhold(self, *, number: str, kinds: Collection[str], by: str, at: datetime) -> bool:
        """Take `phone` or `name` out of one's own case; False where nothing of it stood there.

        It cannot be put back: no copy of the words is kept. Raises `NumberError`.
        """
        return self._texts.rewrite(
            number=read(number), citizen=by, change=lambda text: without(text, kinds)
        )


def without(text: str, kinds: Collection[str]) -> str:
    """Return a text without its writer's own contacts: of `kinds` `phone` and `name`.

    A name counts where it is introduced as the writer's, or stands beside a number. Plates, doors
    and names of others stay: they may be what is reported.
    """
    stretches = hidden(text)
    numbers = [each for each in stretches if each.kind in _said()["phone"]]
    gone = []
    for each in stretches:
        beside = any(
            -_BESIDE <= each.end - one.start <= 0 or -_BESIDE <= one.end - each.start <= 0
            for one in numbers
        )
        own = beside or _introduced().search(text[: each.start]) is not None
        if ("phone" in kinds and each in numbers) or (
            "name" in kinds and each.kind == "name" and own
        ):
            gone.append(each)
    for each in reversed(gone):
        text = text[: each.start] + words()["instead"][each.kind] + text[each.end :]
    return _family().sub(words()["instead"]["name"], text) if "name" in kinds else text


@cache
def _family() -> re.Pattern[str]:
    return re.compile(str(_said()["family"]))


@cache
def _introduced() -> re.Pattern[str]:
    return re.compile(str(_said()["introduced"]))


@cache
def _said() -> dict[str, list[str] | str]:
    return dict(yaml_beside(__file__, "withholding.yml"))

"""A village or community of a town, and the names that people give it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from basis.packaged import words_beside

TOWN_DIGITS, VILLAGE_DIGITS = 9, 12
# Official codes end below 900: what has none is numbered from here on.
OWN_FIRST, OWN_LAST = 900, 999
_CODE = re.compile(r"\d{12}")
_WORDS = words_beside(__file__)
_COMMITTEE = re.compile(rf"(?:{'|'.join(_WORDS['committees'])})$")
_KINDS: list[str] = _WORDS["kinds"]


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community.

    `code`: twelve digits, six of the county, three of the town, three of its own, as in the
    national statistical division codes. `aliases`: what people call it. `longitude`, `latitude`
    (degrees, GCJ-02): its centre, None while nobody gave it. `gone`: dissolved or merged; its
    earlier cases keep it.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    gone: bool = False

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"a village's code has twelve digits, not {self.code!r}")

    @property
    def town(self) -> str:
        """The code of its town."""
        return town_of(self.code)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which it may be meant, its own first."""
        return (self.name, *self.aliases)


def town_of(code: str) -> str:
    """Return the code of a village's town: within is a prefix."""
    return code[:TOWN_DIGITS]


def spoken(official: str) -> str:
    """Return a village's name as people say it, without its committee: 建林村 for 建林村村委会."""
    name = official.strip()
    stem = _COMMITTEE.sub("", name)
    if stem == name or stem.endswith(tuple(_KINDS)):
        return stem
    return stem + _KINDS[int(_WORDS["residents"] in name[len(stem) :])]

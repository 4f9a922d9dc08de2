"""The words people read about volunteers and patrols, from `words.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


class PatrolWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def kind(self, key: str) -> str:
        """Return the kind of volunteer in Chinese."""
        return str(self._said["kinds"][key])

    def standing(self, key: str) -> str:
        """Return how an application stands."""
        return str(self._said["standings"][key])

    def notice(self, key: str, *, kind: str) -> str:
        """Return what a volunteer is told about their application."""
        return str(self._said["notices"][key]).format(kind=self.kind(kind)).strip()

    def day(self, day: date) -> str:
        """Return a day as people read it: 11月28日周六."""
        weekday = self._said["weekdays"][day.weekday()]
        return str(self._said["day"]).format(month=day.month, day=day.day, weekday=weekday)

    def of_shift(self, key: str, day: date, hours: str, meet: str) -> str:
        """Return what a volunteer is told of a shift."""
        said = str(self._said["shifts"][key])
        short = self._said["weekdays"][day.weekday()]
        return said.format(day=self.day(day), hours=hours, meet=meet, short=short)

    def part(self, name: str, *facts: object) -> str:
        """Return a part of a point's description."""
        return str(self._said["described"][name]).format(*facts)

    def listed(self, several: Iterable[str]) -> str:
        """Return several words in a row."""
        return str(self._said["and"]).join(several)

    def joined(self, parts: Iterable[str]) -> str:
        """Return the parts of a sentence that say anything."""
        return str(self._said["comma"]).join(part for part in parts if part)

    def refusal(self, key: str, **facts: object) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key]).format(**facts)

    @property
    def qualities(self) -> list[str]:
        """What an odor may be like."""
        return list(self._said["qualities"])

    @property
    def quality_choices(self) -> list[tuple[str, str]]:
        """The same as code and name, which are one."""
        return [(each, each) for each in self.qualities]

    @property
    def intensities(self) -> list[tuple[str, str]]:
        """Name and explanation of each intensity from 0 to 5."""
        return [(str(name), str(means)) for name, means in self._said["intensities"]]

    def choices(self, of: str) -> dict[str, str]:
        """Return the codes and names of `colours`, `smells` or `floats`."""
        return dict(self._said[of])


@cache
def words() -> PatrolWords:
    """Return the words, read once."""
    return PatrolWords(yaml_beside(__file__, "words.yml"))

"""The words about odor events, from `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from basis.packaged import words_beside
from bureau.odor.model import Summary
from bureau.odor.wind import Wind


class OdorWords:
    """Looks up a sentence by its key; a missing one raises `KeyError`."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said

    def explained(self, figures: Summary) -> str:
        """Return why these reports are one event, in a sentence."""
        said = self._said["explained"]
        parts = [
            said["count"].format(
                count=figures.count, km=figures.across_m / 1000, minutes=figures.minutes
            )
        ]
        if figures.qualities:
            named = self._said["and"].join(name for name, _ in figures.qualities[:3])
            parts.append(said["qualities"].format(qualities=named))
        if figures.mean_intensity is not None:
            parts.append(said["intensity"].format(intensity=figures.mean_intensity))
        return str(self._said["comma"]).join(parts)

    def wind(self, wind: Wind | None) -> str:
        """Return a wind in words: calm has no direction."""
        if wind is None:
            return str(self._said["wind"]["unknown"])
        if wind.from_deg is None:
            return str(self._said["wind"]["calm"])
        return str(self._said["wind"]["blowing"]).format(
            point=self.point(wind.from_deg), degrees=wind.from_deg, speed=wind.speed_m_s
        )

    def some(self, people: int) -> str:
        """Return how many people in words that fit many numbers, empty below the least told."""
        fitting = [said for least, said in self._said["some"].items() if people >= least]
        return str(fitting[-1]) if fitting else ""

    def steps(self) -> list[int]:
        """Return the numbers of people from which another word holds."""
        return list(self._said["some"])

    def chance(self, chance: float) -> str:
        """Return a chance in words."""
        fitting = [said for least, said in self._said["chance"].items() if chance >= least]
        return str(fitting[-1])

    def point(self, degrees: float) -> str:
        """Return one of eight points of the compass."""
        points = self._said["points"]
        return str(points[round(degrees / 45) % len(points)])

    def verb(self, verb: str) -> str:
        """Return what an officer did."""
        return str(self._said["verbs"][verb])

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key])


@cache
def words() -> OdorWords:
    """Return the words, read once."""
    return OdorWords(words_beside(__file__))

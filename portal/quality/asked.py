"""What the address of a citizens' page asks for; what there is not is said."""

from __future__ import annotations

from dataclasses import dataclass

from bureau.places import Place
from portal.parameters import asked_place, choice
from portal.quality.words import words

SPANS: dict[int, str] = words()["spans"]


@dataclass(frozen=True, slots=True)
class PageQuery:
    """A place, a station or section, a quantity, and the hours of the series."""

    place: Place | None
    site: str | None
    what: str
    hours: int

    @classmethod
    def read(cls, *, site: str, known: set[str], what: tuple[str, ...], hours: int) -> PageQuery:
        """Read it; `site` is the parameter's name, `known` the codes it may hold.

        Raises `ProblemError` (404) for what there is not, with what there is.
        """
        span = choice("hours", [str(hours) for hours in SPANS], str(hours))
        return cls(
            place=asked_place("place"),
            site=choice(site, sorted(known)),
            what=choice("what", what) or what[0],
            hours=int(span or hours),
        )

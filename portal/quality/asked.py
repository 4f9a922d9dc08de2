"""What the address of a citizens' page asks for; nonsense there is the page as it comes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from bureau.places import Place
from portal.context import bureau
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
        """Read it; `site` is the parameter's name, `known` the codes it may hold."""
        args = request.args
        place = bureau().places.get(args.get("place", ""))
        code = args.get(site, "")
        quantity = args.get("what", "")
        span = args.get("hours", hours, type=int)
        return cls(
            place=place if place and place.county else None,
            site=code if code in known else None,
            what=quantity if quantity in what else what[0],
            hours=span if span in SPANS else hours,
        )

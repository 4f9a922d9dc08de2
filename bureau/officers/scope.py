"""Whose matters an officer sees: the whole city's, a county's or a town's, of some categories."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

_TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class OfficerScope:
    """The matters an officer sees; lists pass it on to their queries.

    `area`: official code of a county (6 digits) or a town (9), None for the whole city.
    `categories`: codes of `data/categories.yml`, none for all. `bound_to`: login name of one who
    sees of their town only their `villages` (12 digits) and what was handed to them; empty for
    everybody else.
    """

    area: str | None = None
    categories: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    bound_to: str = ""

    @property
    def county(self) -> str | None:
        """The county this is bound to, None where it is bound to a town or to nothing."""
        return self.area if self.area and len(self.area) < _TOWN_DIGITS else None

    @property
    def town(self) -> str | None:
        """The town this is bound to."""
        return self.area if self.area and len(self.area) == _TOWN_DIGITS else None

    @property
    def whole(self) -> bool:
        """Whether nothing is kept from this officer."""
        return self.area is None and not self.categories

    @property
    def units(self) -> tuple[str, ...]:
        """The codes of the offices this is the scope of: villages, or one area; none: the city."""
        if self.bound_to:
            return self.villages
        return (self.area,) if self.area else ()

    def reaches(
        self, *, county: str | None = None, town: str | None = None, category: str | None = None
    ) -> bool:
        """Return whether a matter lies so that it can be handed here, whatever its village."""
        if self.area is not None and self.area != (town if self.town else county):
            return False
        return not self.categories or category is None or category in self.categories

    def covers(
        self,
        *,
        county: str | None = None,
        town: str | None = None,
        category: str | None = None,
        village: str | None = None,
        held_by: Collection[str] = (),
    ) -> bool:
        """Return whether a matter lies within; one whose place nobody knows is the city's.

        `county`, `town`, `village`: official codes the matter is counted under. `category`: its
        leading one, None for a matter that has no category. `held_by`: login names of those who
        have it in hand.
        """
        if not self.reaches(county=county, town=town, category=category):
            return False
        return not self.bound_to or village in self.villages or self.bound_to in held_by


WHOLE_CITY = OfficerScope()

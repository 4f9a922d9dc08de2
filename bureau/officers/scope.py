"""Whose matters an officer sees: the whole city's, a county's or a town's, of some categories."""

from __future__ import annotations

from dataclasses import dataclass

_TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class OfficerScope:
    """The matters an officer sees; lists pass it on to their queries.

    `area`: official code of a county (6 digits) or a town (9), None for the whole city.
    `categories`: codes of `data/categories.yml`, none for all.
    """

    area: str | None = None
    categories: tuple[str, ...] = ()

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

    def covers(
        self, *, county: str | None = None, town: str | None = None, category: str | None = None
    ) -> bool:
        """Return whether a matter lies within; one whose place nobody knows is the city's.

        `county`, `town`: official codes the matter is counted under. `category`: its leading one,
        None for a matter that has no category.
        """
        if self.area is not None and self.area != (town if self.town else county):
            return False
        return not self.categories or category is None or category in self.categories


WHOLE_CITY = OfficerScope()

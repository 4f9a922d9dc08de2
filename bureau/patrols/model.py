"""Volunteers and what they see on patrol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.officers import Officer, Right

MOST_BREATHS = 120


class PatrolKind(StrEnum):
    """Which kind of volunteer, and so which kind of patrol."""

    ODOR = "odor"
    WATER = "water"
    GROUP = "group"


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    APPROVED = "approved"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """An application and what became of it; `citizen` is the citizen key and never shown.

    `decided_by`: the officer's name. `motive`: why they want to, in their words. `trained`: when
    the test of intensity words was passed.
    """

    id: int
    citizen: str
    kind: PatrolKind
    town: str | None
    standing: ApplicationStatus
    applied: datetime
    decided: datetime | None = None
    decided_by: str = ""
    motive: str = ""
    team: str = ""
    trained: datetime | None = None

    def open_to(self, officer: Officer) -> bool:
        """Return whether an officer may decide this application."""
        county = self.town[:6] if self.town else None
        right = Right.DECIDE_VOLUNTEERS
        return officer.may(right, county=county, town=self.town, category=self.kind)

    @property
    def approved(self) -> bool:
        """Return whether this volunteer may send patrols."""
        return self.standing is ApplicationStatus.APPROVED


@dataclass(frozen=True, slots=True)
class PatrolDraft:
    """What a volunteer saw at a point.

    `place`: a code of `bureau.places`. `longitude`, `latitude`: degrees, GCJ-02, both or neither.
    `intensity`: odor, 0 to 5. `water_look`: how the water looked, in their words; `colour`,
    `smell`, `floating`: codes of `words.yml`; `forel_ule`: 1 to 21 by the picture card. `found`:
    False when there was nothing to see, which counts as much. `photos`: evidence ids. `consents`:
    whether it may become a case. `route`, `spot`: which point of which route. `recognised` of
    `breaths`: a single measurement by the grid method. `fixed`: whether the position is the
    phone's own and not that of the plan.
    """

    kind: PatrolKind
    place: str | None = None
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    intensity: int | None = None
    water_look: str = ""
    found: bool = True
    seen: str = ""
    photos: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    colour: str = ""
    smell: str = ""
    floating: tuple[str, ...] = ()
    forel_ule: int | None = None
    consents: bool = False
    route: int | None = None
    spot: str = ""
    recognised: int | None = None
    breaths: int | None = None
    fixed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", PatrolKind(self.kind))
        if self.forel_ule is not None and not 1 <= self.forel_ule <= 21:
            raise ValueError("the Forel-Ule scale goes from 1 to 21")
        if (self.recognised is None) is not (self.breaths is None):
            raise ValueError("a measurement needs its breaths and how many were recognised")
        if not 0 <= (self.recognised or 0) <= (self.breaths or 0) <= MOST_BREATHS:
            raise ValueError("no more breaths can be recognised than were taken")
        if self.intensity is not None and not 0 <= self.intensity <= 5:
            raise ValueError("odor intensity goes from 0 to 5")
        if (self.longitude is None) is not (self.latitude is None):
            raise ValueError("a location needs longitude and latitude")
        if not (-180 <= (self.longitude or 0) <= 180 and -90 <= (self.latitude or 0) <= 90):
            raise ValueError("a location needs degrees of longitude and latitude")


@dataclass(frozen=True, slots=True)
class Patrol:
    """A patrol point as kept; `county`, `town`: official codes it is counted under.

    `phone_at`: when it was by the phone's own clock, if it came from there. `case_number`: the
    case that was made of it. `confirmed`: when an officer found it true on site.
    """

    id: int
    volunteer: int
    draft: PatrolDraft
    county: str | None
    town: str | None
    at: datetime
    phone_at: datetime | None = None
    case_number: str | None = None
    confirmed: datetime | None = None

    def open_to(self, officer: Officer) -> bool:
        """Return whether an officer may see this point; one of odor is a matter of odor."""
        kind = self.draft.kind
        return officer.may(Right.SEE_PATROLS, county=self.county, town=self.town, category=kind)


class PatrolError(Exception):
    """A wish that cannot be met; `code` is a key of `words.yml`'s refusals, `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        from bureau.patrols.words import words

        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code, **facts)

"""A report and the case it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bureau.cases.categories import OTHER, categories
from bureau.cases.lifecycle import STANDINGS, Clock, Status, Verb, Who
from bureau.cases.words import words
from bureau.officers import Officer, Right


@dataclass(frozen=True, slots=True)
class Location:
    """A point as the platform sends it: degrees, GCJ-02."""

    longitude: float
    latitude: float
    label: str = ""

    def __post_init__(self) -> None:
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):
            raise ValueError("a location needs degrees of longitude and latitude")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a citizen told, before it is a case.

    `categories`: codes, the leading one first. `place`: a code of `bureau.places`.
    `started`, `ended`: aware. `intensity`: 0 to 5. `photos`: evidence ids.
    """

    categories: tuple[str, ...] = ()
    place: str | None = None
    place_text: str = ""
    location: Location | None = None
    description: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    time_text: str = ""
    pattern: str = ""
    odor_qualities: tuple[str, ...] = ()
    intensity: int | None = None
    ongoing: bool | None = None
    effects: tuple[str, ...] = ()
    suspected_firm: str = ""
    photos: tuple[str, ...] = ()
    anonymous: bool = False
    urgent: bool = False

    def __post_init__(self) -> None:
        for category in self.categories:
            if category not in categories():
                raise ValueError(f"no category {category!r}")
        if self.intensity is not None and not 0 <= self.intensity <= 5:
            raise ValueError("odor intensity goes from 0 to 5")

    @property
    def category(self) -> str:
        """The code of the leading category."""
        return self.categories[0] if self.categories else OTHER


@dataclass(frozen=True, slots=True)
class Case:
    """A report with a number.

    `citizen` is the citizen key and never shown. `county`, `town`: official codes the case is
    counted under; `village`: the one in the town where it is known. `held_by`: login names of who
    has it in hand, the lead first. `authority`: who is responsible (`routing.yml`). `due`: when the
    running time limit ends, None while no officer owes a step; `begun`: when that limit began.
    While the citizen is asked (`question`, by `reply_until`) the clock stands: since `stopped`,
    with `left_seconds` of its limit, and goes on in the status `paused_from`. `arrived`: when
    somebody was on site. `answer`: the bureau's last answer, `answered_by` its officer. `settled`
    and `satisfied`: the citizen's word on it, None while they said nothing; `reopenings`: how often
    it was taken up anew.
    """

    number: str
    status: Status
    draft: Draft
    citizen: str
    county: str | None
    town: str | None
    authority: str
    created: datetime
    updated: datetime
    due: datetime | None
    extended: bool = False
    answer: str = ""
    satisfied: bool | None = None
    merged_into: str | None = None
    begun: datetime | None = None
    stopped: datetime | None = None
    left_seconds: int | None = None
    paused_from: Status | None = None
    reply_until: datetime | None = None
    question: str = ""
    arrived: datetime | None = None
    answered_by: str = ""
    settled: bool | None = None
    reopenings: int = 0
    village: str | None = None
    held_by: tuple[str, ...] = ()

    @property
    def clock(self) -> Clock | None:
        """Which time limit runs; of a case that waits for its citizen, which one stands."""
        standing = STANDINGS[self.paused_from or self.status]
        if standing.danger and self.draft.urgent and self.arrived is None:
            return standing.danger
        return standing.clock

    def overdue(self, at: datetime) -> bool:
        """Return whether the running time limit has passed."""
        return self.due is not None and self.due < at

    def open_to(self, officer: Officer, right: Right = Right.SEE_CASES) -> bool:
        """Return whether an officer has a right over this case."""
        return officer.may(
            right,
            county=self.county,
            town=self.town,
            category=self.draft.category,
            village=self.village,
            held_by=self.held_by,
        )

    def can_go_to(self, officer: Officer) -> bool:
        """Return whether this case can be handed to an officer, who sees it from then on."""
        return officer.holds(Right.WORK_CASES) and officer.scope.reaches(
            county=self.county, town=self.town, category=self.draft.category
        )

    @property
    def status_label(self) -> str:
        """The status in Chinese."""
        return words().status(self.status)

    @property
    def standing(self) -> str:
        """One sentence to the citizen on how the case stands."""
        return words().standing(self.status)

    @property
    def reporter(self) -> str:
        """What officers see in place of the person."""
        return words().reporter(anonymous=self.draft.anonymous)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a case's history; `actor` is an officer's name, empty for citizen and system."""

    at: datetime
    verb: Verb
    who: Who
    actor: str
    before: Status | None
    after: Status
    audit: str
    note: str = ""

    @property
    def label(self) -> str:
        """The audit word in Chinese."""
        return words().audit(self.audit)


class StepError(Exception):
    """A step that cannot be taken; `code` is a key of `words.yml`'s refusals."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code, **facts)

"""A confirmed violation, the rewards that follow, and what can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bureau.rewards.lifecycle import OPEN_REWARDS, RewardStatus, RewardVerb
from bureau.rewards.words import words

MEASURES = ("detention", "arrest", "conviction")


class ClaimKind(StrEnum):
    """How a reward is claimed."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: amounts in fen, 0 for none; `measures` of `MEASURES`.

    `decision`: the number of the decision against the firm. `ownerless`: set for a source without
    owner. `major`: what the whole is raised to in a major case, by the paper `consent`.
    """

    decision: str = ""
    fine: int = 0
    measures: tuple[str, ...] = ()
    ownerless: int = 0
    major: int = 0
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who reported a matter: their case, their key, the share in basis points."""

    case: str
    citizen: str
    share: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report of the matter that earns nothing, and why (a key of `words.yml`)."""

    case: str
    why: str


@dataclass(frozen=True, slots=True)
class RewardMatter:
    """A confirmed violation; `case` is the one that others were merged into.

    `rule`: the code of what it is paid by. `exclusion`: why it earns nothing, empty where it does.
    """

    id: int
    case: str
    findings: Findings
    rule: str
    exclusion: str
    left_out: tuple[LeftOut, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reward:
    """One reporter's reward for a matter.

    `citizen` is the citizen key and never shown; `case` their own report. `share` in basis points,
    `amount` in fen, None until computed. `version` counts the steps taken. `until`: by when to
    claim, or once approved without a name to pick it up.
    """

    id: int
    year: int
    sequence: int
    matter: int
    case: str
    citizen: str
    rank: int
    share: int
    status: RewardStatus
    version: int
    created: datetime
    updated: datetime
    kind: ClaimKind | None = None
    amount: int | None = None
    lines: tuple[str, ...] = ()
    until: datetime | None = None
    reminded: bool = False
    computed_by: str = ""
    approved_by: str = ""
    paid_by: str = ""
    voucher: str = ""
    paid: datetime | None = None

    @property
    def number(self) -> str:
        """The number as it is printed; nothing follows from it."""
        return words().number(self.year, self.sequence)

    @property
    def open(self) -> bool:
        """Return whether it may still be paid."""
        return self.status in OPEN_REWARDS


@dataclass(frozen=True, slots=True)
class RewardEvent:
    """A line of a reward's history; `actor` is an officer's login name, else empty."""

    at: datetime
    verb: RewardVerb
    actor: str
    after: RewardStatus
    note: str = ""


class RewardError(Exception):
    """A step that cannot be taken; `code` is a key of `words.yml`'s refusals."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code, **facts)

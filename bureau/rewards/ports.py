"""What rewards need from outside: a store in which of two steps at once one wins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bureau.rewards.lifecycle import RewardStatus, RewardVerb
from bureau.rewards.model import (
    Findings,
    LeftOut,
    Reporter,
    Reward,
    RewardEvent,
    RewardMatter,
)


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """A claim by name that is being typed: `step` is what is asked, `sealed` what was answered.

    `mark` binds its buttons; `last_key` is the message that brought it to where it stands.
    """

    citizen: str
    reward: int
    step: str
    sealed: bytes
    mark: str
    last_key: str
    updated: datetime


class RewardStore(Protocol):
    """Where matters, rewards and what is kept apart of them are kept."""

    def open(
        self,
        *,
        case: str,
        findings: Findings,
        rule: str,
        exclusion: str,
        reporters: Sequence[Reporter],
        left_out: Sequence[LeftOut],
        year: int,
        by: str,
        at: datetime,
    ) -> RewardMatter | None:
        """Keep a matter with its rewards, numbered without gaps; None where the case has one."""

    def revise(
        self, matter: RewardMatter, findings: Findings, *, by: str, at: datetime
    ) -> list[Reward] | None:
        """Change a matter's findings; rewards computed of them go back and are returned.

        None, and nothing is changed, where one of its rewards was paid.
        """

    def matter(self, id: int) -> RewardMatter | None:  # noqa: A002
        """Return a matter."""

    def matter_of(self, case: str) -> RewardMatter | None:
        """Return the matter of the case that others were merged into."""

    def get(self, id: int) -> Reward | None:  # noqa: A002
        """Return a reward."""

    def of_matter(self, matter: int) -> list[Reward]:
        """Return a matter's rewards by rank."""

    def of_citizen(self, citizen: str) -> list[Reward]:
        """Return a citizen's rewards, the newest first."""

    def history(self, reward: int) -> list[RewardEvent]:
        """Return a reward's history, the oldest first."""

    def page(
        self, statuses: Collection[RewardStatus], *, limit: int, offset: int
    ) -> tuple[list[Reward], int]:
        """Return a page of rewards, the newest first, and how many there are in all."""

    def tally(self) -> dict[RewardStatus, int]:
        """Return how many rewards stand in each status."""

    def move(
        self,
        reward: Reward,
        *,
        verb: RewardVerb,
        to: RewardStatus,
        actor: str,
        at: datetime,
        note: str = "",
        payee: bytes | None = None,
        digest: str | None = None,
        **values: Any,
    ) -> Reward | None:
        """Take a step, if the reward still is as it was read; None where it is not.

        `payee`, `digest`: what is kept apart of it from now on. What ended unpaid keeps neither;
        of what was paid the payee stays until `forget`, the code goes.
        """

    def payee(self, reward: int) -> bytes | None:
        """Return the sealed payee of a reward."""

    def by_digest(self, digest: str) -> Reward | None:
        """Return the reward of a code."""

    def voucher_used(self, voucher: str) -> bool:
        """Return whether a reward was paid under this voucher."""

    def due(
        self, status: RewardStatus, *, before: datetime, unreminded: bool = False
    ) -> list[Reward]:
        """Return rewards of a status whose time ends before an instant."""

    def without_end(self) -> list[Reward]:
        """Return the rewards whose citizen is being told: nothing ends the time to claim yet."""

    def end(self, reward: int, *, until: datetime) -> bool:
        """Set by when to claim, where nothing was set; return whether this call did it."""

    def remind(self, reward: int) -> bool:
        """Note that a citizen is reminded; return whether this call did it."""

    def form(self, citizen: str) -> ClaimForm | None:
        """Return the form that a citizen fills in."""

    def keep_form(self, form: ClaimForm) -> None:
        """Keep a citizen's form in place of the one before."""

    def drop_form(self, citizen: str) -> None:
        """Forget a citizen's form."""

    def drop_forms(self, *, before: datetime) -> int:
        """Forget forms that nobody went on with since an instant."""

    def staff(self, citizens: Collection[str]) -> set[str]:
        """Return those who bound an officer's account."""

    def known(self, citizens: Collection[str]) -> set[str]:
        """Return those who can still be written to."""

    def wrong_codes(self, officer: str, *, since: datetime) -> int:
        """Return how many wrong codes an officer typed since an instant."""

    def note_wrong_code(self, officer: str, *, at: datetime) -> None:
        """Count a wrong code."""

    def hush(self, message_key: str, *, at: datetime) -> None:
        """Have a message's words, and what was answered, go once the answer has left."""

    def quiet(self, *, instead: str, before: datetime) -> int:
        """Let go of what was to be hushed and left before an instant; return how many messages."""

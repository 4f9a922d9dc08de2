"""Asking for a second officer, and what they decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bureau.officers import Officer, Officers, Right
from bureau.reviews.model import LONGEST_REASON, WAITS, ActError, Review, ReviewError, ReviewState
from bureau.reviews.ports import KeptReviews

_SHOWN = 50


class Reviews:
    """Acts that wait for a second officer; `four_eyes` are the rights whose acts must."""

    def __init__(self, kept: KeptReviews, officers: Officers, four_eyes: frozenset[Right]) -> None:
        self._kept = kept
        self._officers = officers
        self.four_eyes = four_eyes

    def ask(
        self,
        *,
        act: str,
        right: Right,
        facts: Mapping[str, str],
        by: str,
        at: datetime,
        number: str = "",
        words: str = "",
    ) -> None:
        """Put an act to a second officer. Raises `ReviewError`: `asked`."""
        self.expire(at=at)
        added = self._kept.add(
            act=act, right=right, facts=facts, number=number, words=words, by=by, at=at
        )
        if added is None:
            raise ReviewError("asked")

    def waiting(self, officer: Officer, *, at: datetime) -> list[Review]:
        """Return what waits and this officer has the right for, the longest first."""
        return [
            each
            for each in self._kept.waiting()
            if each.asked > at - WAITS and officer.holds(each.right)
        ]

    def decided(self, officer: Officer) -> list[Review]:
        """Return what was decided lately and this officer has the right for."""
        return [each for each in self._kept.decided(limit=_SHOWN) if officer.holds(each.right)]

    def get(self, review: int, officer: Officer) -> Review:
        """Return an act that this officer has the right for. Raises `ReviewError`: `unknown`."""
        found = self._kept.get(review)
        if found is None or not officer.holds(found.right):
            raise ReviewError("unknown")
        return found

    def approve(
        self, *, review: int, by: Officer, at: datetime, carry_out: Callable[[Review], str]
    ) -> str:
        """Carry an act out, once, whoever else approves at the same moment; return what it says.

        Where `carry_out` raises, the act has failed; `ActError` tells why. Raises
        `ReviewError`: `unknown`, `own`, `over`, `gone`.
        """
        found = self.get(review, by)
        if found.asked_by == by.name:
            raise ReviewError("own")
        self._move(found, ReviewState.RUNNING, by.name, at)
        asker = self._officers.get(found.asked_by)
        result, why = ReviewState.FAILED, ""
        try:
            if asker is None or not asker.active or not asker.holds(found.right):
                raise ReviewError("gone")
            why = carry_out(found)
            result = ReviewState.DONE
        except ActError as refused:
            why = str(refused)
            raise
        finally:
            self._kept.move(
                found.id, before=ReviewState.RUNNING, to=result, by=by.name, at=at, why=why
            )
        return why

    def refuse(self, *, review: int, by: Officer, at: datetime, why: str) -> Review:
        """Say no, with a reason. Raises `ReviewError`: `unknown`, `own`, `over`, `reason`."""
        found, why = self.get(review, by), " ".join(why.split())[:LONGEST_REASON]
        if found.asked_by == by.name:
            raise ReviewError("own")
        if not why:
            raise ReviewError("reason")
        self._move(found, ReviewState.REFUSED, by.name, at, why)
        return found

    def withdraw(self, *, review: int, by: Officer, at: datetime) -> Review:
        """Take one's own request back. Raises `ReviewError`: `unknown`, `others`, `over`."""
        found = self.get(review, by)
        if found.asked_by != by.name:
            raise ReviewError("others")
        self._move(found, ReviewState.WITHDRAWN, by.name, at)
        return found

    def granted(
        self, *, act: str, facts: Mapping[str, str], to: str, at: datetime, within: timedelta
    ) -> bool:
        """Return whether an act that this officer asked for was carried out a short while ago."""
        return any(
            each.act == act
            and each.facts == facts
            and each.asked_by == to
            and each.state is ReviewState.DONE
            and each.decided is not None
            and each.decided > at - within
            for each in self._kept.decided(limit=_SHOWN)
        )

    def _move(self, found: Review, to: ReviewState, by: str, at: datetime, why: str = "") -> None:
        fresh = found.asked > at - WAITS
        if not fresh or not self._kept.move(
            found.id, before=ReviewState.WAITING, to=to, by=by, at=at, why=why
        ):
            raise ReviewError("over")

    def expire(self, *, at: datetime) -> None:
        """Let go of what nobody decided on for `WAITS`."""
        for each in self._kept.waiting():
            if each.asked <= at - WAITS:
                self._kept.move(
                    each.id,
                    before=ReviewState.WAITING,
                    to=ReviewState.EXPIRED,
                    by="",
                    at=at,
                    why="",
                )

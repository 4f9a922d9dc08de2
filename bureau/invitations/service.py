"""Who is invited to the survey, within what the platform and the citizen allow."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.invitations.model import Counts, InvitationKind, InvitationWish
from bureau.invitations.ports import InvitationStore
from bureau.messaging.ports import Outbox
from surveys.interview.state import InterviewStatus
from surveys.service import SurveyService
from surveys.waves import Phase, Wave, bounds, title

_OVER = timedelta(days=3)
# Reminders go out while people are awake, by the clock of Jiaxing, and at once or not at all.
_FROM, _TO = time(9), time(20)
_SOON = timedelta(hours=1)
# A reminder comes a day after the last word, well before the platform's 48 hours end.
_QUIET, _LATEST = timedelta(hours=20), timedelta(hours=46)
_SPARE = 2  # messages that must be left: one for the reminder, one for news of a case


class Invitations:
    """Invitations by conversation, notice and reminder, each at most once a wave."""

    def __init__(
        self,
        store: InvitationStore,
        surveys: SurveyService,
        outbox: Outbox,
        *,
        template: str | None = None,
    ) -> None:
        self._store = store
        self._template = template
        self._surveys = surveys
        self._outbox = outbox

    def after_case(self, *, by: str, at: datetime) -> bool:
        """Return whether to offer the survey to a citizen whose case has just been closed.

        True at most once a wave, and never to those who have begun it or want no invitations.
        """
        wave = self._open(at)
        if wave is None or self._store.wish(by) is InvitationWish.NEVER:
            return False
        if self._surveys.standing(by=by, at=at) is not None:
            return False
        return self._store.invite(by, wave=wave.key, kind=InvitationKind.CASE, at=at)

    def asks_for_notices(self, *, by: str, at: datetime) -> None:
        """Remember that a citizen wants to be told when the next survey begins."""
        self._store.set_wish(by, InvitationWish.INVITE, at=at)

    def refuses(self, *, by: str, at: datetime) -> None:
        """Remember that a citizen wants no invitation any more; answering stays open to them."""
        self._store.set_wish(by, InvitationWish.NEVER, at=at)

    def undecided(self, *, by: str) -> bool:
        """Return whether a citizen has never said what they wish."""
        return self._store.wish(by) is None

    def send(self, *, by: str, at: datetime) -> int:
        """Invite those who asked for it, spread over three days; return how many.

        Nobody who has begun, or whose town has all the answers wanted. Done again it reaches
        only those who have come in since. `by` is the officer.
        """
        wave = self._open(at)
        if wave is None:
            return 0
        full = {
            place.code
            for place in self._surveys.waves.responses(wave=wave.key).towns
            if place.target and not place.missing
        }
        chosen = [
            citizen
            for citizen, town in self._store.willing(wave=wave.key)
            if town not in full and self._surveys.standing(by=citizen, at=at) is None
        ]
        self._outbox.spread(
            to=chosen,
            text=_words()[InvitationKind.NOTICE],
            why=f"survey notice {wave.key}",
            at=at,
            over=_OVER,
            until=bounds(wave.key)[1],
            notice=self._notice(wave.key),
        )
        for citizen in chosen:
            self._store.invite(citizen, wave=wave.key, kind=InvitationKind.NOTICE, at=at)
        if chosen:
            note = _words()["invited"].format(count=len(chosen))
            self._surveys.waves.note(wave=wave.key, verb="invited", by=by, at=at, note=note)
        return len(chosen)

    def remind(self, *, at: datetime) -> int:
        """Remind those who left half-way a day ago; return how many. Never anybody twice."""
        wave = self._open(at)
        if wave is None or not _FROM <= at.astimezone(SHANGHAI).time() < _TO:
            return 0
        count = 0
        for citizen in self._store.silent(wave=wave.key, since=at - _LATEST, until=at - _QUIET):
            standing = self._surveys.standing(by=citizen, at=at)
            if standing is None or standing[0] not in (InterviewStatus.OPEN, InterviewStatus.LEFT):
                continue
            if self._outbox.allowance(to=citizen, at=at).left < _SPARE:
                continue
            # Remembered first: rather no reminder than two.
            if self._store.invite(citizen, wave=wave.key, kind=InvitationKind.REMINDER, at=at):
                self._outbox.notify(
                    to=citizen,
                    text=_words()[InvitationKind.REMINDER],
                    why=f"survey reminder {wave.key}",
                    at=at,
                    until=at + _SOON,
                )
                count += 1
        return count

    def counts(self, *, wave: str) -> Counts:
        """Count wishes and a wave's invitations."""
        return self._store.counts(wave=wave)

    def _notice(self, wave: str) -> dict[str, Any] | None:
        """Return the same as a subscription notice, its fields at most 20 characters each."""
        if self._template is None:
            return None
        ends = (bounds(wave)[1] - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M")
        facts = {"wave": title(wave), "ends": ends}
        fields = {name: form.format(**facts)[:20] for name, form in _words()["fields"].items()}
        return {"notice": fields, "template": self._template}

    def _open(self, at: datetime) -> Wave | None:
        wave = self._surveys.waves.current(at=at)
        return wave if wave.phase(at) is Phase.OPEN else None


@cache
def _words() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "words.yml"))

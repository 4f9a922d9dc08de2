"""Odor for the public: events once they are over, and the reports that an officer released."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from bureau.cases import Case
from bureau.odor.ports import BulletinStore
from bureau.odor.publishing import Notable, PublishingRule, blurred, released
from bureau.odor.service import OdorError, OdorEvents
from bureau.odor.words import words
from bureau.officers import Officer

_PUBLIC = ("odor",)
_LOOK_BACK = timedelta(days=3)


class OdorBulletin:
    """What of odor is published, and when."""

    def __init__(self, store: BulletinStore, odor: OdorEvents, rule: PublishingRule) -> None:
        self._store = store
        self._odor = odor
        self.rule = rule

    def sweep(self, *, at: datetime) -> int:
        """Publish the events that are over, each once and for good; return how many.

        One of which too few people told is kept as passed over.
        """
        ready = self._store.unpublished(since=at - _LOOK_BACK, over=at - self.rule.delay)
        for event in ready:
            reports = self._odor.reports(event)
            people = self._odor.people_by_report(event)
            smell = blurred(reports, people, words().steps(), self.rule)
            self._store.publish(event.id, smell, at=at)
        return len(ready)

    def shown(self, *, since: datetime, at: datetime, town: str | None = None) -> list[Notable]:
        """Return what the public sees, the newest first; `town`: official code."""
        found = self._store.notables(since=since)
        return [
            each
            for each in found
            if each.held is None
            and each.published <= at
            and (town is None or town in each.smell.towns)
        ]

    def all_of(self, *, since: datetime) -> list[Notable]:
        """Return what was published, what officers took back among it, the newest first."""
        return self._store.notables(since=since)

    def release(self, *, case: Case, by: Officer, at: datetime) -> None:
        """Release a report of odor to the public, blurred and after the delay.

        Raises `OdorError`: `no_odor`, `placeless`, `released`.
        """
        if case.draft.category not in _PUBLIC or case.merged_into:
            raise OdorError("no_odor")
        sighting = self._odor.report(f"case:{case.number}")
        if sighting is None:
            raise OdorError("placeless")
        due = max(at, case.created + self.rule.delay)
        mark = f"r{secrets.token_hex(8)}"
        smell = released(sighting, self.rule)
        if not self._store.release(case.number, mark, smell, by=by.full_name, published=due):
            raise OdorError("released")

    def hold(self, *, mark: str, by: Officer, at: datetime) -> bool:
        """Take something back from the public; return whether it was there."""
        return self._store.hold(mark, by=by.full_name, at=at)

    def show_again(self, *, mark: str) -> bool:
        """Show again what was taken back."""
        return self._store.hold(mark, by="", at=None)

"""Reports that belong together: who else told of it, links, merging, and taking apart again."""

from __future__ import annotations

from datetime import datetime

from bureau.cases import Case, Cases, CaseService, Event, Status, Verb, Who
from bureau.cases import words as case_words
from bureau.cases.numbers import NumberError, read
from bureau.cases.ports import CaseChange
from bureau.casework.model import CaseworkError
from bureau.casework.nearness import Neighbour, nearness, neighbours, span_about, tonight
from bureau.casework.ports import CaseLink, NeighbourStore
from bureau.messaging.ports import Outbox

_MOST = 500


class Neighbours:
    """Finds what neighbours reported, and joins or parts cases."""

    def __init__(
        self, store: NeighbourStore, cases: Cases, service: CaseService, outbox: Outbox
    ) -> None:
        self._store = store
        self._cases = cases
        self._service = service
        self._outbox = outbox

    def of(self, case: Case) -> list[Neighbour]:
        """Return what was reported near a case in time, place and kind, the nearest first."""
        within = nearness().within
        span = span_about(case, case.created - within, case.created + within)
        return neighbours(case, self._store.near(span, limit=_MOST))

    def tonight(self, *, case: Case, at: datetime) -> tuple[int, bool]:
        """Return how many other citizens told of this tonight or today, and whether it is night.

        So few that one of them could be known by it count as none.
        """
        since, night = tonight(at)
        near = neighbours(case, self._store.near(span_about(case, since, at), limit=_MOST))
        others = {each.case.citizen for each in near} - {case.citizen}
        return (len(others) if len(others) >= nearness().least_told else 0), night

    def links(self, number: str) -> list[CaseLink]:
        """Return the links of a case."""
        return self._store.links(number)

    def merged(self, number: str) -> list[Case]:
        """Return the cases that were merged into this one, directly or through others."""
        return self._cases.followers(number)

    def link(self, *, number: str, other: str, by: str, at: datetime) -> None:
        """Say that two cases belong together; both histories tell it. Raises `CaseworkError`."""
        one, two = self._both(number, other)
        if one.number == two.number:
            raise CaseworkError("link_self")
        events = [
            _event(case, Verb.LINK, "linked", by, at, to.number)
            for case, to in ((one, two), (two, one))
        ]
        if not self._store.link(one.number, two.number, events=events, by=by):
            raise CaseworkError("linked_already")

    def unlink(self, *, number: str, other: str, by: str, at: datetime) -> None:
        """Take a link away; both histories tell it. Raises `CaseworkError` (`not_linked`)."""
        one, two = self._both(number, other)
        events = [
            _event(case, Verb.UNLINK, "unlinked", by, at, to.number)
            for case, to in ((one, two), (two, one))
        ]
        if not self._store.unlink(one.number, two.number, events=events):
            raise CaseworkError("not_linked")

    def merge(
        self,
        *,
        number: str,
        into: str,
        by: str,
        at: datetime,
        note: str = "",
        hold_until: datetime | None = None,
    ) -> Case:
        """Merge a case into another; both tell it, and its citizen hears what is answered.

        What the other was answered already is told at once. Raises `StepError`, `NumberError`.
        """
        merged = self._service.take(
            verb=Verb.MERGE, number=number, by=by, at=at, note=note, into=into,
            hold_until=hold_until,
        )  # fmt: skip
        target = self._tell_target(str(merged.merged_into), "gathered", merged.number, by, at)
        if target is not None and target.status is Status.ANSWERED:
            text = case_words().notice("answered", number=merged.number, note=target.answer)
            self._outbox.notify(
                to=merged.citizen,
                text=text,
                why=f"case:{merged.number}:answer of {target.number}",
                at=at,
                not_before=hold_until,
                topic=f"merged:{merged.number}",
            )
        return merged

    def split(self, *, number: str, by: str, at: datetime, note: str = "") -> Case:
        """Take a merged case apart again: it is handled by itself. Raises `StepError`."""
        case = self._service.find(number)
        parted = self._service.take(verb=Verb.SPLIT, number=number, by=by, at=at, note=note)
        self.unsay(number=parted.number)
        if case is not None and case.merged_into:
            self._tell_target(case.merged_into, "split_off", parted.number, by, at)
        return parted

    def unsay(self, *, number: str) -> None:
        """Hold back the other case's answer that a merged case's citizen has not had yet."""
        case = self._cases.get(number)
        if case is not None:
            self._outbox.recall(to=case.citizen, topic=f"merged:{number}")

    def _tell_target(
        self, number: str, audit: str, other: str, by: str, at: datetime
    ) -> Case | None:
        return self._cases.change(
            number=number,
            decide=lambda case: CaseChange(case, _event(case, Verb.GATHER, audit, by, at, other)),
        )

    def _both(self, number: str, other: str) -> tuple[Case, Case]:
        try:
            found = [self._cases.get(read(each)) for each in (number, other)]
        except NumberError:
            raise CaseworkError("unknown") from None
        if found[0] is None or found[1] is None:
            raise CaseworkError("unknown")
        return found[0], found[1]


def _event(case: Case, verb: Verb, audit: str, by: str, at: datetime, note: str) -> Event:
    return Event(at, verb, Who.OFFICER, by, case.status, case.status, audit, note)

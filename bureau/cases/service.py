"""What can be done with reports: the use-cases that doors and actions call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.cases.decision import Attempt, decide, opening_due
from bureau.cases.lifecycle import OPEN, Status, Step, Verb, Who, possible
from bureau.cases.model import Case, Draft, Event, StepError
from bureau.cases.numbers import NumberError, compose, read
from bureau.cases.ports import Alarms, CaseFilter, CasePage, Cases
from bureau.cases.routing import Authority, Routing
from bureau.cases.similarity import Area, same_matter
from bureau.cases.terms import Terms
from bureau.cases.text import clean, clean_draft
from bureau.messaging.ports import Outbox
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.places import Gazetteer


class CaseService:
    """Reports, the cases they become, and what may be done with them."""

    def __init__(
        self,
        cases: Cases,
        outbox: Outbox,
        places: Gazetteer,
        routing: Routing,
        terms: Terms,
        alarms: Alarms,
    ) -> None:
        self._cases = cases
        self._outbox = outbox
        self._places = places
        self._routing = routing
        self._terms = terms
        self._alarms = alarms

    def submit(self, *, draft: Draft, by: str, at: datetime, message_key: str) -> Case:
        """Make a case of a draft; the same message key gives the same case again.

        An urgent case alarms the officers on duty. Raises `StepError` (`empty`) when the draft
        says nothing at all.
        """
        draft = clean_draft(draft)
        if not (draft.description.strip() or draft.photos or draft.place_text or draft.categories):
            raise StepError("empty")
        county, town = self._area(draft)
        authority = self._routing.authority(draft, county)
        day = at.astimezone(SHANGHAI).date()

        def numbered(sequence: int) -> Case:
            return Case(
                number=compose(day, sequence),
                status=Status.SUBMITTED,
                draft=draft,
                citizen=by,
                county=county,
                town=town,
                authority=authority.code,
                created=at,
                updated=at,
                due=opening_due(draft, at, self._terms),
            )

        event = Event(at, Verb.SUBMIT, Who.CITIZEN, "", None, Status.SUBMITTED, "submitted")
        case = self._cases.add(numbered=numbered, event=event, day=day, message_key=message_key)
        # A crash in between loses no alarm: the message is played again, and so is this.
        if case.draft.urgent and case.status is Status.SUBMITTED:
            self._alarms.alarm(case=case, at=at)
        return case

    def authority(self, *, draft: Draft) -> Authority:
        """Return who is responsible for what the draft tells, to be said at once."""
        return self._routing.authority(draft, self._area(draft)[0])

    def similar(self, *, draft: Draft, by: str, at: datetime) -> Case | None:
        """Return this person's running case of the same matter, if there is one."""
        running = (Status.ANSWERED, Status.REFUSED, *OPEN)
        area, metres = self._area(draft), self._terms.similar_metres
        for case in self._cases.of_citizen(citizen=by, limit=20):
            recent = at - case.created <= self._terms.similar_within
            if recent and case.status in running and same_matter(draft, area, case, metres=metres):
                return case
        return None

    def of_citizen(self, *, by: str, limit: int = 5) -> list[Case]:
        """Return a citizen's own cases, the newest first."""
        return self._cases.of_citizen(citizen=by, limit=limit)

    def own(self, *, number: str, by: str) -> Case:
        """Return a citizen's own case by its number, however it was typed.

        Raises `NumberError`, or `StepError` when it is another's or nobody's.
        """
        case = self._cases.get(read(number))
        if case is None or case.citizen != by:
            raise StepError("not_yours")
        return case

    def supplement(
        self,
        *,
        number: str,
        by: str,
        at: datetime,
        text: str | None = None,
        photo: str | None = None,
        message_key: str | None = None,
    ) -> Case:
        """Add words or a photo (evidence id) to one's own case; a refused one is submitted anew."""
        note = clean(text)
        if not note and not photo:
            raise StepError("nothing_added")
        attempt = Attempt(Verb.SUPPLEMENT, Who.CITIZEN, by, at, note, photo=photo)
        return self._take(number, attempt, message_key)

    def reply(
        self,
        *,
        verb: str,
        number: str,
        by: str,
        at: datetime,
        note: str = "",
        message_key: str | None = None,
    ) -> Case:
        """Take a citizen's step on their own case: `satisfied`, `reopen` or `withdraw`."""
        attempt = Attempt(_verb(verb), Who.CITIZEN, by, at, clean(note))
        return self._take(number, attempt, message_key)

    def find(self, number: str) -> Case | None:
        """Return the case of a number, however it was typed; for officers.

        A citizen's question goes to `own`: a number can be guessed. Raises `NumberError`.
        """
        return self._cases.get(read(number))

    def take(
        self,
        *,
        verb: str,
        number: str,
        by: str,
        at: datetime,
        note: str = "",
        into: str = "",
        authority: str = "",
    ) -> Case:
        """Take an officer's step. `into`: number to merge into; `authority`: code to refer to.

        Raises `StepError` with an explanation for the officer, or `NumberError`.
        """
        attempt = Attempt(_verb(verb), Who.OFFICER, by, at, clean(note))
        if attempt.verb is Verb.MERGE:
            attempt = replace(attempt, into=self._merge_target(into))
        if attempt.verb is Verb.REFER:
            codes = {other.code: other for other in self._routing.others()}
            attempt = replace(attempt, authority=codes.get(authority))
        return self._take(number, attempt)

    def steps(self, case: Case) -> list[Step]:
        """Return what an officer may do with a case now: the portal's buttons."""
        rows = possible(case.status, Who.OFFICER)
        return [row for row in rows if not (row.verb is Verb.EXTEND and case.extended)]

    def authorities(self) -> list[Authority]:
        """Return the other authorities that a case can be referred to."""
        return self._routing.others()

    def responsible(self, case: Case) -> Authority:
        """Return who is responsible for a case by the routing table."""
        return self._routing.authority(case.draft, case.county)

    def history(self, number: str) -> list[Event]:
        """Return a case's history, the oldest first."""
        return self._cases.history(number)

    def search(self, wanted: CaseFilter, *, limit: int = 20, after: str = "") -> CasePage:
        """Return a page of cases; `after` is the `next` of the page before."""
        return self._cases.search(wanted, limit=limit, after=after)

    def tally(self, wanted: CaseFilter) -> dict[Status, int]:
        """Return how many cases stand in each status, whatever status the filter names."""
        return self._cases.tally(wanted)

    def untouched_urgent(self, scope: OfficerScope = WHOLE_CITY) -> list[str]:
        """Return the numbers of urgent cases that no officer touched yet, the newest first."""
        return self._cases.untouched_urgent(scope)

    def close_expired(self, *, at: datetime) -> int:
        """Close what was answered long ago and hand on notices left over; return how many closed.

        To be called now and then by a background process; twice does no harm.
        """
        numbers = self._cases.answered_before(at - self._terms.close_after)
        for number in numbers:
            self._take(number, Attempt(Verb.CLOSE, Who.SYSTEM, "", at))
        self._hand_on(None)
        return len(numbers)

    def _take(self, number: str, attempt: Attempt, message_key: str | None = None) -> Case:
        number = read(number)
        followers = self._cases.followers(number)
        case = self._cases.change(
            number=number,
            decide=lambda case: decide(case, attempt, self._terms, followers),
            message_key=message_key,
        )
        if case is None:
            raise StepError("not_yours" if attempt.who is Who.CITIZEN else "unknown")
        self._hand_on(number)
        return case

    def _merge_target(self, number: str) -> Case:
        try:
            case = self._cases.get(read(number))
        except NumberError:
            raise StepError("into_missing") from None
        if case is None:
            raise StepError("into_unknown")
        return case

    def _area(self, draft: Draft) -> Area:
        """Return the official codes of county and town that a draft is counted under."""
        place = self._places.get(draft.place[:9]) if draft.place else None
        if place is None:
            return None, None
        official = place.official_code
        return place.county, official if len(official) == 9 else None

    def _hand_on(self, number: str | None) -> None:
        # A notice is kept with its step and handed on afterwards: a crash between loses nothing,
        # and the outbox knows a repeated one by its `why`.
        pending = self._cases.pending_notices(number=number)
        for notice in pending:
            why = f"case:{notice.number}:{notice.id}"
            self._outbox.notify(to=notice.citizen, text=notice.text, why=why, at=notice.at)
        self._cases.notices_handed_on([notice.id for notice in pending])


def _verb(name: str) -> Verb:
    try:
        return Verb(name)
    except ValueError:
        raise StepError("not_allowed") from None

"""What can be done with reports: the use-cases that doors and actions call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.cases.answer_links import AnswerLinks
from bureau.cases.decision import Attempt, decide, opening_due
from bureau.cases.enclosures import Enclosure
from bureau.cases.lifecycle import CASEWORK, RUNNING, Clock, Status, Step, Verb, Who, possible
from bureau.cases.model import Case, Draft, Event, StepError
from bureau.cases.notices import CaseNotices
from bureau.cases.numbers import NumberError, compose, read
from bureau.cases.ports import (
    Alarms,
    CaseFilter,
    CasePage,
    Cases,
    FeedbackCount,
)
from bureau.cases.routing import Authority, Routing
from bureau.cases.similarity import Area, same_matter
from bureau.cases.terms import LimitRule, Terms
from bureau.cases.text import clean, clean_draft
from bureau.cases.village import village_told
from bureau.cases.words import words
from bureau.messaging.ports import Outbox
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.places import Gazetteer
from bureau.places.villages import VillageRegister


class CaseService:
    """Reports, the cases they become, and what may be done with them.

    `notices` is what their citizens are told.
    """

    def __init__(
        self,
        cases: Cases,
        outbox: Outbox,
        places: Gazetteer,
        routing: Routing,
        terms: Terms,
        alarms: Alarms,
        links: AnswerLinks,
        villages: VillageRegister,
    ) -> None:
        self._cases = cases
        self._places = places
        self._routing = routing
        self._terms = terms
        self._alarms = alarms
        self.notices = CaseNotices(cases, outbox, links)
        self._villages = villages

    def submit(self, *, draft: Draft, by: str, at: datetime, message_key: str) -> Case:
        """Make a case of a draft; the same message key gives the same case again.

        An urgent case alarms the officers on duty. Raises `StepError` (`empty`) when the draft
        says nothing at all.
        """
        draft = clean_draft(draft)
        if not (draft.description.strip() or draft.photos or draft.place_text or draft.categories):
            raise StepError("empty")
        county, town = self._area(draft)
        village = village_told(draft, town, self._villages)
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
                begun=at,
                village=village,
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
        running = (*RUNNING, Status.REFUSED)
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
        urgent: bool = False,
    ) -> Case:
        """Add words or a photo (evidence id) to one's own case; a refused one is submitted anew.

        Where an officer asked, it is the reply, and the clock runs on. What tells of danger makes
        the case `urgent` and alarms the officers on duty.
        """
        note = clean(text)
        if not note and not photo:
            raise StepError("nothing_added")
        attempt = Attempt(Verb.SUPPLEMENT, Who.CITIZEN, by, at, note, photo=photo, urgent=urgent)
        case = self._take(number, attempt, message_key)
        if urgent:
            self._alarms.alarm(case=case, at=at)
        return case

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
        """Take a citizen's step on their own case, as the lifecycle names it."""
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
        hold_until: datetime | None = None,
        enclosed: tuple[Enclosure, ...] = (),
    ) -> Case:
        """Take an officer's step but a referral; `into`: number to merge into.

        The citizen is told at once, or not before `hold_until`: so long the step can be undone.
        Raises `StepError` with an explanation for the officer, or `NumberError`.
        """
        attempt = Attempt(_verb(verb), Who.OFFICER, by, at, clean(note), enclosed=enclosed)
        if attempt.verb in CASEWORK:
            raise StepError("not_allowed")
        if attempt.verb is Verb.MERGE:
            attempt = replace(attempt, into=self._merge_target(into))
        if attempt.verb in (Verb.REFER, Verb.RECALL):  # with their paper, by `refer` and `recall`
            raise StepError("not_allowed")
        return self._take(number, attempt, hold_until=hold_until)

    def refer(
        self, *, number: str, authority: str, referral: str, by: str, at: datetime, note: str = ""
    ) -> Case:
        """Hand a case to the authority of this code, under the number of its referral.

        Raises `StepError` with an explanation for the officer, or `NumberError`.
        """
        named = self._routing.named(authority)
        return self._take(
            number,
            Attempt(
                Verb.REFER, Who.OFFICER, by, at, clean(note), authority=named, referral=referral
            ),
        )

    def recall(self, *, number: str, by: str, at: datetime, note: str) -> Case:
        """Take a case back from the authority to which it was referred; raises as `refer`."""
        return self._take(number, Attempt(Verb.RECALL, Who.OFFICER, by, at, clean(note)))

    def elsewhere(
        self, *, verb: Verb, number: str, authority: str, note: str, at: datetime, message_key: str
    ) -> Case:
        """Take the step of the authority to which a case was referred, once for a message key.

        Raises `StepError` where the case is not with it any more.
        """
        named = self._routing.named(authority)
        attempt = Attempt(verb, Who.SYSTEM, "", at, clean(note), authority=named)
        return self._take(number, attempt, message_key)

    def steps(self, case: Case) -> list[Step]:
        """Return what an officer may do with a case now: the portal's buttons."""
        hidden = set(CASEWORK)
        if case.extended or case.clock is not Clock.FINISH:
            hidden.add(Verb.EXTEND)
        if not case.draft.urgent or case.arrived is not None:
            hidden.add(Verb.ARRIVE)
        rows = possible(case.status, Who.OFFICER)
        return [row for row in rows if row.verb not in hidden]

    def authorities(self) -> list[Authority]:
        """Return the other authorities that a case can be referred to."""
        return self._routing.others()

    def named_authority(self, code: str) -> Authority:
        """Return an authority by its code."""
        return self._routing.named(code)

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

    def close_expired(self, *, at: datetime) -> int:
        """Close what was answered long ago and hand on notices left over; return how many closed.

        Only an answer that reached its citizen, or whose citizen left, is closed. To be called now
        and then by a background process; twice does no harm.
        """
        self.notices.hand_on(None, at=at)
        self.notices.settle(at=at)
        found = self._cases.answered_before(at - self._terms.close_after)
        for number, reached in found:
            note = "" if reached else words().unreachable()
            self._take(number, Attempt(Verb.CLOSE, Who.SYSTEM, "", at, note))
        return len(found)

    def run_on(self, *, at: datetime) -> int:
        """Let the clocks run on whose citizen did not reply in time; return how many.

        Who asked is told. To be called now and then by a background process.
        """
        numbers = self._cases.unanswered_since(at)
        for number in numbers:
            self._take(number, Attempt(Verb.RUN_ON, Who.SYSTEM, "", at))
        return len(numbers)

    def supervise(self, *, number: str, note: str, at: datetime, message_key: str) -> Case:
        """Write a line of supervision into a case's history, once for each message key.

        Raises `StepError` where no officer owes a step any more.
        """
        return self._take(number, Attempt(Verb.SUPERVISE, Who.SYSTEM, "", at, note), message_key)

    def lift(self, *, number: str, note: str, at: datetime, message_key: str) -> Case:
        """Write into a case's history that supervision ended, once for each message key."""
        return self._take(number, Attempt(Verb.LIFT, Who.SYSTEM, "", at, note), message_key)

    def running_out(self, *, before: datetime) -> list[Case]:
        """Return the open cases whose running time limit ends before an instant."""
        return self._cases.running_out(before=before)

    def limit_rule(self, case: Case) -> LimitRule | None:
        """Return the rule of the limit that runs or stands still."""
        if case.clock is None or case.begun is None:
            return None
        return self._terms.rule_if_any(case.clock, case.draft, case.begun)

    def provisional(self, case: Case) -> bool:
        """Return whether the running limit counts working days not published yet."""
        if case.clock is None or case.begun is None or case.due is None:
            return False
        return self._terms.provisional(case.clock, case.draft, case.begun, case.due)

    def feedback(self, scope: OfficerScope = WHOLE_CITY) -> list[FeedbackCount]:
        """Return how many cases within a scope were judged in which way, by town and handler."""
        return self._cases.feedback(scope)

    def _take(
        self,
        number: str,
        attempt: Attempt,
        message_key: str | None = None,
        hold_until: datetime | None = None,
    ) -> Case:
        number = read(number)
        followers = self._cases.followers(number)
        case = self._cases.change(
            number=number,
            decide=lambda case: replace(
                decide(case, attempt, self._terms, followers), hold_until=hold_until
            ),
            message_key=message_key,
        )
        if case is None:
            raise StepError("not_yours" if attempt.who is Who.CITIZEN else "unknown")
        self.notices.hand_on(number, at=attempt.at)
        if attempt.who is not Who.OFFICER:
            self._report(case, attempt)
        return case

    def _report(self, case: Case, attempt: Attempt) -> None:
        # Read back, not kept from the step: a message that is played again tells of it as well.
        same = (attempt.at, attempt.who)
        for event in self._cases.history(case.number):
            if (event.at, event.who) == same:
                self._alarms.heard(case=case, event=event)

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


def _verb(name: str) -> Verb:
    try:
        return Verb(name)
    except ValueError:
        raise StepError("not_allowed") from None

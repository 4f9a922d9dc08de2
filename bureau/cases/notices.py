"""What a case's citizen is told: handed on once it may leave, and followed until it arrived."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bureau.cases.answer_links import AnswerLinks, LinkError
from bureau.cases.decision import ANSWERING
from bureau.cases.delivery import DeliveryState, NoticeDelivery, carriage, delivery
from bureau.cases.enclosures import enclosing
from bureau.cases.lifecycle import Status, Verb
from bureau.cases.model import Case
from bureau.cases.ports import Cases, PendingNotice, SentNotice
from bureau.cases.words import words
from bureau.messaging.ports import Outbox


class CaseNotices:
    """Answers, questions and news of cases on their way to their citizens."""

    def __init__(self, cases: Cases, outbox: Outbox, links: AnswerLinks) -> None:
        self._cases = cases
        self._outbox = outbox
        self._links = links

    def hand_on(self, number: str | None, *, at: datetime) -> None:
        """Give the outbox what may leave by now, of one case or of all.

        A notice is kept with its step and handed on afterwards: a crash between loses nothing,
        and the outbox knows a repeated one by its `why`.
        """
        pending = self._cases.pending_notices(at=at, number=number)
        for notice in pending:
            cause = _cause(notice.number, notice.id)
            text = enclosing(notice.text, notice.enclosed, self._address(notice))
            parts = carriage(text, partial(self._shortened, notice))
            for place, part in enumerate(parts, start=1):
                why = cause if len(parts) == 1 else f"{cause}:{place}"
                self._outbox.notify(to=notice.citizen, text=part, why=why, at=notice.at)
        self._cases.notices_handed_on([notice.id for notice in pending])

    def settle(self, *, at: datetime) -> None:
        """Keep what became of answers and questions: the ledger forgets its letters in time."""
        for notice in self._cases.open_notices():
            found = self._delivery(notice)
            if found.state in (DeliveryState.SENT, DeliveryState.GONE):
                reached = found.state is DeliveryState.SENT
                self._cases.settle(notice.id, reached=reached, at=found.at or at)

    def told(self, case: Case) -> list[tuple[SentNotice, NoticeDelivery]]:
        """Return what a case's citizen was told, the oldest first, and whether it arrived."""
        return [(notice, self._delivery(notice)) for notice in self._told_own(case)]

    def told_beside(self, case: Case) -> list[tuple[SentNotice, NoticeDelivery]]:
        """Return the same of the citizens whose cases are merged into this one."""
        every = self._cases.notices(case.number)
        return [(each, self._delivery(each)) for each in every if each.citizen != case.citizen]

    def asked(self, case: Case) -> bool:
        """Return whether a case waits for a reply to a question that its citizen has read."""
        if case.status is not Status.WAITING:
            return False
        asked = [each for each in self._told_own(case) if each.verb is Verb.ASK]
        return bool(asked) and self._delivery(asked[-1]).state is DeliveryState.SENT

    def page(self, token: str, *, at: datetime) -> SentNotice:
        """Return what stands on the page of a signed address; raises `LinkError`."""
        notice = self._cases.notice(self._links.read(token, at=at))
        if notice is None:
            raise LinkError("unknown")
        return notice

    def answer_address(self, case: Case, *, at: datetime) -> str:
        """Return the signed address of a page with a case's answer, an empty text without one."""
        answer = self._answer(case)
        return self._links.address(answer.id, at=at) if answer else ""

    def encloses(self, case: Case) -> bool:
        """Return whether something came along with a case's answer."""
        answer = self._answer(case)
        return bool(answer and answer.enclosed)

    def _shortened(self, notice: PendingNotice) -> str:
        said = words().linked(number=notice.number, text=notice.text, address=self._address(notice))
        return enclosing(said, notice.enclosed, "")

    def _address(self, notice: PendingNotice) -> str:
        return self._links.address(notice.id, at=notice.at)

    def _answer(self, case: Case) -> SentNotice | None:
        answers = [one for one in self._told_own(case) if one.verb in ANSWERING]
        return answers[-1] if answers else None

    def _told_own(self, case: Case) -> list[SentNotice]:
        every = self._cases.notices(case.number)
        return [each for each in every if each.citizen == case.citizen]

    def _delivery(self, notice: SentNotice) -> NoticeDelivery:
        if notice.reached is not None:
            state = DeliveryState.SENT if notice.reached else DeliveryState.GONE
            return NoticeDelivery(state, 1, int(notice.reached), notice.delivered)
        if not notice.handed_on:
            return NoticeDelivery(DeliveryState.QUEUED, 0, 0)
        cause = _cause(notice.number, notice.id)
        return delivery(self._outbox.letters(to=notice.citizen, cause=cause))


def _cause(number: str, notice: int) -> str:
    return f"case:{number}:{notice}"

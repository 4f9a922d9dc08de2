"""What can be done with referrals: send, receive, answer, return, recall."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.cases import Case, CaseService, Status, StepError, Verb
from bureau.cases.enclosures import OutgoingFile
from bureau.cases.routing import Authority
from bureau.cases.text import LONGEST, clean
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.places import Gazetteer
from bureau.referrals import document
from bureau.referrals.model import Referral, ReferralError, ReferralStatus
from bureau.referrals.ports import ReferralStore
from bureau.referrals.seal import Seal

# A step of a case takes less: what is still prepared by then was left by a process that died.
_UNSETTLED = timedelta(minutes=5)
_LONGEST_NAME = 60


class Referrals:
    """Cases handed to other authorities. What happens there happens to the case, and is told."""

    def __init__(
        self, store: ReferralStore, cases: CaseService, places: Gazetteer, seal: Seal
    ) -> None:
        self._store = store
        self._cases = cases
        self._places = places
        self._seal = seal

    def send(
        self,
        *,
        case: str,
        authority: str,
        note: str,
        by: str,
        at: datetime,
        enclosed: Sequence[OutgoingFile] = (),
    ) -> Referral:
        """Hand a case to another authority with some of its files; the citizen is told its number.

        Raises what the case's step raises: `StepError`, `NumberError`.
        """
        found = self._cases.find(case)
        if found is None:
            raise StepError("unknown")
        if authority not in {other.code for other in self._cases.authorities()}:
            raise StepError("authority_missing")
        year = at.astimezone(SHANGHAI).year
        prepared = self._store.prepare(
            case=found.number,
            authority=authority,
            note=clean(note),
            enclosed=enclosed,
            by=by,
            year=year,
            at=at,
        )
        try:
            self._cases.refer(
                number=found.number,
                authority=authority,
                referral=prepared.number,
                by=by,
                at=at,
                note=note,
            )
        except StepError:
            self._store.drop(prepared.id)
            raise
        return self._store.send(prepared.id, document=self._written(prepared), at=at) or prepared

    def by_token(self, token: str) -> Referral:
        """Return the referral of a token. Raises `ReferralError` (`unknown`)."""
        found = self._seal.read(token)
        referral = self._store.get(found) if found is not None else None
        if referral is None or referral.status is ReferralStatus.PREPARED:
            raise ReferralError("unknown")
        return referral

    def find(self, id: int) -> Referral | None:  # noqa: A002
        """Return a referral by its id; for officers."""
        return self._store.get(id)

    def of_case(self, case: str) -> list[Referral]:
        """Return a case's referrals, the newest first."""
        return self._store.of_case(case)

    def register(
        self, scope: OfficerScope = WHOLE_CITY, *, limit: int = 20, offset: int = 0
    ) -> tuple[list[Referral], int]:
        """Return a page of the register of cases within a scope, the newest first, and how many."""
        return self._store.register(scope, limit=limit, offset=offset)

    def authority(self, referral: Referral) -> Authority:
        """Return to whom a referral went."""
        return self._cases.named_authority(referral.authority)

    def address(self, referral: Referral) -> str:
        """Return the address of the page on which the other authority acts."""
        return self._seal.address(referral.id)

    def signed(self, referral: Referral) -> tuple[bytes, str]:
        """Return the document and its signature in base64.

        It stays as it went out, whatever is corrected or added to the case afterwards.
        """
        content = (referral.document or self._written(referral)).encode()
        return content, self._seal.sign(content)

    def photos(self, referral: Referral) -> tuple[str, ...]:
        """Return the photos that an older document counts: what came later did not go out.

        One of today names its enclosures and counts none.
        """
        content, _ = self.signed(referral)
        return self.case(referral).draft.photos[: json.loads(content).get("photos", 0)]

    @property
    def public_key(self) -> str:
        """The key against which the documents' signatures are checked, as PEM."""
        return self._seal.public_key

    def case(self, referral: Referral) -> Case:
        """Return a referral's case."""
        found = self._cases.find(referral.case)
        assert found is not None, "a referral keeps the number of a case that was there"
        return found

    def receive(self, *, token: str, theirs: str, at: datetime) -> Referral:
        """Note that the other authority has it; `theirs`: who, as they write it.

        Raises `ReferralError`: `unknown`, `theirs_missing`, `ended`. A second receipt changes
        nothing.
        """
        referral, theirs = self.by_token(token), _plain(theirs)
        if not theirs:
            raise ReferralError("theirs_missing")
        if referral.status is not ReferralStatus.RECEIVED:
            received = self._store.receive(referral.id, theirs=theirs, at=at)
            if received is None:
                raise ReferralError("ended")
            referral = received
        self._step(referral, Verb.RECEIVE, at)
        return referral

    def answer(self, *, token: str, theirs: str, text: str, at: datetime) -> Referral:
        """Take the other authority's answer, which the citizen gets as theirs.

        Raises `ReferralError`: `unknown`, `theirs_missing`, `reply_missing`, `reply_long`, `ended`.
        The same answer sent again changes nothing.
        """
        return self._ended(token, ReferralStatus.ANSWERED, Verb.RELAY, theirs, text, at)

    def return_(self, *, token: str, theirs: str, text: str, at: datetime) -> Referral:
        """Take it back from an authority that says it is not theirs; raises as `answer`."""
        return self._ended(token, ReferralStatus.RETURNED, Verb.RETURN, theirs, text, at)

    def recall(self, *, referral: int, reason: str, by: str, at: datetime) -> Referral:
        """Take a referral back, so that we go on ourselves.

        Raises `ReferralError`: `unknown`, `recall_missing`, `ended`.
        """
        reason = clean(reason).strip()
        if not reason:
            raise ReferralError("recall_missing")
        ended = self._store.end(
            referral, status=ReferralStatus.RECALLED, reply=reason, theirs="", at=at
        )
        if ended is None:
            raise ReferralError("ended" if self._store.get(referral) else "unknown")
        self._cases.recall(number=ended.case, by=by, at=at, note=reason)
        return ended

    def recall_case(self, *, number: str, reason: str, by: str, at: datetime) -> Referral:
        """Take back the newest referral of a case; raises as `recall`."""
        newest = self._store.of_case(number)
        return self.recall(referral=newest[0].id if newest else 0, reason=reason, by=by, at=at)

    def settle(self, *, at: datetime) -> int:
        """Put in order what a process that died left prepared; return how many."""
        left = self._store.prepared(before=at - _UNSETTLED)
        for referral in left:
            went = self.case(referral).status is Status.REFERRED
            newest = self._store.of_case(referral.case)[0] == referral
            if went and newest:
                self._store.send(referral.id, document=self._written(referral), at=referral.sent)
            else:
                self._store.drop(referral.id)
        return len(left)

    def _ended(
        self, token: str, status: ReferralStatus, verb: Verb, theirs: str, text: str, at: datetime
    ) -> Referral:
        referral, theirs, text = self.by_token(token), _plain(theirs), clean(text).strip()
        if not theirs:
            raise ReferralError("theirs_missing")
        if not text:
            raise ReferralError("reply_missing")
        if len(text) > LONGEST:
            raise ReferralError("reply_long")
        if (referral.status, referral.reply) != (status, text):
            ended = self._store.end(referral.id, status=status, reply=text, theirs=theirs, at=at)
            if ended is None:
                raise ReferralError("ended")
            referral = ended
        self._step(referral, verb, at, text)
        return referral

    def _written(self, referral: Referral) -> str:
        told = document.facts(referral, self.case(referral), self._places, self.address(referral))
        return document.written(told).decode()

    def _step(self, referral: Referral, verb: Verb, at: datetime, text: str = "") -> None:
        # Keyed: a second try after a crash between register and case takes it, any other does not.
        self._cases.elsewhere(
            verb=verb,
            number=referral.case,
            authority=referral.authority,
            note=text,
            at=at,
            message_key=f"referral:{referral.id}:{verb}",
        )


def _plain(name: str) -> str:
    return " ".join(clean(name).split())[:_LONGEST_NAME]

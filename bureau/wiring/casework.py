"""Reports, the cases they become, and those who work on them."""

from __future__ import annotations

import hmac
from functools import cached_property

from bureau.adapters.store.batches import StoredBatches
from bureau.adapters.store.callbacks import StoredCallbacks
from bureau.adapters.store.case_index import rebuild
from bureau.adapters.store.case_texts import StoredCaseTexts
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.desk import StoredDesk
from bureau.adapters.store.desk_words import StoredDrafts, StoredTemplates
from bureau.adapters.store.duty import StoredDuty
from bureau.adapters.store.figures import StoredFigures
from bureau.adapters.store.finding import StoredFinding, StoredSearches
from bureau.adapters.store.handed import StoredHandedLists
from bureau.adapters.store.hotline import StoredTalks
from bureau.adapters.store.neighbours import StoredNeighbours
from bureau.adapters.store.referrals import StoredReferrals
from bureau.adapters.store.supervision import StoredRegister
from bureau.callbacks import Callbacks
from bureau.cases import AnswerLinks, CaseService, routing, terms
from bureau.cases.clocks import workdays
from bureau.cases.withholding import Withholding
from bureau.casework import Casework
from bureau.casework.batches import Batches
from bureau.casework.drafts import Drafts
from bureau.casework.neighbours import Neighbours
from bureau.casework.news import CaseNews
from bureau.casework.templates import Templates
from bureau.casework.triage import Triage
from bureau.duty import Duty
from bureau.figures import CaseFigures
from bureau.finding import Finding
from bureau.finding.handed import HandedLists
from bureau.hotline import Hotline, hours
from bureau.referrals import Referrals, Seal
from bureau.supervision import Measure, Supervision, ladder
from bureau.wiring.messages import Messages


class CaseRooms(Messages):
    """Reports, the cases they become, and those who work on them."""

    @cached_property
    def cases(self) -> CaseService:
        """Reports, the cases they become, and what may be done with them."""
        return CaseService(
            StoredCases(self.database),
            self.outbox,
            self.places,
            routing(),
            terms(),
            self.case_news,
            self.answer_links,
            self.villages,
        )

    @cached_property
    def case_news(self) -> CaseNews:
        """What officers hear of their cases: alarms, and what citizens and others did."""
        desk, cases = StoredDesk(self.database), StoredCases(self.database)
        return CaseNews(self.duty, self.casework, desk, cases, self.places)

    @cached_property
    def withholding(self) -> Withholding:
        """Contacts that citizens want taken out of what they reported."""
        return Withholding(StoredCaseTexts(self.database))

    @cached_property
    def duty(self) -> Duty:
        """Officers who are alarmed by WeChat when an urgent case is filed."""
        return Duty(
            StoredDuty(self.database),
            self.outbox,
            self.places,
            self.officers,
            key=hmac.digest(self.settings.secret_key.encode(), b"duty-code", "sha256"),
            portal=f"{self.settings.public_url}/portal",
        )

    @cached_property
    def callbacks(self) -> Callbacks:
        """What citizens left for an officer to answer."""
        return Callbacks(StoredCallbacks(self.database), self.outbox)

    @cached_property
    def answer_links(self) -> AnswerLinks:
        """The signed addresses of pages with long answers."""
        secrets = (self.settings.secret_key, *self.settings.secret_key_previous)
        keys = [hmac.digest(each.encode(), b"answer-links", "sha256") for each in secrets]
        return AnswerLinks(keys, self.settings.public_url)

    @cached_property
    def finding(self) -> Finding:
        """Finding cases among all."""
        several = StoredCases(self.database).several
        return Finding(StoredFinding(self.database), StoredSearches(self.database), several)

    def rebuild_index(self) -> int:
        """Make the index of cases anew; return how many there are."""
        return rebuild(self.database)

    @cached_property
    def figures(self) -> CaseFigures:
        """What the cases have come to."""
        return StoredFigures(self.database)

    @cached_property
    def handed(self) -> HandedLists:
        """What lists were handed out."""
        return StoredHandedLists(self.database)

    @cached_property
    def casework(self) -> Casework:
        """Who has which case in hand, and the queues that follow."""
        return Casework(
            StoredHands(self.database),
            StoredDesk(self.database),
            StoredCases(self.database),
            self.officers,
            self.places,
            self.villages,
            self.duty,
        )

    @cached_property
    def triage(self) -> Triage:
        """Corrections of how reports were read."""
        cases = StoredCases(self.database)
        return Triage(cases, self.places, self.villages, routing(), terms(), self.case_news)

    @cached_property
    def neighbours(self) -> Neighbours:
        """What was reported near by, and what belongs together."""
        store, cases = StoredNeighbours(self.database), StoredCases(self.database)
        return Neighbours(store, cases, self.cases, self.outbox)

    @cached_property
    def drafts(self) -> Drafts:
        """What officers have begun to write."""
        return StoredDrafts(self.database)

    @cached_property
    def templates(self) -> Templates:
        """Texts that officers use again."""
        return Templates(StoredTemplates(self.database))

    @cached_property
    def batches(self) -> Batches:
        """One step on many cases."""
        return Batches(
            StoredBatches(self.database),
            StoredCases(self.database),
            self.cases,
            self.casework,
            self.neighbours,
        )

    @cached_property
    def supervision(self) -> Supervision:
        """Letters and marks for late cases."""

        def drawn(measure: Measure) -> bytes:
            # The PDF library is loaded only where a letter is wanted.
            from bureau.supervision.letter import draw

            return draw(measure)

        return Supervision(
            StoredRegister(self.database),
            self.cases,
            ladder(),
            self._place_name,
            drawn,
            self.casework,
        )

    def _place_name(self, code: str) -> str:
        return self.places.label(code) if code else ""

    @cached_property
    def hotline(self) -> Hotline:
        """The desk where officers talk with citizens in the chat."""
        return Hotline(
            StoredTalks(self.database),
            self.outbox,
            self.cases,
            self.callbacks,
            hours(),
            workdays().works,
        )

    @cached_property
    def referrals(self) -> Referrals:
        """Cases handed to other authorities."""
        register = StoredReferrals(self.database)
        return Referrals(register, self.cases, self.places, self.referral_seal)

    @cached_property
    def referral_seal(self) -> Seal:
        """The seal of what goes to other authorities."""
        return Seal(
            [key.encode() for key in reversed(self.settings.signing_keys)],
            self.identity_keys.derived(b"referral-signature"),
            self.settings.public_url,
        )

"""Wiring: the one place where the work meets its adapters; doors ask here for use-cases."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bureau.adapters.store.alerts import StoredAlerts
from bureau.adapters.store.audit import StoredAudit
from bureau.adapters.store.batches import StoredBatches
from bureau.adapters.store.callbacks import StoredCallbacks
from bureau.adapters.store.case_index import catch_up, rebuild
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.consents import StoredConsents
from bureau.adapters.store.desk import StoredDesk
from bureau.adapters.store.desk_words import StoredDrafts, StoredTemplates
from bureau.adapters.store.duty import StoredDuty
from bureau.adapters.store.engine import Database
from bureau.adapters.store.evidence import StoredEvidence
from bureau.adapters.store.factors import StoredFactors
from bureau.adapters.store.figures import StoredFigures
from bureau.adapters.store.finding import StoredFinding, StoredSearches
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.handed import StoredHandedLists
from bureau.adapters.store.hotline import StoredTalks
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.invitations import StoredInvitations
from bureau.adapters.store.keyring import Resealing, open_keyring
from bureau.adapters.store.neighbours import StoredNeighbours
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.officer_sessions import StoredOfficerSessions
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.origin import claim
from bureau.adapters.store.outbox import StoredOutbox
from bureau.adapters.store.patrols import StoredPatrols
from bureau.adapters.store.pulse import StoredPulse
from bureau.adapters.store.quota import StoredQuota
from bureau.adapters.store.recovery import StoredRecovery
from bureau.adapters.store.referrals import StoredReferrals
from bureau.adapters.store.retention import StoredRetention
from bureau.adapters.store.reviews import StoredReviews
from bureau.adapters.store.supervision import StoredRegister
from bureau.adapters.store.survey_outputs import StoredApiKeys, StoredSheets
from bureau.adapters.store.surveys import StoredSurveys
from bureau.adapters.store.wind import StoredWinds
from bureau.adapters.wechat import WeChat
from bureau.alerts import Alerts
from bureau.audit import Audit
from bureau.callbacks import Callbacks
from bureau.cases import AnswerLinks, CaseService, routing, terms
from bureau.cases.clocks import workdays
from bureau.casework import Casework
from bureau.casework.batches import Batches
from bureau.casework.drafts import Drafts
from bureau.casework.neighbours import Neighbours
from bureau.casework.templates import Templates
from bureau.casework.triage import Triage
from bureau.citizens import Citizens, IdentityKeys
from bureau.duty import Duty
from bureau.figures import CaseFigures
from bureau.finding import Finding
from bureau.finding.handed import HandedLists
from bureau.hotline import Hotline, hours
from bureau.invitations import Invitations
from bureau.messaging.ports import (
    Account,
    Consents,
    DeliveryLedger,
    Evidence,
    Inbox,
    Pulse,
    Quota,
    Recovery,
)
from bureau.odor import OdorEvents
from bureau.officers import Officers, read_four_eyes
from bureau.officers.factors import Factors
from bureau.officers.sessions import OfficerSessions
from bureau.patrols import Patrols
from bureau.places import Gazetteer, gazetteer
from bureau.quality.charts import Charts
from bureau.quality.polling import Poller
from bureau.quality.service import QualityService
from bureau.referrals import Referrals, Seal
from bureau.retention import Retention
from bureau.reviews import Reviews
from bureau.settings import Settings
from bureau.supervision import Measure, Supervision, ladder
from bureau.survey_access.api_keys import ApiKeys
from bureau.survey_access.sheets import Sheets
from bureau.survey_access.towns import survey_towns
from surveys.intake import AgencyFiles
from surveys.questionnaire.model import shipped
from surveys.service import SurveyService

if TYPE_CHECKING:
    from bureau.adapters.wechat.fake import FakeWeChat
    from surveys.statistics.population import Population


class Bureau:
    """The bureau's use-cases over real adapters, each made at first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def database(self) -> Database:
        """The database, migrated; raises `WrongStoreError` where real and invented would mix."""
        database = Database(self.settings.database_url)
        database.migrate()
        claim(database, demo=self.settings.demo, at=datetime.now(UTC))
        catch_up(database)
        return database

    @cached_property
    def places(self) -> Gazetteer:
        """The places of Jiaxing."""
        return gazetteer()

    @cached_property
    def identity_keys(self) -> IdentityKeys:
        """The keys that separate a citizen's records from their identity.

        Raises `SettingsError` when the settings' keys are not those of the store.
        """
        ours = self.settings
        return open_keyring(
            self.database, ours.secret_key, ours.secret_key_previous, at=datetime.now(UTC)
        )

    @cached_property
    def resealing(self) -> Resealing:
        """Seals identities anew under the present key."""
        return Resealing(self.database, self.identity_keys)

    @cached_property
    def citizens(self) -> Citizens:
        """Citizens and, apart, their identities."""
        return StoredCitizens(
            self.database,
            self.writer,
            self.identity_keys,
            respondent=lambda wave, citizen: self.survey_service.respondent(wave, citizen),
        )

    @cached_property
    def observations(self) -> StoredObservations:
        """What was observed of air and water; demonstration data only in demonstration mode."""
        return StoredObservations(self.database, demo=self.settings.data_source == "demo")

    @cached_property
    def quality(self) -> QualityService:
        """Air and water: answers, series, rankings."""
        return QualityService(self.observations, self.places)

    @cached_property
    def charts(self) -> Charts:
        """Pictures of series for the chat."""
        return Charts(self.quality, self.settings.var / "charts")

    @cached_property
    def alerts(self) -> Alerts:
        """What citizens asked to be told of by themselves."""
        return Alerts(StoredAlerts(self.database), self.quality, self.outbox, self.places)

    @cached_property
    def poller(self) -> Poller:
        """The sources of air and water and the store that they fill."""
        # Only the poller's process needs the sources and their HTTP client.
        from bureau.adapters.providers import configured

        return Poller(configured(self.settings, self.places), self.observations)

    @cached_property
    def cases(self) -> CaseService:
        """Reports, the cases they become, and what may be done with them."""
        return CaseService(
            StoredCases(self.database),
            self.outbox,
            self.places,
            routing(),
            terms(),
            self.duty,
            self.answer_links,
        )

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
            self.duty,
        )

    @cached_property
    def triage(self) -> Triage:
        """Corrections of how reports were read."""
        return Triage(StoredCases(self.database), self.places, routing(), terms(), self.duty)

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
    def answer_links(self) -> AnswerLinks:
        """The signed addresses of pages with long answers."""
        secrets = (self.settings.secret_key, *self.settings.secret_key_previous)
        keys = [hmac.digest(each.encode(), b"answer-links", "sha256") for each in secrets]
        return AnswerLinks(keys, self.settings.public_url)

    @cached_property
    def supervision(self) -> Supervision:
        """Letters and marks for late cases."""

        def drawn(measure: Measure) -> bytes:
            # The PDF library is loaded only where a letter is wanted.
            from bureau.supervision.letter import draw

            return draw(measure)

        return Supervision(
            StoredRegister(self.database), self.cases, ladder(), self._place_name, drawn
        )

    def _place_name(self, code: str) -> str:
        return self.places.label(code) if code else ""

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

    @cached_property
    def writer(self) -> GroupCommit:
        """Durable writing that threads share."""
        return GroupCommit(self.database)

    @cached_property
    def inbox(self) -> Inbox:
        """Messages from citizens."""
        return StoredInbox(self.database, self.writer)

    @cached_property
    def pulse(self) -> Pulse:
        """How long those have waited who are owed something."""
        return StoredPulse(self.database)

    @cached_property
    def recovery(self) -> Recovery:
        """What a restarted process had held."""
        return StoredRecovery(self.writer)

    @cached_property
    def outbox(self) -> DeliveryLedger:
        """Messages to citizens, with what became of them."""
        return StoredOutbox(self.database, self.writer)

    @cached_property
    def quota(self) -> Quota:
        """What may be sent today."""
        return StoredQuota(self.database)

    @cached_property
    def consents(self) -> Consents:
        """Consents to subscription notices."""
        return StoredConsents(self.database)

    @cached_property
    def evidence(self) -> Evidence:
        """Photos and recordings."""
        return self._stored_evidence

    @cached_property
    def _stored_evidence(self) -> StoredEvidence:
        return StoredEvidence(self.database, self.writer, self.settings.var / "evidence")

    @cached_property
    def retention(self) -> Retention:
        """The job by which nothing is kept longer than it is said to be."""
        stored = StoredRetention(self.database, self.writer, self.citizens)
        return Retention(stored, self._stored_evidence)

    @cached_property
    def wechat(self) -> Account:
        """The platform's API."""
        return WeChat(
            url=self.settings.wechat_api_url,
            appid=self.settings.wechat_appid,
            secret=self.settings.wechat_secret,
            database=self.database,
            keys=self.identity_keys,
            clock=lambda: datetime.now(UTC),
        )

    @cached_property
    def fake_wechat(self) -> FakeWeChat:
        """The platform's working twin, behind the simulator."""
        from bureau.adapters.wechat.fake import FakeWeChat  # demonstration only

        return FakeWeChat(
            appid=self.settings.wechat_appid,
            secret=self.settings.wechat_secret,
            media=self.settings.var / "double" / "media",
            strangers_welcome=True,
        )

    @cached_property
    def survey_service(self) -> SurveyService:
        """The quarterly survey: interviews, waves, figures."""
        return SurveyService(
            store=self._surveys,
            key=self.identity_keys.derived(b"survey-respondent"),
            towns=survey_towns(self.places),
            questionnaire=shipped(),
            population=self._population(),
            town_facts=self._town_facts(),
        )

    @cached_property
    def survey_files(self) -> AgencyFiles:
        """Agencies' files: looked at, taken in, taken back."""
        towns = survey_towns(self.places)
        return AgencyFiles(store=self._surveys, towns=towns, service=self.survey_service)

    @cached_property
    def _surveys(self) -> StoredSurveys:
        return StoredSurveys(self.database)

    def _population(self) -> Population | None:
        file = self.settings.survey_population
        if file is None:
            return None
        # The statistics' libraries are loaded only where they are wanted.
        from surveys.files.population import read_population

        return read_population(Path(file))

    def _town_facts(self) -> dict[str, dict[str, float]] | None:
        file = self.settings.survey_town_facts
        if file is None:
            return None
        from surveys.files.town_facts import read_town_facts

        return read_town_facts(Path(file))

    @cached_property
    def invitations(self) -> Invitations:
        """Invitations to the quarterly survey."""
        template = self.settings.wechat_survey_template
        store = StoredInvitations(self.database, template=template)
        return Invitations(store, self.survey_service, self.outbox, template=template)

    @cached_property
    def patrols(self) -> Patrols:
        """Volunteers and what they see on patrol."""
        return Patrols(StoredPatrols(self.database), self.outbox, self.places)

    @cached_property
    def odor(self) -> OdorEvents:
        """Odor events: followed, located, merged and split."""
        emitters = self.settings.emitters
        return OdorEvents(
            StoredOdor(self.database),
            StoredWinds(self.database, demo=self.settings.data_source == "demo"),
            self.places,
            emitters=Path(emitters) if emitters else None,
        )

    @cached_property
    def officers(self) -> Officers:
        """The officers of the portal."""
        return StoredOfficers(self.database)

    @cached_property
    def officer_sessions(self) -> OfficerSessions:
        """The officers' sessions."""
        return StoredOfficerSessions(self.database)

    @cached_property
    def factors(self) -> Factors:
        """The officers' second factors."""
        return StoredFactors(self.database, self.identity_keys)

    @cached_property
    def reviews(self) -> Reviews:
        """Acts that wait for a second officer."""
        return Reviews(StoredReviews(self.database), self.officers, read_four_eyes())

    @cached_property
    def audit(self) -> Audit:
        """What officers saw, did and took along."""
        return StoredAudit(self.database)

    @cached_property
    def api_keys(self) -> ApiKeys:
        """The keys with which other programs read the survey's results."""
        return StoredApiKeys(self.database)

    @cached_property
    def survey_sheets(self) -> Sheets:
        """What was handed out of the survey's results."""
        return StoredSheets(self.database)

    def prove(self) -> Bureau:
        """Open the store with its key, and return this; raises `SettingsError` if they differ."""
        self.identity_keys  # noqa: B018 - opening it proves it
        return self

    def close(self) -> None:
        """Release what was opened."""
        if "wechat" in self.__dict__:
            self.wechat.close()
        if "writer" in self.__dict__:
            self.writer.close()
        if "database" in self.__dict__:
            self.database.close()

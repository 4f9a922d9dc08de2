"""What comes from citizens and goes to them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.consents import StoredConsents
from bureau.adapters.store.evidence import StoredEvidence
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.invitations import StoredInvitations
from bureau.adapters.store.outbox import StoredOutbox
from bureau.adapters.store.pulse import StoredPulse
from bureau.adapters.store.quota import StoredQuota
from bureau.adapters.store.recovery import StoredRecovery
from bureau.adapters.store.retention import StoredRetention
from bureau.adapters.wechat import WeChat
from bureau.citizens import Citizens
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
from bureau.retention import Retention
from bureau.wiring.surveys import Surveying

if TYPE_CHECKING:
    from bureau.adapters.wechat.fake import FakeWeChat


class Messages(Surveying):
    """What comes from citizens and goes to them."""

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
    def invitations(self) -> Invitations:
        """Invitations to the quarterly survey."""
        template = self.settings.wechat_survey_template
        store = StoredInvitations(self.database, template=template)
        return Invitations(store, self.survey_service, self.outbox, template=template)

    def close(self) -> None:
        """Release what was opened."""
        if "wechat" in self.__dict__:
            self.wechat.close()
        super().close()

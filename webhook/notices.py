"""What reaches a citizen when no window is open: notices they agreed to, template messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from bureau.messaging import Letter, ServiceNotice, Verdict, verdict
from bureau.messaging.ports import (
    Consents,
    Platform,
    PlatformRefusedError,
    PlatformUnreachableError,
)
from webhook.parse import ConsentsChanged

# The citizen does not want it (any more), whatever they agreed to before.
UNWANTED = 43101
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SubscriptionNotices:
    """Sends letters that have a notice's words as a notice.

    The template is the one that the letter names, or else `template` (None: never).
    """

    consents: Consents
    wechat: Platform
    template: str | None

    def send(self, letter: Letter, openid: str) -> bool:
        """Send a letter as a notice if the citizen agreed to one; return whether it went.

        What did not go stays to be told with the citizen's next message. A template message needs
        no consent: it tells of what the citizen began. Raises `PlatformUnreachableError` and what
        may be tried again of `PlatformRefusedError` for a template message.
        """
        if service := letter.content.body.get("service"):
            return self._serve(letter, openid, ServiceNotice(**service))
        words = letter.content.body.get("notice")
        template = letter.content.body.get("template") or self.template
        if template is None or not words:
            return False
        consent = self.consents.oldest(of=letter.to, template=template)
        if consent is None:
            return False
        try:
            self.wechat.send_notice(openid, template, words)
        except PlatformRefusedError as refused:
            _log.warning("notice_refused", letter=letter.id, errcode=refused.errcode)
            if refused.errcode == UNWANTED:
                self.consents.withdraw(by=letter.to, template=template)
            return False
        except PlatformUnreachableError as error:
            _log.warning("notice_not_sent", letter=letter.id, why=str(error))
            return False
        self.consents.use(consent)
        return True

    def _serve(self, letter: Letter, openid: str, notice: ServiceNotice) -> bool:
        try:
            self.wechat.send_service(openid, notice)
        except PlatformRefusedError as refused:
            if verdict(refused.errcode) in (Verdict.RETRY, Verdict.RENEW_TOKEN):
                raise
            _log.warning("service_notice_refused", letter=letter.id, errcode=refused.errcode)
            return False
        return True


def note(
    consents: Consents, told: ConsentsChanged, *, by: str, at: datetime, message_key: str
) -> None:
    """Keep what the platform tells of a citizen's consents, accepted or taken back."""
    for number, (template, status) in enumerate(told.templates):
        if status == "accept" and told.event == "subscribe_msg_popup_event":
            key = f"{message_key[:-2]}{number % 100:02d}"
            consents.give(by=by, template=template[:64], at=at, message_key=key)
        elif status == "reject" and told.event == "subscribe_msg_change_event":
            consents.withdraw(by=by, template=template)

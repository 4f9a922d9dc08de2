"""Delivery: the ledger's letters go to the platform, and its answers into the ledger."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bureau.citizens import Citizens, UnsealError
from bureau.messaging import (
    Letter,
    Outcome,
    Outgoing,
    Verdict,
    next_attempt,
    verdict,
)
from bureau.messaging.ports import (
    DeliveryLedger,
    Platform,
    PlatformRefusedError,
    PlatformUnreachableError,
    Quota,
    StoreAwayError,
)
from bureau.metrics import LETTERS
from webhook.notices import SubscriptionNotices
from webhook.pictures import NoPictureError, Pictures

BUSY = -1
_MEDIA_LIFE = timedelta(days=2)  # the platform keeps them for three
_MOST_UPLOADED = 5000
_SENDERS = 8  # letters on their way to the platform at once
_log = structlog.get_logger()


@dataclass(slots=True)
class Delivery:
    """Sends what is due, within the citizen's window and count."""

    outbox: DeliveryLedger
    citizens: Citizens
    wechat: Platform
    pictures: Pictures
    notices: SubscriptionNotices
    quota: Quota
    clock: Callable[[], datetime]
    # The platform takes 5 000 uploads a day, so a chart goes up once for all who ask.
    uploaded: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    senders: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_SENDERS, thread_name_prefix="sender")
    )

    def run(self, *, most: int = 32) -> int:
        """Send up to `most` letters, answers before large sends; return how many were tried.

        Of each citizen one letter at a time is taken, so those taken may leave side by side.
        """
        now = self.clock()
        if self.quota.paused(at=now):
            return 0
        letters = self.outbox.take_due(at=now, most=most)
        # Few at a time: the next answer must not wait behind many of these.
        room = min(_SENDERS, self.quota.large_sends_left(at=now))
        if room:
            bulk = self.outbox.take_due(at=now, most=room, bulk=True)
            self.quota.took(len(bulk))
            letters += bulk
        list(self.senders.map(lambda letter: self._each(letter, self._deliver), letters))
        return len(letters)

    def close(self) -> None:
        """Let what is being sent end."""
        self.senders.shutdown()

    def settle_unsure(self, *, everything: bool = False) -> None:
        """Ask the platform about letters whose sender died while sending; never guess twice.

        What it has no record of is sent again. Where it cannot say, the letter is sent
        again as well: a repeated answer does less harm than a lost one.
        """
        for letter in self.outbox.take_unsure(at=self.clock(), everything=everything):
            self._each(letter, self._settle)

    def _settle(self, letter: Letter) -> None:
        openid = self.citizens.openid(letter.to)
        if openid and self._on_record(letter, openid):
            self._note(letter, outcome=Outcome.SENT, at=self.clock(), errcode=0)
        else:
            self._again(letter, self.clock(), BUSY, "sender restarted")

    def _each(self, letter: Letter, act: Callable[[Letter], None]) -> None:
        """Do something with a letter; one that cannot be dealt with is set aside, and told.

        The others, and the worker, shall not suffer from it.
        """
        try:
            act(letter)
        except StoreAwayError:
            raise  # no letter's fault: it is settled when the store is back
        except UnsealError as error:
            self._close(letter, Outcome.FAILED, note=str(error))
        except Exception as error:
            _log.exception("letter_set_aside", id=letter.id)
            self._close(letter, Outcome.FAILED, note=type(error).__name__)

    def _on_record(self, letter: Letter, openid: str) -> bool:
        if letter.content.kind != "text" or letter.first_tried is None:
            return False
        try:
            return self.wechat.was_sent(
                openid,
                letter.content.body["text"],
                since=letter.first_tried,
                until=self.clock(),
            )
        except (PlatformRefusedError, PlatformUnreachableError) as error:
            _log.warning("record_not_to_be_had", letter=letter.id, why=str(error))
            return False

    def _deliver(self, letter: Letter) -> None:
        now = self.clock()
        openid = self.citizens.openid(letter.to)
        if openid is None:
            self._close(letter, Outcome.DROPPED, note="the citizen left")
            return
        allowed = self.outbox.allowance(to=letter.to, at=now)
        if allowed.left == 0 and self._noticed(letter, openid):
            return
        if allowed.left == 0:
            self._note(
                letter, outcome=Outcome.DEFERRED, at=now, note="no window is open", allowed=allowed
            )
            _log.info("letter", id=letter.id, why=letter.why, outcome="deferred")
            return
        try:
            self.wechat.send(openid, self._ready(letter.content))
        except PlatformRefusedError as refused:
            self._refused(letter, refused)
        except PlatformUnreachableError as error:
            self._unreachable(letter, str(error))
        except NoPictureError as error:
            self._close(letter, Outcome.FAILED, note=str(error))
        else:
            allowed = self.outbox.allowance(to=letter.to, at=now)
            self._note(letter, outcome=Outcome.SENT, at=self.clock(), errcode=0, allowed=allowed)
            _log.info("letter", id=letter.id, why=letter.why, outcome="sent", left=allowed.left - 1)

    def _noticed(self, letter: Letter, openid: str) -> bool:
        """Send a letter as a notice, outside the window; return whether it is dealt with."""
        try:
            if not self.notices.send(letter, openid):
                return False
        except PlatformRefusedError as refused:
            self._again(letter, self.clock(), refused.errcode, refused.errmsg)
        except PlatformUnreachableError as error:
            self._again(letter, self.clock(), None, str(error))
        else:
            self._close(letter, Outcome.SENT, errcode=0, note="notice")
        return True

    def _ready(self, content: Outgoing) -> Outgoing:
        if content.kind != "image":
            return content
        source = content.body["source"]
        known = self.uploaded.get(source)
        if known is None or known[1] < self.clock():
            data, mime = self.pictures.read(source)
            try:
                known = (self.wechat.upload(data, mime), self.clock() + _MEDIA_LIFE)
            except PlatformRefusedError as refused:
                if verdict(refused.errcode) is not Verdict.PAUSE:
                    raise
                # The uploads of the day are spent, which is no reason to hold back words.
                raise NoPictureError(refused.errmsg) from refused
            if len(self.uploaded) >= _MOST_UPLOADED:
                self.uploaded.clear()
            self.uploaded[source] = known
        return Outgoing("image", {"media_id": known[0]})

    def _refused(self, letter: Letter, refused: PlatformRefusedError) -> None:
        now = self.clock()
        match verdict(refused.errcode):
            case Verdict.RETRY | Verdict.RENEW_TOKEN:
                self._again(letter, now, refused.errcode, refused.errmsg)
            case Verdict.PAUSE:
                paused = self.quota.spent(at=now)
                self._note(
                    letter,
                    outcome=Outcome.QUEUED,
                    at=now,
                    errcode=refused.errcode,
                    note=refused.errmsg,
                    due=paused,
                )
                _log.error("quota_spent", until=paused.isoformat())
            case Verdict.KEEP:
                self._close(letter, Outcome.DEFERRED, errcode=refused.errcode, note=refused.errmsg)
            case _:
                self._close(letter, Outcome.FAILED, errcode=refused.errcode, note=refused.errmsg)

    def _unreachable(self, letter: Letter, why: str) -> None:
        """An answer that was lost on its way may belong to a message that arrived."""
        openid = self.citizens.openid(letter.to)
        if openid and self._on_record(letter, openid):
            self._close(letter, Outcome.SENT, note=f"on record; {why}")
        else:
            self._again(letter, self.clock(), None, why)

    def _again(self, letter: Letter, now: datetime, errcode: int | None, note: str) -> None:
        due = next_attempt(attempts=letter.attempts, at=now)
        if due is None:
            self._close(letter, Outcome.FAILED, errcode=errcode, note=note)
            return
        self._note(letter, outcome=Outcome.QUEUED, at=now, errcode=errcode, note=note, due=due)
        _log.warning(
            "letter", id=letter.id, why=letter.why, outcome="again", errcode=errcode, note=note
        )

    def _note(self, letter: Letter, *, outcome: Outcome, at: datetime, **more: Any) -> None:
        """Write down what became of a try, and count it."""
        LETTERS.labels(outcome, "" if more.get("errcode") is None else more["errcode"]).inc()
        self.outbox.close(letter, outcome=outcome, at=at, **more)

    def _close(
        self, letter: Letter, outcome: Outcome, *, errcode: int | None = None, note: str = ""
    ) -> None:
        self._note(letter, outcome=outcome, at=self.clock(), errcode=errcode, note=note)
        level = _log.error if outcome is Outcome.FAILED else _log.info
        level("letter", id=letter.id, why=letter.why, outcome=outcome, errcode=errcode, note=note)

"""Media: fetched from the platform at once (its ids live 3 days), checked, kept as evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bureau.messaging import InspectedMedia, Verdict, WantedMedia, next_attempt, verdict
from bureau.messaging.media import BadMediaError, inspect_photo, inspect_recording
from bureau.messaging.ports import (
    Evidence,
    Platform,
    PlatformRefusedError,
    PlatformUnreachableError,
)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Media:
    """Fetches what citizens sent."""

    evidence: Evidence
    wechat: Platform
    clock: Callable[[], datetime]

    def run(self, *, most: int = 10) -> int:
        """Fetch what is due; return how many were tried."""
        wanted = self.evidence.take_wanted(at=self.clock(), most=most)
        for item in wanted:
            self._fetch(item)
        return len(wanted)

    def _fetch(self, item: WantedMedia) -> None:
        try:
            data, mime = self.wechat.download(item.media_id)
            content = (
                inspect_photo(data)
                if item.kind == "image"
                else inspect_recording(data, kind=item.kind, mime=mime)
            )
        except BadMediaError as error:
            self._failed(item, str(error), again=False)
        except PlatformRefusedError as error:
            again = verdict(error.errcode) in (Verdict.RETRY, Verdict.RENEW_TOKEN, Verdict.PAUSE)
            self._failed(item, str(error), again=again)
        except PlatformUnreachableError as error:
            self._failed(item, str(error), again=True)
        else:
            self._keep(item, content)

    def _keep(self, item: WantedMedia, content: InspectedMedia) -> None:
        try:
            self.evidence.keep(item.id, content, at=self.clock())
        except OSError as error:  # a full disk: the platform keeps the photo for three days
            self._failed(item, type(error).__name__, again=True)
        else:
            _log.info("evidence_kept", id=item.id, kind=item.kind, size=len(content.data))

    def _failed(self, item: WantedMedia, why: str, *, again: bool) -> None:
        due = next_attempt(attempts=item.attempts, at=self.clock()) if again else None
        self.evidence.postpone(item.id, due=due, note=why)
        level = _log.warning if due else _log.error
        level("evidence_not_fetched", id=item.id, why=why, again=due is not None)

"""Erasing to the end: the conversation, what came meanwhile, and the bytes of photos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bureau.citizens import Citizens
from bureau.messaging.ports import Evidence
from webhook.assistant import Assistant, AssistantDownError, AssistantFaultError

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erasing:
    """Finishes what `Citizens.erase` began; what breaks off is taken up again."""

    citizens: Citizens
    evidence: Evidence
    assistant: Assistant
    clock: Callable[[], datetime]

    def run(self) -> None:
        """Go on with everybody who is being erased."""
        for citizen in self.citizens.erasing():
            try:
                self.assistant.forget(citizen)
            except (AssistantDownError, AssistantFaultError) as error:
                _log.warning("conversation_not_deleted", why=str(error))
                continue
            if self.citizens.finish_erasing(citizen, at=self.clock()):
                _log.info("citizen_erased")
        self.evidence.sweep()

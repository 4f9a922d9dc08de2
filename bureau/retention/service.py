"""The retention job: what has been kept long enough goes, rule by rule, with a line in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import structlog

from bureau.retention.holdings import TERMS
from bureau.retention.model import Rule

Step = Callable[[datetime], int]
"""Deletes what is older than an instant; returns how much that was."""
_log = structlog.get_logger()


class Retained(Protocol):
    """What can be deleted by age."""

    def steps(self, *, at: datetime) -> Mapping[Rule, Step]:
        """Return the step of each rule; `at` is now."""


class Retention:
    """Keeps every rule; one that fails does not hold up the others."""

    def __init__(self, *retained: Retained) -> None:
        self._retained = retained

    def keep(self, *, at: datetime, also: Mapping[Rule, Step] | None = None) -> dict[Rule, int]:
        """Delete what is too old, by every rule and those of `also`; return how much of each."""
        gone = {}
        steps = dict(also or {})
        for each in self._retained:
            steps |= each.steps(at=at)
        for rule, step in steps.items():
            try:
                gone[rule] = step(at - TERMS[rule].length)
            except Exception:
                _log.exception("retention_failed", rule=rule)
            else:
                _log.info("retention", rule=rule, days=TERMS[rule].days, gone=gone[rule])
        return gone

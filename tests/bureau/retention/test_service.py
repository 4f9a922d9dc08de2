"""The retention job keeps every rule, whatever becomes of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import structlog

from bureau.retention import TERMS, Retention, Rule, Step

AT = datetime(2026, 11, 3, tzinfo=UTC)


class Shelf:
    def steps(self, *, at: datetime) -> Mapping[Rule, Step]:
        def broken(before: datetime) -> int:
            raise OSError

        return {Rule.AUDIT: broken, Rule.MESSAGES: lambda before: (at - before).days}


def test_each_rule_gets_its_own_term_and_a_line_in_the_log() -> None:
    with structlog.testing.capture_logs() as lines:
        gone = Retention(Shelf()).keep(at=AT, also={Rule.CONVERSATIONS: lambda before: 3})
    assert gone == {Rule.CONVERSATIONS: 3, Rule.MESSAGES: TERMS[Rule.MESSAGES].days}
    told = {line["rule"]: line["event"] for line in lines}
    assert told == {
        Rule.CONVERSATIONS: "retention",
        Rule.AUDIT: "retention_failed",
        Rule.MESSAGES: "retention",
    }

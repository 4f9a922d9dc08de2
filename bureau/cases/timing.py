"""What a step does to a case's clock: pure, from the lifecycle table and the bureau's limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bureau.cases.lifecycle import Clock, Status
from bureau.cases.model import Case
from bureau.cases.terms import Terms


def timed(before: Case, moved: Case, at: datetime, terms: Terms) -> Case:
    """Return the moved case with its clock: kept where it is the same, else started or ended.

    A corrected category or urgency that has another limit counts from the same beginning.
    """
    clock = moved.clock
    if clock is None:
        return replace(moved, begun=None, due=None)
    if clock is before.clock and before.due is not None:
        begun = _begun(before)
        rule = terms.rule(clock, moved.draft, begun)
        same = rule == terms.rule(clock, before.draft, begun)
        due = before.due if same else terms.due(clock, moved.draft, begun)
        return replace(moved, begun=begun, due=due)
    # Danger counts from the report, not from when somebody looked at it.
    danger = clock is Clock.ARRIVE and before.status is Status.SUBMITTED
    start = before.created if danger else at
    return replace(moved, begun=start, due=terms.due(clock, moved.draft, start))


def stopped(case: Case, at: datetime, terms: Terms) -> Case:
    """Return the case with its clock standing still, for as long as a citizen may take."""
    left = None
    if case.clock and case.due:
        left = terms.left(case.clock, case.draft, _begun(case), case.due, at)
    return replace(
        case,
        due=None,
        stopped=at,
        left_seconds=left,
        paused_from=case.status,
        reply_until=terms.due(Clock.REPLY, case.draft, at),
    )


def resumed(case: Case, at: datetime, terms: Terms) -> Case:
    """Return the case back where it was when its clock was stopped, the clock running on."""
    due = None
    if case.clock and case.left_seconds is not None:
        due = terms.resumed(case.clock, case.draft, _begun(case), case.left_seconds, at)
    return replace(released(case), due=due, status=case.paused_from or case.status)


def released(case: Case) -> Case:
    """Return the case without a word of a clock that stands still."""
    return replace(case, stopped=None, left_seconds=None, paused_from=None, reply_until=None)


def _begun(case: Case) -> datetime:
    return case.begun or case.created

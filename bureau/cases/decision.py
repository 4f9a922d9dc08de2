"""What a step does to a case: pure, from the lifecycle table and the bureau's settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bureau.cases.enclosures import Enclosure, cannot_enclose
from bureau.cases.lifecycle import RUNNING, STANDINGS, Clock, Note, Status, Step, Verb, Who, step
from bureau.cases.model import Case, Draft, Event, StepError
from bureau.cases.ports import CaseChange, DueNotice
from bureau.cases.routing import OURS, Authority
from bureau.cases.terms import Terms
from bureau.cases.text import LONGEST, LONGEST_ANSWER
from bureau.cases.timing import released, resumed, stopped, timed
from bureau.cases.words import words

# The steps that carry an answer to the citizen.
ANSWERING = (Verb.ANSWER, Verb.AMEND, Verb.RELAY)
# Written beside the case: nothing that its citizen or officer did is younger for it.
_BESIDE = (Verb.SUPERVISE, Verb.LIFT)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's wish to take a step, with what the step carries.

    `into`: the case to merge into; `authority`: whom it is referred to, or who acts on it there;
    `referral`: under which number; `photo`: an evidence id; `urgent`: it tells of danger;
    `enclosed`: what goes to the citizen with its words.
    """

    verb: Verb
    who: Who
    by: str
    at: datetime
    note: str = ""
    into: Case | None = None
    authority: Authority | None = None
    referral: str = ""
    photo: str | None = None
    urgent: bool = False
    enclosed: tuple[Enclosure, ...] = ()


def decide(
    case: Case, attempt: Attempt, terms: Terms, followers: Sequence[Case] = ()
) -> CaseChange:
    """Return what the step does, or raise `StepError`.

    `followers`: cases merged into this one; their citizens are told as well.
    """
    attempt = _by_right(case, attempt)
    row = _permitted(case, attempt)
    moved = _moved(case, row, attempt, terms)
    effect = _EFFECTS.get(attempt.verb)
    if effect is not None:
        moved = effect(case, moved, attempt, terms)
    event = Event(
        at=attempt.at,
        verb=attempt.verb,
        who=attempt.who,
        # The history is shown to officers: it names them, never the citizen.
        actor=attempt.by if attempt.who is Who.OFFICER else "",
        before=case.status,
        after=moved.status,
        audit=row.audit,
        note=_remark(moved, attempt),
    )
    notices = _notices(row, moved, attempt, followers)
    refused = cannot_enclose(attempt.enclosed, attempt.verb, [each.citizen for each in notices])
    if refused:
        raise StepError(refused)
    return CaseChange(moved, event, notices, enclosed=attempt.enclosed)


def _moved(case: Case, row: Step, attempt: Attempt, terms: Terms) -> Case:
    """Return the case in its next status, with its clock started, stopped, going on or ended."""
    at = attempt.at
    if attempt.verb in _BESIDE:
        return case
    if row.back:
        return replace(resumed(case, at, terms), updated=at)
    if row.to is Status.WAITING:
        return replace(stopped(case, at, terms), status=row.to, updated=at, question=attempt.note)
    if row.to is None and case.status is Status.WAITING:
        return replace(case, updated=at)
    arrived = at if attempt.verb is Verb.ARRIVE else case.arrived
    moved = replace(released(case), status=row.to or case.status, updated=at, arrived=arrived)
    return timed(case, moved, at, terms)


def _by_right(case: Case, attempt: Attempt) -> Attempt:
    """A citizen has a case reopened once by right; after that an officer decides."""
    again = attempt.verb in (Verb.REOPEN, Verb.DISSATISFIED) and case.reopenings > 0
    return replace(attempt, verb=Verb.CONTEST) if again else attempt


def opening_due(draft: Draft, at: datetime, terms: Terms) -> datetime | None:
    """Return when a report that arrives at `at` is to be accepted."""
    clock = STANDINGS[Status.SUBMITTED].clock
    return terms.due(clock, draft, at) if clock else None


def _permitted(case: Case, attempt: Attempt) -> Step:
    if attempt.who is Who.CITIZEN and case.citizen != attempt.by:
        raise StepError("not_yours")
    row = step(attempt.verb, case.status)
    if row is None:
        raise StepError("not_now", status=case.status_label)
    if row.who is not attempt.who:
        raise StepError("not_allowed")
    if row.note is Note.REQUIRED and not attempt.note:
        raise StepError("note_missing")
    longest = LONGEST_ANSWER if attempt.verb in ANSWERING else LONGEST
    if len(attempt.note) > longest:
        raise StepError("note_long", longest=longest)
    return row


def _remark(case: Case, attempt: Attempt) -> str:
    if attempt.verb is Verb.MERGE:
        return f"{case.merged_into} {attempt.note}".strip()
    if attempt.authority is not None:
        told = (attempt.authority.name, attempt.referral, attempt.note)
        return " ".join(filter(None, told))
    return attempt.note


def _notices(
    row: Step, case: Case, attempt: Attempt, followers: Sequence[Case]
) -> tuple[DueNotice, ...]:
    if row.notice is None:
        return ()
    due = case.reply_until if case.stopped else case.due
    told: dict[str, DueNotice] = {}
    for each in (case, *followers):
        text = words().notice(
            row.notice,
            number=each.number,
            note=attempt.note,
            into=case.merged_into,
            authority=attempt.authority.name if attempt.authority else "",
            phone=attempt.authority.phone if attempt.authority else "",
            referral=attempt.referral,
            due=words().deadline(due) if due else "",
        )
        told.setdefault(each.citizen, DueNotice(each.citizen, text))
    return tuple(told.values())


def _extend(case: Case, moved: Case, _: Attempt, terms: Terms) -> Case:
    if moved.extended:
        raise StepError("extended_already")
    if moved.clock is not Clock.FINISH or moved.due is None:
        raise StepError("extend_not_now")
    due = terms.extended(moved.due, moved.draft, moved.begun or case.created)
    return replace(moved, due=due, extended=True)


def _answer(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    return replace(moved, answer=attempt.note, answered_by=attempt.by, settled=None, satisfied=None)


def _amend(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    return replace(moved, answer=attempt.note)


def _refer(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    if attempt.authority is None:
        raise StepError("authority_missing")
    return replace(moved, authority=attempt.authority.code)


def _relay(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    return replace(moved, answer=attempt.note, answered_by="", settled=None, satisfied=None)


def _ours_again(_: Case, moved: Case, __: Attempt, ___: Terms) -> Case:
    return replace(moved, authority=OURS)


def _merge(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    into = attempt.into
    if into is None:
        raise StepError("into_missing")
    if into.number == moved.number:
        raise StepError("into_self")
    if into.status not in RUNNING:
        raise StepError("into_ended")
    return replace(moved, merged_into=into.number)


def _split(_: Case, moved: Case, __: Attempt, ___: Terms) -> Case:
    return replace(moved, merged_into=None)


def _supplement(_: Case, moved: Case, attempt: Attempt, terms: Terms) -> Case:
    photos = moved.draft.photos
    if attempt.urgent and not moved.draft.urgent:
        moved = replace(moved, draft=replace(moved.draft, urgent=True))
        if moved.clock is not None:  # danger counts from when it was told
            due = terms.due(moved.clock, moved.draft, attempt.at)
            moved = replace(moved, begun=attempt.at, due=due)
    if attempt.photo is None or attempt.photo in photos:
        return moved
    return replace(moved, draft=replace(moved.draft, photos=(*photos, attempt.photo)))


def _settled(_: Case, moved: Case, __: Attempt, ___: Terms) -> Case:
    return replace(moved, settled=True)


def _satisfied(_: Case, moved: Case, __: Attempt, ___: Terms) -> Case:
    return replace(moved, settled=True, satisfied=True)


def _dissatisfied(case: Case, moved: Case, attempt: Attempt, terms: Terms) -> Case:
    _in_time(case, attempt, terms)
    return replace(moved, satisfied=False, extended=False, reopenings=case.reopenings + 1)


def _reopen(case: Case, moved: Case, attempt: Attempt, terms: Terms) -> Case:
    return replace(_dissatisfied(case, moved, attempt, terms), settled=False)


def _contest(case: Case, moved: Case, attempt: Attempt, terms: Terms) -> Case:
    _in_time(case, attempt, terms)
    return replace(moved, satisfied=False)


def _in_time(case: Case, attempt: Attempt, terms: Terms) -> None:
    if attempt.at - case.updated > terms.reopen_within:
        raise StepError("too_late")


def _grant(case: Case, moved: Case, _: Attempt, __: Terms) -> Case:
    return replace(moved, extended=False, reopenings=case.reopenings + 1)


# What some steps do beside moving the case on: (before, moved, attempt, terms) -> case.
_EFFECTS: dict[Verb, Callable[[Case, Case, Attempt, Terms], Case]] = {
    Verb.EXTEND: _extend,
    Verb.ANSWER: _answer,
    Verb.AMEND: _amend,
    Verb.REFER: _refer,
    Verb.RELAY: _relay,
    Verb.RETURN: _ours_again,
    Verb.RECALL: _ours_again,
    Verb.MERGE: _merge,
    Verb.SPLIT: _split,
    Verb.SUPPLEMENT: _supplement,
    Verb.SETTLED: _settled,
    Verb.SATISFIED: _satisfied,
    Verb.REOPEN: _reopen,
    Verb.DISSATISFIED: _dissatisfied,
    Verb.CONTEST: _contest,
    Verb.GRANT: _grant,
}

"""What a step does to a case: pure, from the lifecycle table and the bureau's settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.cases.lifecycle import OPEN, STANDINGS, Note, Status, Step, Verb, Who, step
from bureau.cases.model import Case, Draft, Event, StepError
from bureau.cases.ports import CaseChange, DueNotice
from bureau.cases.routing import Authority
from bureau.cases.terms import Terms
from bureau.cases.text import LONGEST
from bureau.cases.words import words


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's wish to take a step, with what the step carries.

    `into`: the case to merge into; `authority`: whom to refer to; `photo`: an evidence id.
    """

    verb: Verb
    who: Who
    by: str
    at: datetime
    note: str = ""
    into: Case | None = None
    authority: Authority | None = None
    photo: str | None = None


def decide(
    case: Case, attempt: Attempt, terms: Terms, followers: Sequence[Case] = ()
) -> CaseChange:
    """Return what the step does, or raise `StepError`.

    `followers`: cases merged into this one; their citizens are told as well.
    """
    row = _permitted(case, attempt)
    after = row.to or case.status
    moved = replace(
        case, status=after, updated=attempt.at, due=_due(case, after, attempt.at, terms)
    )
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
        after=after,
        audit=row.audit,
        note=_remark(moved, attempt),
    )
    return CaseChange(moved, event, _notices(row, moved, attempt, followers))


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
    if len(attempt.note) > LONGEST:
        raise StepError("note_long")
    return row


def _due(case: Case, after: Status, at: datetime, terms: Terms) -> datetime | None:
    clock = STANDINGS[after].clock
    if clock is None:
        return None
    if STANDINGS[case.status].clock is clock:
        return case.due
    return terms.due(clock, case.draft, at)


def _remark(case: Case, attempt: Attempt) -> str:
    if attempt.verb is Verb.MERGE:
        return f"{case.merged_into} {attempt.note}".strip()
    if attempt.authority is not None:
        return f"{attempt.authority.name} {attempt.note}".strip()
    return attempt.note


def _notices(
    row: Step, case: Case, attempt: Attempt, followers: Sequence[Case]
) -> tuple[DueNotice, ...]:
    if row.notice is None:
        return ()
    due = case.due.astimezone(SHANGHAI) if case.due else None
    told: dict[str, DueNotice] = {}
    for each in (case, *followers):
        text = words().notice(
            row.notice,
            number=each.number,
            note=attempt.note,
            into=case.merged_into,
            authority=attempt.authority.name if attempt.authority else "",
            how=attempt.authority.how if attempt.authority else "",
            due=words().day(due) if due else "",
        )
        told.setdefault(each.citizen, DueNotice(each.citizen, text))
    return tuple(told.values())


def _extend(_: Case, moved: Case, __: Attempt, terms: Terms) -> Case:
    if moved.extended:
        raise StepError("extended_already")
    due = moved.due + terms.extension(moved.draft) if moved.due else None
    return replace(moved, due=due, extended=True)


def _answer(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    return replace(moved, answer=attempt.note, satisfied=None)


def _refer(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    if attempt.authority is None:
        raise StepError("authority_missing")
    return replace(moved, authority=attempt.authority.code)


def _merge(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    into = attempt.into
    if into is None:
        raise StepError("into_missing")
    if into.number == moved.number:
        raise StepError("into_self")
    if into.status not in (*OPEN, Status.ANSWERED):
        raise StepError("into_ended")
    return replace(moved, merged_into=into.number)


def _split(_: Case, moved: Case, __: Attempt, ___: Terms) -> Case:
    return replace(moved, merged_into=None)


def _supplement(_: Case, moved: Case, attempt: Attempt, __: Terms) -> Case:
    photos = moved.draft.photos
    if attempt.photo is None or attempt.photo in photos:
        return moved
    return replace(moved, draft=replace(moved.draft, photos=(*photos, attempt.photo)))


def _satisfied(_: Case, moved: Case, __: Attempt, ___: Terms) -> Case:
    return replace(moved, satisfied=True)


def _reopen(case: Case, moved: Case, attempt: Attempt, terms: Terms) -> Case:
    if attempt.at - case.updated > terms.reopen_within:
        raise StepError("too_late")
    return replace(moved, satisfied=False, extended=False)


# What some steps do beside moving the case on: (before, moved, attempt, terms) -> case.
_EFFECTS: dict[Verb, Callable[[Case, Case, Attempt, Terms], Case]] = {
    Verb.EXTEND: _extend,
    Verb.ANSWER: _answer,
    Verb.REFER: _refer,
    Verb.MERGE: _merge,
    Verb.SPLIT: _split,
    Verb.SUPPLEMENT: _supplement,
    Verb.SATISFIED: _satisfied,
    Verb.REOPEN: _reopen,
}

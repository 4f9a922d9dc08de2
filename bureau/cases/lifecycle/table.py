"""The life of a case, as one table of steps.

The officers' buttons, the audit log, the citizen's notices and `docs/lifecycle.md` are all read
from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bureau.officers.rights import Right


class Who(StrEnum):
    """Who acts on a case, or whom it waits for."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"
    NOBODY = "nobody"


class Clock(StrEnum):
    """Which of the bureau's time limits runs."""

    ACCEPT = "accept"
    FINISH = "finish"


class Status(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    REOPENED = "reopened"
    CLOSED = "closed"
    REFUSED = "refused"
    REFERRED = "referred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """What a status means: whom the case waits for, and which time limit runs."""

    owner: Who
    clock: Clock | None


STANDINGS: dict[Status, StatusMeaning] = {
    Status.SUBMITTED: StatusMeaning(Who.OFFICER, Clock.ACCEPT),
    Status.ACCEPTED: StatusMeaning(Who.OFFICER, Clock.FINISH),
    Status.IN_PROGRESS: StatusMeaning(Who.OFFICER, Clock.FINISH),
    Status.REOPENED: StatusMeaning(Who.OFFICER, Clock.FINISH),
    Status.ANSWERED: StatusMeaning(Who.CITIZEN, None),
    Status.REFUSED: StatusMeaning(Who.CITIZEN, None),
    Status.CLOSED: StatusMeaning(Who.NOBODY, None),
    Status.REFERRED: StatusMeaning(Who.NOBODY, None),
    Status.MERGED: StatusMeaning(Who.NOBODY, None),
    Status.WITHDRAWN: StatusMeaning(Who.NOBODY, None),
}

OPEN = tuple(status for status, standing in STANDINGS.items() if standing.owner is Who.OFFICER)


class Verb(StrEnum):
    """What can be done with a case."""

    SUBMIT = "submit"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REFER = "refer"
    MERGE = "merge"
    START = "start"
    EXTEND = "extend"
    ANSWER = "answer"
    SATISFIED = "satisfied"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    NOTE = "note"
    SPLIT = "split"
    GATHER = "gather"
    LINK = "link"
    UNLINK = "unlink"
    ASSIGN = "assign"
    TAKE = "take"
    HAND_BACK = "hand_back"
    INVOLVE = "involve"
    CORRECT = "correct"
    UNDO = "undo"


# Steps that `bureau.casework` takes, by rules of its own; they stand in the same history.
CASEWORK = frozenset(
    {
        Verb.GATHER,
        Verb.LINK,
        Verb.UNLINK,
        Verb.ASSIGN,
        Verb.TAKE,
        Verb.HAND_BACK,
        Verb.INVOLVE,
        Verb.CORRECT,
        Verb.UNDO,
    }
)


class Note(StrEnum):
    """Whether a step needs words."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: `to` None stays where it is; `notice` None says nothing to the citizen.

    `notice` and `audit` are keys of `words.yml`. `right`: what an officer needs to take it.
    """

    verb: Verb
    origins: tuple[Status, ...]
    to: Status | None
    who: Who
    note: Note
    audit: str
    notice: str | None
    right: Right = Right.WORK_CASES


_S = Status
_WORKED = (*OPEN, Status.ANSWERED)
# The citizen's own steps are answered in the chat at once, hence no notice for most of them.
STEPS: tuple[Step, ...] = (
    Step(Verb.SUBMIT, (), _S.SUBMITTED, Who.CITIZEN, Note.NONE, "submitted", None),
    Step(Verb.ACCEPT, (_S.SUBMITTED,), _S.ACCEPTED, Who.OFFICER, Note.OPTIONAL,
         "accepted", "accepted"),
    Step(Verb.START, (_S.ACCEPTED, _S.REOPENED), _S.IN_PROGRESS, Who.OFFICER, Note.OPTIONAL,
         "started", "started"),
    Step(Verb.ANSWER, (_S.ACCEPTED, _S.IN_PROGRESS, _S.REOPENED), _S.ANSWERED, Who.OFFICER,
         Note.REQUIRED, "answered", "answered"),
    Step(Verb.EXTEND, (_S.ACCEPTED, _S.IN_PROGRESS), None, Who.OFFICER, Note.REQUIRED,
         "extended", "extended"),
    Step(Verb.REFUSE, (_S.SUBMITTED,), _S.REFUSED, Who.OFFICER, Note.REQUIRED,
         "refused", "refused"),
    Step(Verb.REFER, (_S.SUBMITTED, _S.ACCEPTED, _S.IN_PROGRESS), _S.REFERRED, Who.OFFICER,
         Note.OPTIONAL, "referred", "referred", Right.REFER_CASES),
    Step(Verb.MERGE, (_S.SUBMITTED, _S.ACCEPTED), _S.MERGED, Who.OFFICER, Note.OPTIONAL,
         "merged", "merged"),
    Step(Verb.SPLIT, (_S.MERGED,), _S.ACCEPTED, Who.OFFICER, Note.OPTIONAL, "split", "split"),
    Step(Verb.GATHER, _WORKED, None, Who.OFFICER, Note.NONE, "gathered", None),
    Step(Verb.LINK, tuple(_S), None, Who.OFFICER, Note.NONE, "linked", None),
    Step(Verb.UNLINK, tuple(_S), None, Who.OFFICER, Note.NONE, "unlinked", None),
    Step(Verb.ASSIGN, _WORKED, None, Who.OFFICER, Note.OPTIONAL, "assigned", None,
         Right.ASSIGN_CASES),
    Step(Verb.TAKE, _WORKED, None, Who.OFFICER, Note.NONE, "taken", None),
    Step(Verb.HAND_BACK, _WORKED, None, Who.OFFICER, Note.REQUIRED, "handed_back", None),
    Step(Verb.INVOLVE, _WORKED, None, Who.OFFICER, Note.NONE, "involved", None),
    Step(Verb.CORRECT, _WORKED, None, Who.OFFICER, Note.REQUIRED, "corrected", None),
    Step(Verb.UNDO, tuple(_S), None, Who.OFFICER, Note.NONE, "undone", None),
    Step(Verb.NOTE, tuple(_S), None, Who.OFFICER, Note.REQUIRED, "noted", None),
    Step(Verb.SUPPLEMENT, (*OPEN, _S.ANSWERED), None, Who.CITIZEN, Note.OPTIONAL,
         "supplemented", None),
    Step(Verb.SUPPLEMENT, (_S.REFUSED,), _S.SUBMITTED, Who.CITIZEN, Note.OPTIONAL,
         "resubmitted", None),
    Step(Verb.SATISFIED, (_S.ANSWERED, _S.CLOSED), _S.CLOSED, Who.CITIZEN, Note.OPTIONAL,
         "satisfied", None),
    Step(Verb.REOPEN, (_S.ANSWERED, _S.CLOSED), _S.REOPENED, Who.CITIZEN, Note.OPTIONAL,
         "reopened", None),
    Step(Verb.WITHDRAW, (*OPEN, _S.REFUSED), _S.WITHDRAWN, Who.CITIZEN, Note.OPTIONAL,
         "withdrawn", None),
    Step(Verb.CLOSE, (_S.ANSWERED,), _S.CLOSED, Who.SYSTEM, Note.NONE, "closed", "closed"),
)  # fmt: skip


def step(verb: Verb, status: Status) -> Step | None:
    """Return the row for doing `verb` in `status`, or None when that cannot be done."""
    return next((row for row in STEPS if row.verb is verb and status in row.origins), None)


def possible(status: Status, who: Who) -> list[Step]:
    """Return what `who` may do in `status`, in the table's order."""
    return [row for row in STEPS if row.who is who and status in row.origins]

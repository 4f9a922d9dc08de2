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
    """The bureau's time limits; `EXTEND` is by how much the one to finish may grow, once."""

    ACCEPT = "accept"
    ARRIVE = "arrive"  # of danger: somebody on site
    FINISH = "finish"
    EXTEND = "extend"
    REPLY = "reply"  # the citizen's; the bureau's own stands still meanwhile
    DECIDE = "decide"  # whether a case is reopened a second time


class Status(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    ANSWERED = "answered"
    REOPENED = "reopened"
    CONTESTED = "contested"
    CLOSED = "closed"
    REFUSED = "refused"
    REFERRED = "referred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """What a status means: whom the case waits for, and which time limit runs.

    `danger`: the limit that comes before it where a report is urgent and nobody is on site yet.
    """

    owner: Who
    clock: Clock | None
    danger: Clock | None = None


STANDINGS: dict[Status, StatusMeaning] = {
    Status.SUBMITTED: StatusMeaning(Who.OFFICER, Clock.ACCEPT),
    Status.ACCEPTED: StatusMeaning(Who.OFFICER, Clock.FINISH, Clock.ARRIVE),
    Status.IN_PROGRESS: StatusMeaning(Who.OFFICER, Clock.FINISH, Clock.ARRIVE),
    Status.REOPENED: StatusMeaning(Who.OFFICER, Clock.FINISH, Clock.ARRIVE),
    Status.CONTESTED: StatusMeaning(Who.OFFICER, Clock.DECIDE),
    Status.WAITING: StatusMeaning(Who.CITIZEN, Clock.REPLY),
    Status.ANSWERED: StatusMeaning(Who.CITIZEN, None),
    Status.REFUSED: StatusMeaning(Who.CITIZEN, None),
    Status.CLOSED: StatusMeaning(Who.NOBODY, None),
    Status.REFERRED: StatusMeaning(Who.NOBODY, None),
    Status.MERGED: StatusMeaning(Who.NOBODY, None),
    Status.WITHDRAWN: StatusMeaning(Who.NOBODY, None),
}

OPEN = tuple(status for status, standing in STANDINGS.items() if standing.owner is Who.OFFICER)
# What is not ended: an officer owes a step, or the citizen was asked or answered.
RUNNING = (*OPEN, Status.WAITING, Status.ANSWERED)


class Verb(StrEnum):
    """What can be done with a case."""

    SUBMIT = "submit"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REFER = "refer"
    RECEIVE = "receive"
    RELAY = "relay"
    RETURN = "return"
    RECALL = "recall"
    MERGE = "merge"
    START = "start"
    ARRIVE = "arrive"
    ASK = "ask"
    RESUME = "resume"
    RUN_ON = "run_on"
    EXTEND = "extend"
    ANSWER = "answer"
    AMEND = "amend"
    SETTLED = "settled"
    SATISFIED = "satisfied"
    REOPEN = "reopen"
    DISSATISFIED = "dissatisfied"
    CONTEST = "contest"
    GRANT = "grant"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    SUPERVISE = "supervise"
    LIFT = "lift"
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
    ATTACH = "attach"
    DETACH = "detach"
    REDACT = "redact"


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
        Verb.ATTACH,
        Verb.DETACH,
        Verb.REDACT,
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

    `back` leads to the status in which the citizen was asked, and its clock runs on. `notice` and
    `audit` are keys of `words.yml`. `right`: what an officer needs to take it.
    """

    verb: Verb
    origins: tuple[Status, ...]
    to: Status | None
    who: Who
    note: Note
    audit: str
    notice: str | None
    right: Right = Right.WORK_CASES
    back: bool = False


_S = Status
# The citizen's own steps are answered in the chat at once, hence no notice for most of them.
STEPS: tuple[Step, ...] = (
    Step(Verb.SUBMIT, (), _S.SUBMITTED, Who.CITIZEN, Note.NONE, "submitted", None),
    Step(Verb.ACCEPT, (_S.SUBMITTED,), _S.ACCEPTED, Who.OFFICER, Note.OPTIONAL,
         "accepted", "accepted"),
    Step(Verb.START, (_S.ACCEPTED, _S.REOPENED), _S.IN_PROGRESS, Who.OFFICER, Note.OPTIONAL,
         "started", "started"),
    Step(Verb.ARRIVE, (_S.ACCEPTED, _S.IN_PROGRESS, _S.REOPENED), _S.IN_PROGRESS, Who.OFFICER,
         Note.OPTIONAL, "arrived", "arrived"),
    Step(Verb.ASK, (_S.SUBMITTED, _S.ACCEPTED, _S.IN_PROGRESS, _S.REOPENED), _S.WAITING,
         Who.OFFICER, Note.REQUIRED, "asked", "asked"),
    Step(Verb.ANSWER, (_S.ACCEPTED, _S.IN_PROGRESS, _S.REOPENED), _S.ANSWERED, Who.OFFICER,
         Note.REQUIRED, "answered", "answered"),
    Step(Verb.AMEND, (_S.ANSWERED, _S.CLOSED), None, Who.OFFICER, Note.REQUIRED,
         "amended", "amended"),
    Step(Verb.RESUME, (_S.WAITING,), None, Who.OFFICER, Note.REQUIRED, "resumed", None, back=True),
    Step(Verb.GRANT, (_S.CONTESTED,), _S.REOPENED, Who.OFFICER, Note.OPTIONAL,
         "granted", "granted"),
    Step(Verb.DECLINE, (_S.CONTESTED,), _S.CLOSED, Who.OFFICER, Note.REQUIRED,
         "declined", "declined"),
    Step(Verb.EXTEND, (_S.ACCEPTED, _S.IN_PROGRESS), None, Who.OFFICER, Note.REQUIRED,
         "extended", "extended"),
    Step(Verb.REFUSE, (_S.SUBMITTED,), _S.REFUSED, Who.OFFICER, Note.REQUIRED,
         "refused", "refused"),
    Step(Verb.REFER, (_S.SUBMITTED, _S.ACCEPTED, _S.IN_PROGRESS), _S.REFERRED, Who.OFFICER,
         Note.OPTIONAL, "referred", "referred", Right.REFER_CASES),
    # What another authority does with what we handed on, and what we may do about it.
    Step(Verb.RECEIVE, (_S.REFERRED,), None, Who.SYSTEM, Note.NONE,
         "received_elsewhere", "received_elsewhere"),
    Step(Verb.RELAY, (_S.REFERRED,), _S.ANSWERED, Who.SYSTEM, Note.REQUIRED,
         "answered_elsewhere", "answered_elsewhere"),
    Step(Verb.RETURN, (_S.REFERRED,), _S.ACCEPTED, Who.SYSTEM, Note.REQUIRED,
         "returned", "returned"),
    Step(Verb.RECALL, (_S.REFERRED,), _S.ACCEPTED, Who.OFFICER, Note.REQUIRED,
         "recalled", "recalled", Right.REFER_CASES),
    Step(Verb.MERGE, (_S.SUBMITTED, _S.ACCEPTED), _S.MERGED, Who.OFFICER, Note.OPTIONAL,
         "merged", "merged"),
    Step(Verb.SPLIT, (_S.MERGED,), _S.ACCEPTED, Who.OFFICER, Note.OPTIONAL, "split", "split"),
    Step(Verb.GATHER, RUNNING, None, Who.OFFICER, Note.NONE, "gathered", None),
    Step(Verb.LINK, tuple(_S), None, Who.OFFICER, Note.NONE, "linked", None),
    Step(Verb.UNLINK, tuple(_S), None, Who.OFFICER, Note.NONE, "unlinked", None),
    Step(Verb.ASSIGN, RUNNING, None, Who.OFFICER, Note.OPTIONAL, "assigned", None,
         Right.ASSIGN_CASES),
    Step(Verb.TAKE, RUNNING, None, Who.OFFICER, Note.NONE, "taken", None),
    Step(Verb.HAND_BACK, RUNNING, None, Who.OFFICER, Note.REQUIRED, "handed_back", None),
    Step(Verb.INVOLVE, RUNNING, None, Who.OFFICER, Note.NONE, "involved", None),
    Step(Verb.CORRECT, RUNNING, None, Who.OFFICER, Note.REQUIRED, "corrected", None),
    Step(Verb.UNDO, tuple(_S), None, Who.OFFICER, Note.NONE, "undone", None),
    Step(Verb.ATTACH, tuple(_S), None, Who.OFFICER, Note.NONE, "attached", None),
    Step(Verb.DETACH, tuple(_S), None, Who.OFFICER, Note.REQUIRED, "detached", None),
    Step(Verb.REDACT, tuple(_S), None, Who.OFFICER, Note.NONE, "redacted", None),
    Step(Verb.NOTE, tuple(_S), None, Who.OFFICER, Note.REQUIRED, "noted", None),
    Step(Verb.SUPPLEMENT, (*OPEN, _S.ANSWERED), None, Who.CITIZEN, Note.OPTIONAL,
         "supplemented", None),
    Step(Verb.SUPPLEMENT, (_S.REFUSED,), _S.SUBMITTED, Who.CITIZEN, Note.OPTIONAL,
         "resubmitted", None),
    Step(Verb.SUPPLEMENT, (_S.WAITING,), None, Who.CITIZEN, Note.OPTIONAL,
         "replied", None, back=True),
    Step(Verb.SETTLED, (_S.ANSWERED, _S.CLOSED), _S.CLOSED, Who.CITIZEN, Note.OPTIONAL,
         "settled", None),
    Step(Verb.SATISFIED, (_S.ANSWERED, _S.CLOSED), _S.CLOSED, Who.CITIZEN, Note.OPTIONAL,
         "satisfied", None),
    Step(Verb.REOPEN, (_S.ANSWERED, _S.CLOSED), _S.REOPENED, Who.CITIZEN, Note.OPTIONAL,
         "reopened", None),
    Step(Verb.DISSATISFIED, (_S.ANSWERED, _S.CLOSED), _S.REOPENED, Who.CITIZEN, Note.OPTIONAL,
         "dissatisfied", None),
    # What a citizen's second "not settled" or "dissatisfied" becomes: an officer decides.
    Step(Verb.CONTEST, (_S.ANSWERED, _S.CLOSED), _S.CONTESTED, Who.CITIZEN, Note.OPTIONAL,
         "contested", None),
    Step(Verb.WITHDRAW, (*OPEN, _S.WAITING, _S.REFUSED), _S.WITHDRAWN, Who.CITIZEN, Note.OPTIONAL,
         "withdrawn", None),
    Step(Verb.CLOSE, (_S.ANSWERED,), _S.CLOSED, Who.SYSTEM, Note.OPTIONAL, "closed", "closed"),
    Step(Verb.RUN_ON, (_S.WAITING,), None, Who.SYSTEM, Note.NONE, "ran_on", None, back=True),
    Step(Verb.SUPERVISE, OPEN, None, Who.SYSTEM, Note.REQUIRED, "supervised", None),
    Step(Verb.LIFT, tuple(_S), None, Who.SYSTEM, Note.REQUIRED, "lifted", None),
)  # fmt: skip


def step(verb: Verb, status: Status) -> Step | None:
    """Return the row for doing `verb` in `status`, or None when that cannot be done."""
    return next((row for row in STEPS if row.verb is verb and status in row.origins), None)


def possible(status: Status, who: Who) -> list[Step]:
    """Return what `who` may do in `status`, in the table's order."""
    return [row for row in STEPS if row.who is who and status in row.origins]

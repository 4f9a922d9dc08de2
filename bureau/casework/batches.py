"""One step on many cases: what it would do, doing it, and taking it back once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bureau.cases import Case, Cases, CaseService, Event, Status, StepError, Verb, Who
from bureau.cases import words as case_words
from bureau.cases.lifecycle import step
from bureau.cases.numbers import NumberError, read
from bureau.casework.model import CaseworkError, Hands
from bureau.casework.neighbours import Neighbours
from bureau.casework.service import Casework
from bureau.casework.words import words

UNDO_WITHIN = timedelta(minutes=10)
MOST = 100
# Steps that may be taken on many at once, in the order they are offered.
VERBS = (Verb.ASSIGN, Verb.TAKE, Verb.ACCEPT, Verb.START, Verb.ANSWER, Verb.MERGE, Verb.NOTE)


@dataclass(frozen=True, slots=True)
class Wish:
    """One step for all of a selection.

    `note`: for the history or the citizens; `unit`, `lead`: to assign to; `into`: the number to
    merge into.
    """

    verb: Verb
    note: str = ""
    unit: str = ""
    lead: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A case of a selection, and why the step cannot be taken on it ("" where it can)."""

    case: Case
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class CaseBatch:
    """A step that an officer took on many cases; `until`: when it can no longer be undone."""

    id: int
    officer: str
    verb: Verb
    at: datetime
    until: datetime
    undone: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one case of a batch: why it was left as it was, "" where it was not."""

    number: str
    obstacle: str = ""


class BatchStore(Protocol):
    """Where batches are kept, and taken back. Every method is one transaction."""

    def begin(self, batch: CaseBatch) -> CaseBatch:
        """Keep a batch under a new id."""

    def mark(self, number: str) -> tuple[Any, int]:
        """Return how a case and its hands stand (opaque), and its last event's id."""

    def record(self, batch: CaseBatch, number: str, mark: tuple[Any, int]) -> None:
        """Keep how a case stood before the batch, unless somebody else was at it meanwhile."""

    def get(self, id: int) -> CaseBatch | None:  # noqa: A002
        """Return a batch."""

    def last(self, *, officer: str, at: datetime) -> CaseBatch | None:
        """Return an officer's newest batch that can still be undone."""

    def undo(self, batch: CaseBatch, *, at: datetime, event: Event) -> list[Done]:
        """Put every case back that nobody touched since and whose citizen was told nothing."""


class Batches:
    """Takes one step on many cases, and takes it back once."""

    def __init__(
        self,
        store: BatchStore,
        cases: Cases,
        service: CaseService,
        casework: Casework,
        neighbours: Neighbours,
    ) -> None:
        self._store = store
        self._cases = cases
        self._service = service
        self._casework = casework
        self._neighbours = neighbours

    def plan(self, *, numbers: Sequence[str], wish: Wish, by: str) -> list[Planned]:
        """Return on which cases of a selection the step can be taken.

        What the step needs beside may still be missing. Raises `CaseworkError` for the whole:
        `bulk_verb`, `nothing_chosen`, `too_many`.
        """
        if wish.verb not in VERBS:
            raise CaseworkError("bulk_verb")
        chosen = [case for case in map(self._find, dict.fromkeys(numbers)) if case is not None]
        if not chosen:
            raise CaseworkError("nothing_chosen")
        if len(chosen) > MOST:
            raise CaseworkError("too_many", most=MOST)
        into = self._find(wish.into) if wish.verb is Verb.MERGE else None
        hands = self._casework.hands([case.number for case in chosen])
        return [
            Planned(case, _obstacle(case, hands[case.number], wish, into, by)) for case in chosen
        ]

    def carry_out(
        self, *, numbers: Sequence[str], wish: Wish, by: str, at: datetime
    ) -> tuple[CaseBatch, list[Done]]:
        """Take the step wherever it can be taken; citizens are told when it can be undone no more.

        Raises `CaseworkError` for the whole.
        """
        planned = self.plan(numbers=numbers, wish=wish, by=by)
        self._check(wish)
        batch = self._store.begin(CaseBatch(0, by, wish.verb, at, at + UNDO_WITHIN))
        done = []
        for each in planned:
            obstacle = each.obstacle or self._one(each.case.number, wish, batch)
            done.append(Done(each.case.number, obstacle))
        return batch, done

    def undoable(self, *, by: str, at: datetime) -> CaseBatch | None:
        """Return the batch that an officer can take back now."""
        return self._store.last(officer=by, at=at)

    def undo(self, *, batch: int, by: str, at: datetime) -> list[Done]:
        """Take a batch back, once; what cannot be is told, case by case.

        Raises `CaseworkError`: `bulk_unknown`, `undo_others`, `undo_twice`, `undo_late`.
        """
        known = self._store.get(batch)
        if known is None:
            raise CaseworkError("bulk_unknown")
        if known.officer != by:
            raise CaseworkError("undo_others", by=known.officer)
        if known.undone is not None:
            raise CaseworkError("undo_twice")
        if at >= known.until:
            raise CaseworkError("undo_late", minutes=UNDO_WITHIN // timedelta(minutes=1))
        done = self._store.undo(known, at=at, event=_undone(known, by, at))
        back = [each.number for each in done if not each.obstacle]
        if known.verb is Verb.MERGE:
            for number in back:
                self._neighbours.unsay(number=number)
        if known.verb is Verb.ASSIGN:
            self._casework.tell_undone(numbers=back, of=known.at, by=by, at=at)
        return done

    def _check(self, wish: Wish) -> None:
        if wish.verb is Verb.ASSIGN and not (wish.unit or wish.lead):
            raise CaseworkError("nobody")
        if wish.verb in (Verb.ANSWER, Verb.NOTE) and not wish.note.strip():
            raise CaseworkError("text_missing")
        if wish.verb is Verb.MERGE and self._find(wish.into) is None:
            raise CaseworkError("into_missing")

    def _one(self, number: str, wish: Wish, batch: CaseBatch) -> str:
        mark = self._store.mark(number)
        try:
            self._step(number, wish, batch)
        except (StepError, CaseworkError) as refused:
            return refused.explanation
        self._store.record(batch, number, mark)
        return ""

    def _step(self, number: str, wish: Wish, batch: CaseBatch) -> None:
        by, at, until = batch.officer, batch.at, batch.until
        if wish.verb is Verb.ASSIGN:
            self._casework.assign(
                number=number, unit=wish.unit, lead=wish.lead, by=by, at=at, note=wish.note
            )
        elif wish.verb is Verb.TAKE:
            self._casework.take(number=number, by=by, at=at)
        elif wish.verb is Verb.MERGE:
            self._neighbours.merge(
                number=number, into=wish.into, by=by, at=at, note=wish.note, hold_until=until
            )
        else:
            self._service.take(
                verb=wish.verb, number=number, by=by, at=at, note=wish.note, hold_until=until
            )

    def _find(self, number: str) -> Case | None:
        try:
            return self._cases.get(read(number))
        except NumberError:
            return None


def _obstacle(case: Case, hands: Hands, wish: Wish, into: Case | None, by: str) -> str:
    """Return why a step cannot be taken on a case, as far as can be told before."""
    if step(wish.verb, case.status) is None:
        return words().refusal("not_now", status=case.status_label)
    if wish.verb is Verb.TAKE and hands.taken is not None:
        key = "yours_already" if hands.lead == by else "taken"
        return words().refusal(key, lead=hands.lead)
    named = wish.unit or wish.lead
    if wish.verb is Verb.ASSIGN and named and (wish.unit, wish.lead) == (hands.unit, hands.lead):
        return words().refusal("same_hands")
    if into is not None and into.number == case.number:
        return words().refusal("into_itself")
    return ""


def _undone(batch: CaseBatch, by: str, at: datetime) -> Event:
    # Where each case stands is known to the store alone, which puts it in.
    note = words().remark("undone", verb=case_words().verb(batch.verb))
    return Event(at, Verb.UNDO, Who.OFFICER, by, None, Status.SUBMITTED, "undone", note)

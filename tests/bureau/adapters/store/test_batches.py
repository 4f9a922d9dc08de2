"""Many steps at once are taken back the same way on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bureau.adapters.store.batches import StoredBatches
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.engine import Database
from bureau.cases import Case, Event, Status, Verb, Who
from bureau.cases.ports import CaseChange, DueNotice
from bureau.casework.batches import CaseBatch
from tests.bureau.adapters.store.test_casework import AT, add, give

MINUTE = timedelta(minutes=1)
UNDONE = Event(AT + MINUTE, Verb.UNDO, Who.OFFICER, "li", None, Status.SUBMITTED, "undone")


def accept(database: Database, number: str, batch: CaseBatch, actor: str = "li") -> None:
    def decide(case: Case) -> CaseChange:
        event = Event(AT, Verb.ACCEPT, Who.OFFICER, actor, case.status, Status.ACCEPTED, "accepted")
        after = replace(case, status=Status.ACCEPTED, due=None, answer="答")
        return CaseChange(after, event, (DueNotice("c1", "受理了"),), hold_until=batch.until)

    StoredCases(database).change(number=number, decide=decide)


def test_what_was_told_or_touched_since_is_left_as_it_is(database: Database) -> None:
    store, cases, hands = StoredBatches(database), StoredCases(database), StoredHands(database)
    told, touched, meanwhile = (add(database, f"m{n}") for n in range(3))
    batch = store.begin(CaseBatch(0, "li", Verb.ACCEPT, AT, AT + 10 * MINUTE))
    for number in (told, touched, meanwhile):
        mark = store.mark(number)
        accept(database, number, batch)
        if number == meanwhile:
            accept(database, number, batch, actor="wang")
        store.record(batch, number, mark)
    assert cases.pending_notices(at=batch.until - MINUTE, number=told) == []
    held = cases.pending_notices(at=batch.until, number=told)
    cases.notices_handed_on([each.id for each in held])
    give(hands, touched, lead="chen")
    assert store.last(officer="li", at=AT) == batch == store.get(batch.id)
    done = {each.number: each.obstacle for each in store.undo(batch, at=AT + MINUTE, event=UNDONE)}
    assert done == {
        told: "已经通知市民",
        touched: "之后又有人办过",
        meanwhile: "之后又有人办过",
    }


def test_what_nobody_touched_is_as_it_was(database: Database) -> None:
    store, cases, hands = StoredBatches(database), StoredCases(database), StoredHands(database)
    number = add(database)
    give(hands, number, lead="wang", taken=AT, helpers=("chen",))
    before = cases.get(number), hands.hands([number])
    batch = store.begin(CaseBatch(0, "li", Verb.ACCEPT, AT, AT + 10 * MINUTE))
    mark = store.mark(number)
    accept(database, number, batch)
    store.record(batch, number, mark)
    assert [each.obstacle for each in store.undo(batch, at=AT + MINUTE, event=UNDONE)] == [""]
    assert (cases.get(number), hands.hands([number])) == before
    last = cases.history(number)[-1]
    assert (last.verb, last.before, last.after) == (Verb.UNDO, Status.ACCEPTED, Status.SUBMITTED)
    assert cases.pending_notices(at=batch.until) == []
    assert store.undo(batch, at=AT + MINUTE, event=UNDONE) == []
    assert store.last(officer="li", at=AT) is None

"""Rewards are kept the same way on both databases; of two steps at once one wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.outbox import StoredOutbox
from bureau.adapters.store.rewards import StoredRewards
from bureau.adapters.store.schema.messages import inbox
from bureau.messaging import Arrival, Outcome, Outgoing, WindowEvent
from bureau.rewards import ClaimKind, Findings, Reward, RewardMatter, RewardStatus, RewardVerb
from bureau.rewards.model import LeftOut, Reporter
from bureau.rewards.ports import ClaimForm
from tests.bureau.adapters.store.test_cases import _add

AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
FOUND = Findings("嘉环罚〔2026〕12号", 9_000_000_000_00, ("arrest",), 1, 2, "c")


@pytest.fixture
def store(database: Database) -> StoredRewards:
    return StoredRewards(database)


def opened(
    store: StoredRewards, case: str, citizens: tuple[str, ...] = ("lin",), year: int = 2026
) -> RewardMatter | None:
    return store.open(
        case=case, findings=FOUND, rule="zhejiang_2021", exclusion="",
        reporters=[Reporter(case, each, 10_000 // len(citizens)) for each in citizens],
        left_out=[LeftOut(case, "later")], year=year, by="li", at=AT,
    )  # fmt: skip


def case(database: Database, key: str = "m1") -> str:
    return _add(StoredCases(database), key).number


@pytest.fixture
def reward(store: StoredRewards, database: Database) -> Reward:
    matter = opened(store, case(database))
    assert matter is not None
    return store.of_matter(matter.id)[0]


def test_a_matter_is_read_as_it_was_kept(store: StoredRewards, database: Database) -> None:
    number = case(database)
    matter = opened(store, number)
    assert matter is not None
    assert store.matter(matter.id) == store.matter_of(number) == matter
    assert (matter.findings, matter.left_out) == (FOUND, (LeftOut(number, "later"),))


def test_a_case_has_one_matter_however_many_ask_at_once(
    store: StoredRewards, database: Database
) -> None:
    number = case(database)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: opened(store, number), range(4)))
    assert len([each for each in made if each]) == 1
    assert len(store.of_citizen("lin")) == 1


def test_numbers_have_no_gap_and_begin_anew_each_year(
    store: StoredRewards, database: Database
) -> None:
    numbers = [case(database, f"m{n}") for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda number: opened(store, number, ("a", "b")), numbers[:5]))
    opened(store, numbers[5], year=2027)
    found, total = store.page(tuple(RewardStatus), limit=99, offset=0)
    assert total == 11
    assert sorted(each.sequence for each in found if each.year == 2026) == list(range(1, 11))
    assert [each.sequence for each in found if each.year == 2027] == [1]


def test_of_steps_at_once_on_what_was_read_one_wins(store: StoredRewards, reward: Reward) -> None:
    ways = [(RewardVerb.TELL, RewardStatus.TOLD), (RewardVerb.RECALL, RewardStatus.RECALLED)] * 2
    with ThreadPoolExecutor(4) as pool:
        moved = pool.map(
            lambda way: store.move(reward, verb=way[0], to=way[1], actor="li", at=AT), ways
        )
    assert len([each for each in moved if each]) == 1
    assert len(store.history(reward.id)) == 2


def claimed(store: StoredRewards, reward: Reward, **apart: object) -> Reward:
    moved = store.move(
        reward, verb=RewardVerb.CLAIM, to=RewardStatus.CLAIMED, actor="", at=AT,
        kind=ClaimKind.NAMED, **apart,
    )  # fmt: skip
    assert moved is not None
    return moved


def test_whom_to_pay_goes_with_what_is_not_paid_and_stays_with_what_is(
    store: StoredRewards, reward: Reward
) -> None:
    moved = claimed(store, reward, payee=b"sealed", digest="d" * 64)
    assert (store.payee(reward.id), store.by_digest("d" * 64)) == (b"sealed", moved)
    paid = store.move(moved, verb=RewardVerb.PAY, to=RewardStatus.PAID, actor="x", at=AT, paid=AT)
    assert paid is not None
    assert (store.payee(reward.id), store.by_digest("d" * 64)) == (b"sealed", None)
    again = store.move(paid, verb=RewardVerb.REFUSE, to=RewardStatus.REFUSED, actor="x", at=AT)
    assert again is not None
    assert store.payee(reward.id) is None


def test_a_correction_takes_back_what_was_computed_and_nothing_else(
    store: StoredRewards, database: Database
) -> None:
    matter = opened(store, case(database), ("a", "b", "c"))
    assert matter is not None
    a, b, _ = store.of_matter(matter.id)
    facts = {"amount": 5, "lines": ["l"], "computed_by": "li", "approved_by": "wang"}
    for each, status in ((a, RewardStatus.COMPUTED), (b, RewardStatus.APPROVED)):
        store.move(each, verb=RewardVerb.COMPUTE, to=status, actor="li", at=AT, **facts)
    less = replace(FOUND, fine=1)
    back = store.revise(matter, less, by="li", at=AT)
    assert back is not None
    assert [each.id for each in back] == [a.id, b.id]
    for each in back:
        assert (each.status, each.amount, each.lines) == (RewardStatus.CLAIMED, None, ())
        assert (each.computed_by, each.approved_by) == ("", "")
    assert store.matter(matter.id).findings == less  # type: ignore[union-attr]
    paid = claimed(store, store.of_matter(matter.id)[2])
    store.move(paid, verb=RewardVerb.PAY, to=RewardStatus.PAID, actor="x", at=AT)
    assert store.revise(matter, FOUND, by="li", at=AT) is None
    assert store.matter(matter.id).findings == less  # type: ignore[union-attr]


def test_a_form_takes_the_place_of_the_one_before_and_each_turn_knows_of_it(
    store: StoredRewards, reward: Reward, database: Database, writer: GroupCommit
) -> None:
    messages = StoredInbox(database, writer)
    assert not messages.standing("lin").claims
    form = ClaimForm("lin", reward.id, "name", b"s", "m" * 16, "k" * 32, AT)
    store.keep_form(form)
    moved = replace(form, step="bank", updated=AT + timedelta(minutes=1))
    store.keep_form(moved)
    assert store.form("lin") == moved
    assert messages.standing("lin").claims
    assert store.drop_forms(before=AT) == 0
    assert store.drop_forms(before=AT + timedelta(minutes=2)) == 1
    assert store.form("lin") is None


def test_a_reminder_is_noted_once_however_many_ask(store: StoredRewards, reward: Reward) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: store.remind(reward.id), range(4))) == 1


def said(store: StoredInbox, key: str, *, answered: bool = True) -> None:
    body = {"text": "330402199003074518", "menu_id": None}
    arrival = Arrival(key, "lin", "text", body, AT, WindowEvent.MESSAGE)
    row = store.accept(arrival, owner="web").row
    if answered:
        told = Outgoing.of_text("ABCD-EFGH-JKLM")
        store.finish(row, outgoing=[told], options=[], passive=True, at=AT, owner="web")


def test_what_is_hushed_goes_once_its_answer_has_left_and_not_before(
    store: StoredRewards, database: Database, writer: GroupCommit
) -> None:
    messages = StoredInbox(database, writer)
    for key, answered in (("a" * 32, True), ("c" * 32, True), ("b" * 32, False)):
        said(messages, key, answered=answered)
    for key in ("a" * 32, "b" * 32):
        store.hush(key, at=AT)
        store.hush(key, at=AT)
    assert store.quiet(instead="gone", before=AT) == 0  # the platform may still ask again
    soon, late = AT + timedelta(seconds=1), AT + timedelta(minutes=11)
    assert store.quiet(instead="gone", before=soon) == 0  # nor is it known whether it left
    messages.left("a" * 32)
    messages.confirm()
    assert store.quiet(instead="gone", before=soon) == 1
    store.hush("c" * 32, at=AT)
    assert store.quiet(instead="gone", before=late) == 1  # by now it can have left or be lost
    with database.reading() as connection:
        rows = {row.key[0]: f"{row.body} {row.answer}" for row in connection.execute(select(inbox))}
    assert "330402" not in rows["a"]
    assert "ABCD" not in rows["a"]
    assert "330402" in rows["b"]  # not answered yet: it is still to be heard
    assert "ABCD" not in rows["c"]
    found = messages.find("a" * 32)
    assert found is not None
    assert found.answer == Outgoing.of_text("gone")


def test_letters_on_their_way_keep_their_words_until_they_left(
    store: StoredRewards, database: Database, writer: GroupCommit
) -> None:
    messages = StoredInbox(database, writer)
    arrival = Arrival("a" * 32, "lin", "text", {"text": "x"}, AT, WindowEvent.MESSAGE)
    row = messages.accept(arrival, owner="web").row
    told = Outgoing.of_text("ABCD-EFGH-JKLM")
    messages.finish(row, outgoing=[told], options=[], passive=False, at=AT, owner="web")
    store.hush("a" * 32, at=AT)
    later = AT + timedelta(minutes=1)
    assert store.quiet(instead="gone", before=later) == 0
    letters = StoredOutbox(database, writer)
    [letter] = letters.take_due(at=later, most=5)
    letters.close(letter, outcome=Outcome.SENT, at=later)
    assert store.quiet(instead="gone", before=later) == 1
    assert letters.of_citizen(to="lin")[0].content == Outgoing.of_text("gone")


def test_the_end_of_the_time_to_claim_is_set_once(store: StoredRewards, reward: Reward) -> None:
    until = AT + timedelta(days=90)
    assert not store.end(reward.id, until=until)  # nobody was told yet
    told = store.move(reward, verb=RewardVerb.TELL, to=RewardStatus.TOLD, actor="", at=AT)
    assert store.without_end() == [told]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: store.end(reward.id, until=until), range(4))) == 1
    assert store.without_end() == []
    assert store.due(RewardStatus.TOLD, before=until) == []
    late = until + timedelta(seconds=1)
    assert [each.id for each in store.due(RewardStatus.TOLD, before=late)] == [reward.id]


def test_a_correction_and_an_approval_at_once_leave_no_sum_of_old_facts(
    store: StoredRewards, database: Database
) -> None:
    for round_ in range(4):
        matter = opened(store, case(database, f"round {round_}"))
        assert matter is not None
        [fresh] = store.of_matter(matter.id)
        done = store.move(
            fresh, verb=RewardVerb.COMPUTE, to=RewardStatus.COMPUTED, actor="li", at=AT, amount=5
        )
        assert done is not None

        def approve(done: Reward = done) -> None:
            store.move(done, verb=RewardVerb.APPROVE, to=RewardStatus.APPROVED, actor="w", at=AT)

        def revise(matter: RewardMatter = matter) -> None:
            store.revise(matter, replace(FOUND, fine=1), by="li", at=AT)

        with ThreadPoolExecutor(2) as pool:
            for each in [pool.submit(approve), pool.submit(revise)]:
                each.result()
        [after] = store.of_matter(matter.id)
        assert (after.status, after.amount) == (RewardStatus.CLAIMED, None)

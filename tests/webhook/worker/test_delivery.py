"""Letters to the twin of the platform, and late turns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bureau.adapters.store.schema.citizens import identities
from bureau.adapters.store.schema.messages import outbox
from bureau.adapters.wechat import WeChat
from bureau.adapters.wechat.fake import FakeWeChat
from bureau.cases import DeliveryState, Draft
from bureau.messaging import Arrival, Outcome, Outgoing, WindowEvent
from bureau.wiring import Bureau
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.worker.conftest import (
    OPENID,
    Clock,
    drain,
    outcomes,
    queue,
    sender,
    texts_of,
)
from webhook.delivery import Delivery
from webhook.service import router_of
from webhook.turn import InboxTurns


def test_letters_arrive_in_order_and_the_ledger_says_what_was_left(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, "一", "二", at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == ["一", "二"]
    first = bureau.outbox.of_citizen(to=lin)[-1]
    assert (first.outcome, first.errcode, first.left, first.attempts) == (Outcome.SENT, 0, 5, 1)
    assert first.window_ends is not None


def test_what_the_count_does_not_allow_is_deferred_without_asking_the_platform(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, *"一二三四五六", at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == list("一二三四五")
    assert outcomes(bureau, lin)[-1] == (Outcome.DEFERRED, None)
    assert double.calls["message/custom/send"] == 5


@pytest.mark.parametrize("errcode", [45015, 45047, 43004, 43019])
def test_a_window_that_the_platform_sees_closed_keeps_the_letter(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str, errcode: int
) -> None:
    double.fail("custom/send", str(errcode))
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert outcomes(bureau, lin) == [(Outcome.DEFERRED, errcode)]
    assert double.calls["message/custom/send"] == 1


def test_a_busy_platform_is_asked_again_later(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "-1", times=2)
    queue(bureau, lin, "一", "二", at=clock())
    drain(delivery, clock)
    assert texts_of(double) == ["一", "二"]
    assert bureau.outbox.of_citizen(to=lin)[-1].attempts == 3


def test_a_spent_daily_quota_stops_every_send_until_midnight(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "45009")
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert double.calls["message/custom/send"] == 1
    assert outcomes(bureau, lin) == [(Outcome.QUEUED, 45009)]
    clock.ahead += timedelta(hours=24)
    double.saw(OPENID, WindowEvent.MESSAGE)
    drain(delivery, clock, 1)
    assert texts_of(double) == ["一"]


def test_the_pause_until_midnight_outlives_the_process(
    bureau: Bureau, wechat: WeChat, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "45009")
    queue(bureau, lin, "一", "二", at=clock())
    for _ in range(2):
        worker = sender(bureau, wechat, clock)
        drain(worker, clock)
        worker.close()
    assert double.calls["message/custom/send"] == 1


def test_a_large_send_leaves_the_days_quota_to_whoever_writes(
    bureau: Bureau, wechat: WeChat, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    people = [f"oMany{number}" for number in range(5)]
    for openid in people:
        double.saw(openid, WindowEvent.MESSAGE)
    keys = []
    for openid in people:
        key = bureau.citizens.meet(openid=openid, at=clock()).key
        arrival = Arrival(openid.ljust(32), key, "text", {}, clock(), WindowEvent.MESSAGE)
        bureau.inbox.accept(arrival, owner="web")
        keys.append(key)
    bureau.outbox.spread(
        to=keys, text="问卷", why="wave", at=clock(), over=timedelta(0), by_night=True
    )
    worker = sender(bureau, wechat, clock, large_sends=3)
    drain(worker, clock)
    queue(bureau, lin, "答", at=clock())
    drain(worker, clock)
    assert texts_of(double) == ["问卷"] * 3 + ["答"]
    clock.ahead += timedelta(days=1)
    for openid, key in zip(people, keys, strict=True):
        double.saw(openid, WindowEvent.MESSAGE)
        again = Arrival(f"again {openid}".ljust(32), key, "text", {}, clock(), WindowEvent.MESSAGE)
        bureau.inbox.accept(again, owner="web")
    drain(worker, clock)
    worker.close()
    assert len(double.sent) == 6


def test_an_unknown_refusal_is_no_delivery_and_shown(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "40003")
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert outcomes(bureau, lin) == [(Outcome.FAILED, 40003)]
    assert [letter.errcode for letter in bureau.outbox.undelivered()] == [40003]


@pytest.mark.parametrize("how", ["cut", "lost"])
def test_a_cut_connection_neither_loses_nor_doubles(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str, how: str
) -> None:
    double.fail("custom/send", how)
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert texts_of(double) == ["一"]
    assert outcomes(bureau, lin)[0][0] is Outcome.SENT


@pytest.mark.parametrize("arrived", [True, False])
def test_a_sender_that_died_while_sending_neither_loses_nor_doubles(
    bureau: Bureau,
    delivery: Delivery,
    double: FakeWeChat,
    clock: Clock,
    lin: str,
    wechat: WeChat,
    arrived: bool,
) -> None:
    queue(bureau, lin, "一", at=clock())
    bureau.outbox.take_due(at=clock(), most=5)
    if arrived:
        wechat.send(OPENID, Outgoing.of_text("一"))
    delivery.settle_unsure(everything=True)
    drain(delivery, clock)
    assert texts_of(double) == ["一"]
    assert outcomes(bureau, lin)[0][0] is Outcome.SENT


def test_who_left_gets_nothing(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, "一", at=clock())
    bureau.citizens.erase(by=lin, at=clock())
    queue(bureau, lin, "二", at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == []
    assert outcomes(bureau, lin) == [(Outcome.DROPPED, None)]


def test_a_message_that_was_postponed_is_answered_through_the_ledger(
    bureau: Bureau,
    delivery: Delivery,
    double: FakeWeChat,
    clock: Clock,
    lin: str,
    assistant: ScriptedAssistant,
) -> None:
    arrival = Arrival(
        "m" * 32, lin, "text", {"text": "喂", "menu_id": None}, clock(), WindowEvent.MESSAGE
    )
    accepted = bureau.inbox.accept(arrival, owner="web")
    bureau.inbox.postpone(accepted.row, due=clock(), counted=False, owner="web")
    turns = InboxTurns(
        router=router_of(bureau, assistant), inbox=bureau.inbox, clock=clock, owner="worker"
    )
    for row in bureau.inbox.take_due(owner="worker", at=clock(), most=5):
        turns.start(row, bureau.inbox.standing(row.citizen))
    turns.close()
    drain(delivery, clock, 1)
    assert texts_of(double) == ["听到：喂"]


@pytest.mark.parametrize("fault", ["sealed under another key", "of a kind nobody knows"])
def test_one_letter_that_cannot_be_dealt_with_is_set_aside_and_the_others_go_out(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str, fault: str
) -> None:
    wu = bureau.citizens.meet(openid="oWu", at=clock()).key
    queue(bureau, wu, "给吴", at=clock())
    with bureau.database.transaction() as connection:
        if fault == "sealed under another key":
            mine = identities.c.citizen_key == wu
            connection.execute(update(identities).where(mine).values(openid_sealed=b"another's"))
        else:
            mine = outbox.c.to == wu
            connection.execute(update(outbox).where(mine).values(kind="image", body={}))
    arrival = Arrival("w" * 32, wu, "text", {}, clock(), WindowEvent.MESSAGE)
    bureau.inbox.accept(arrival, owner="web")
    queue(bureau, lin, "给林", at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == ["给林"]
    (letter,) = bureau.outbox.of_citizen(to=wu)
    assert letter.outcome is Outcome.FAILED
    assert letter.note, "the portal's page of what did not arrive says why"


def test_a_letter_that_its_dead_sender_left_unreadable_ends_no_worker(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, "给林", at=clock())
    assert bureau.outbox.take_due(at=clock(), most=1)
    with bureau.database.transaction() as connection:
        connection.execute(update(identities).values(openid_sealed=b"another's"))
    delivery.settle_unsure(everything=True)
    assert outcomes(bureau, lin) == [(Outcome.FAILED, None)]


def submitted(bureau: Bureau, lin: str, clock: Clock) -> str:
    draft = Draft(categories=("odor",), description="一股塑料味")
    case = bureau.cases.submit(draft=draft, by=lin, at=clock(), message_key="report")
    bureau.cases.take(verb="accept", number=case.number, by="li", at=clock())
    return case.number


def answer(bureau: Bureau, number: str, text: str, clock: Clock) -> DeliveryState:
    bureau.cases.take(verb="answer", number=number, by="li", at=clock(), note=text)
    return state(bureau, number)


def state(bureau: Bureau, number: str) -> DeliveryState:
    case = bureau.cases.find(number)
    assert case is not None
    return bureau.cases.notices.told(case)[-1][1].state


def test_an_answer_of_2000_characters_reaches_the_phone_whole_and_in_order(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, lin: str, clock: Clock
) -> None:
    number = submitted(bureau, lin, clock)
    text = "".join(chr(0x4E00 + place) for place in range(1900)) + "结" * 100
    assert answer(bureau, number, text, clock) is DeliveryState.QUEUED
    drain(delivery, clock)
    # The notice of acceptance, then the answer: its beginning, and the page of the whole.
    _, short = texts_of(double)
    assert state(bureau, number) is DeliveryState.SENT
    token = short.partition("/answer/")[2].split()[0]
    assert text in bureau.cases.notices.page(token, at=clock()).text


def test_an_answer_over_the_limit_goes_in_parts_and_none_overtakes_another(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, lin: str, clock: Clock
) -> None:
    number = submitted(bureau, lin, clock)
    text = "".join(chr(0x4E00 + place) for place in range(1700))
    double.fail("custom/send", "-1", times=3)
    answer(bureau, number, text, clock)
    drain(delivery, clock, rounds=40)
    parts = texts_of(double)[1:]
    assert [part[:5] for part in parts] == ["（1/3）", "（2/3）", "（3/3）"]
    assert text in "".join(part.partition("\n")[2] for part in parts)
    assert state(bureau, number) is DeliveryState.SENT


def test_an_answer_outside_the_window_waits_visibly_and_keeps_the_case_open(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, lin: str, clock: Clock
) -> None:
    number = submitted(bureau, lin, clock)
    clock.ahead += timedelta(days=4)
    answer(bureau, number, "查过了。", clock)
    drain(delivery, clock)
    assert state(bureau, number) is DeliveryState.WAITING
    clock.ahead += timedelta(days=30)
    assert bureau.cases.close_expired(at=clock()) == 0


def test_a_refused_answer_is_failed_and_can_be_sent_again(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, lin: str, clock: Clock
) -> None:
    number = submitted(bureau, lin, clock)
    drain(delivery, clock)
    double.fail("custom/send", "45002")
    answer(bureau, number, "查过了。", clock)
    drain(delivery, clock)
    assert state(bureau, number) is DeliveryState.FAILED
    case = bureau.cases.find(number)
    assert case is not None
    failed = bureau.cases.notices.told(case)[-1][1]
    assert failed.errcode == 45002
    assert bureau.outbox.again(failed.failed[0], at=clock())
    drain(delivery, clock)
    assert state(bureau, number) is DeliveryState.SENT
    clock.ahead += timedelta(days=16)
    assert bureau.cases.close_expired(at=clock()) == 1

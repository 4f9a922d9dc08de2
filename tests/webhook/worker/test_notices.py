"""Notices to who agreed to them, and the alert that goes all the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from basis.clock import SHANGHAI
from bureau.adapters.wechat.fake import FakeWeChat
from bureau.alerts import AlertKind, AlertWish
from bureau.messaging import Outcome, ServiceNotice, WindowEvent
from bureau.quality.model import AirObservation, Fetched, SourceState
from bureau.quality.sites import national_stations
from bureau.wiring import Bureau
from tests.webhook.worker.conftest import (
    TEMPLATE,
    Clock,
    drain,
    outcomes,
    texts_of,
)
from webhook.delivery import Delivery
from webhook.service import now


@pytest.fixture
def chen(bureau: Bureau, clock: Clock) -> str:
    """A citizen whose window has closed, and who is to be told of bad air."""
    key = bureau.citizens.meet(openid="oChen", at=clock()).key
    notice = {"thing1": "王店镇", "thing2": "空气中度污染，AQI 160", "time3": "2026-11-26 12:00"}
    bureau.outbox.notify(to=key, text="⚠️ 王店镇 AQI 160", why="alert", at=clock(), notice=notice)
    return key


def test_who_agreed_to_a_notice_gets_one_outside_the_window_for_each_consent(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, chen: str
) -> None:
    double.agreed("oChen", TEMPLATE)
    bureau.consents.give(by=chen, template=TEMPLATE, at=clock(), message_key="e1")
    drain(delivery, clock, 1)
    (notice,) = double.notices
    assert notice["data"]["thing1"] == {"value": "王店镇"}
    assert outcomes(bureau, chen) == [(Outcome.SENT, 0)]
    bureau.outbox.notify(to=chen, text="又", why="alert 2", at=clock(), notice={"thing1": "又"})
    drain(delivery, clock, 1)
    assert outcomes(bureau, chen)[-1] == (Outcome.DEFERRED, None)


def test_who_took_consent_back_on_the_platform_is_told_at_the_next_contact(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, chen: str
) -> None:
    bureau.consents.give(by=chen, template=TEMPLATE, at=clock(), message_key="e1")
    drain(delivery, clock, 1)
    assert outcomes(bureau, chen) == [(Outcome.DEFERRED, None)]
    assert bureau.consents.oldest(of=chen, template=TEMPLATE) is None


def test_without_a_consent_the_platform_is_not_asked(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, chen: str
) -> None:
    drain(delivery, clock, 1)
    assert outcomes(bureau, chen) == [(Outcome.DEFERRED, None)]
    assert double.calls["message/subscribe/bizsend"] == 0


def test_an_alert_goes_all_the_way_to_the_phone(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    station = national_stations()[0]
    noon = clock().astimezone(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)
    wish = AlertWish(AlertKind.OVER, station.place or "", "PM2.5", 75)
    asked = noon - timedelta(days=1)
    bureau.observations.register([station])
    bureau.alerts.subscribe(wish=wish, by=lin, at=asked, message_key="m")
    for value, at in ((40.0, noon - timedelta(hours=1)), (120.0, noon)):
        seen = AirObservation(station.code, at, "national", value, value)
        bureau.observations.save(Fetched(air=(seen,)), at=at)
        bureau.observations.put_state(SourceState("national_air", at, at, at))
        bureau.alerts.send_due(at=at)
    bureau.alerts.send_due(at=noon)
    clock.ahead = max(noon - now(), timedelta(0)) + timedelta(seconds=1)
    drain(delivery, clock, 1)
    (text,) = texts_of(double)
    assert "超过您定的75" in text


@pytest.fixture
def visitor(bureau: Bureau, clock: Clock) -> str:
    """A citizen who booked a visit, has not written for two days, and is to be reminded."""
    key = bureau.citizens.meet(openid="oVisitor", at=clock()).key
    service = ServiceNotice("T" * 43, {"thing1": "污水处理厂"}, "https://example.test/ticket")
    bureau.outbox.notify(to=key, text="明天参观", why="open_day:1", at=clock(), service=service)
    return key


def test_what_a_citizen_began_reaches_them_as_a_template_message_without_a_consent(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, visitor: str
) -> None:
    double.saw("oVisitor", WindowEvent.MESSAGE)
    drain(delivery, clock, 1)
    (sent,) = double.services
    assert (sent["template_id"], sent["url"]) == ("T" * 43, "https://example.test/ticket")
    assert sent["data"] == {"thing1": {"value": "污水处理厂"}}
    assert outcomes(bureau, visitor) == [(Outcome.SENT, 0)]


def test_who_left_is_not_reached_and_the_ledger_says_so(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, visitor: str
) -> None:
    double.left("oVisitor")
    drain(delivery, clock, 1)
    assert double.services == []
    assert outcomes(bureau, visitor) == [(Outcome.DEFERRED, None)]


@pytest.mark.parametrize("how", ["-1", "cut"])
def test_a_template_message_that_broke_off_is_tried_again(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, visitor: str, how: str
) -> None:
    double.saw("oVisitor", WindowEvent.MESSAGE)
    double.fail("template/send", how)
    drain(delivery, clock, 1)
    assert outcomes(bureau, visitor)[0][0] is Outcome.QUEUED
    clock.ahead += timedelta(seconds=10)
    drain(delivery, clock, 1)
    assert outcomes(bureau, visitor) == [(Outcome.SENT, 0)]


def test_within_the_window_the_whole_letter_goes_and_no_template(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str
) -> None:
    service = ServiceNotice("T" * 43, {"thing1": "污水处理厂"})
    bureau.outbox.notify(to=lin, text="明天参观", why="open_day:2", at=clock(), service=service)
    drain(delivery, clock, 1)
    assert texts_of(double) == ["明天参观"]
    assert double.services == []

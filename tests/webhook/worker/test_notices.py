"""Notices to who agreed to them, and the alert that goes all the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from basis.clock import SHANGHAI
from bureau.adapters.wechat.fake import FakeWeChat
from bureau.alerts import AlertKind, AlertWish
from bureau.messaging import Outcome
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

"""Pictures: charts that are uploaded, photos that are fetched."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.adapters.wechat import WeChat
from bureau.adapters.wechat.fake import FakeWeChat
from bureau.messaging import Outcome, Outgoing
from bureau.quality.charts import Chart
from bureau.quality.model import AirObservation, Fetched
from bureau.quality.sites import national_stations
from bureau.wiring import Bureau
from tests.webhook.worker.conftest import (
    Clock,
    drain,
    outcomes,
    queue,
    texts_of,
)
from webhook.delivery import Delivery
from webhook.media import Media
from webhook.simulator.pictures import demo_photo


def test_a_picture_is_uploaded_and_sent_and_only_ours(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str, wechat: WeChat
) -> None:
    double.keep_media(demo_photo(), "image/jpeg")
    media_id = next(path.name for path in double.media.iterdir() if "." not in path.name)
    key = bureau.evidence.want(id="a" * 32, kind="image", media_id=media_id, by=lin, at=clock())
    assert Media(bureau.evidence, wechat, clock).run() == 1
    for source in (key, "http://169.254.169.254/latest", "b" * 32):
        bureau.outbox.send(
            to=lin, message=Outgoing("image", {"source": source}), why=source, at=clock()
        )
    drain(delivery, clock)
    assert [sent.message["msgtype"] for sent in double.sent] == ["image"]
    assert [outcome for outcome, _ in outcomes(bureau, lin)] == [
        Outcome.SENT,
        Outcome.FAILED,
        Outcome.FAILED,
    ]


def test_media_are_fetched_again_when_the_platform_is_busy_and_given_up_when_gone(
    bureau: Bureau, double: FakeWeChat, clock: Clock, lin: str, wechat: WeChat
) -> None:
    media = Media(bureau.evidence, wechat, clock)
    good = double.keep_media(demo_photo(), "image/jpeg")
    bad = double.keep_media(b"<script>", "image/jpeg")
    for number, media_id in enumerate((good, bad, "gone")):
        bureau.evidence.want(
            id=str(number) * 32, kind="image", media_id=media_id, by=lin, at=clock()
        )
    double.fail("media/get", "-1")
    for _ in range(5):
        media.run()
        clock.ahead += timedelta(seconds=3)
    assert bureau.evidence.read("0" * 32)[1] == "image/jpeg"
    states = {row["id"][0]: row["state"] for row in bureau.evidence.missing()}
    assert states == {"1": "failed", "2": "failed"}


@pytest.fixture
def chart(bureau: Bureau, clock: Clock) -> str:
    """The name of a chart for which the store has values."""
    station = national_stations()[0]
    newest = clock().replace(minute=0, second=0, microsecond=0)
    seen = [
        AirObservation(station.code, newest - timedelta(hours=back), "national", 40, 60)
        for back in range(24)
    ]
    bureau.observations.register([station])
    bureau.observations.save(Fetched(air=tuple(seen)), at=clock())
    return str(Chart("air", station.code, "AQI", "24h", newest))


def send_picture(bureau: Bureau, to: str, source: str, *, at: datetime, why: str = "chart") -> None:
    bureau.outbox.send(to=to, message=Outgoing("image", {"source": source}), why=why, at=at)


def test_a_chart_is_drawn_and_uploaded_once_for_all_who_ask(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str, chart: str
) -> None:
    for why in ("first", "second"):
        send_picture(bureau, lin, chart, why=why, at=clock())
        drain(delivery, clock, 1)
    assert [sent.message["msgtype"] for sent in double.sent] == ["image", "image"]
    assert double.calls["media/upload"] == 1
    uploaded = double.media / double.sent[0].message["image"]["media_id"]
    assert uploaded.read_bytes().startswith(b"\x89PNG")


def test_spent_uploads_hold_back_no_words(
    bureau: Bureau, delivery: Delivery, double: FakeWeChat, clock: Clock, lin: str, chart: str
) -> None:
    send_picture(bureau, lin, chart, at=clock())
    queue(bureau, lin, "字", at=clock())
    double.fail("media/upload", "45009")
    drain(delivery, clock, 2)
    assert texts_of(double) == ["字"]
    assert [outcome for outcome, _ in outcomes(bureau, lin)] == [Outcome.FAILED, Outcome.SENT]


def test_a_picture_that_found_no_window_is_not_sent_an_hour_later(
    bureau: Bureau, delivery: Delivery, clock: Clock, chart: str
) -> None:
    chen = bureau.citizens.meet(openid="oChen", at=clock()).key
    send_picture(bureau, chen, chart, at=clock())
    drain(delivery, clock, 1)
    assert [outcome for outcome, _ in outcomes(bureau, chen)] == [Outcome.DEFERRED]
    bureau.outbox.lapse(at=clock() + timedelta(hours=2))
    assert [outcome for outcome, _ in outcomes(bureau, chen)] != [Outcome.DEFERRED]

"""The worker's side: letters to the twin of the platform, media from it, late turns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from bureau.adapters.store.quota import Quota
from bureau.adapters.wechat import WeChat
from bureau.adapters.wechat.double import Double, create_app
from bureau.alerts import Kind, Wish
from bureau.messaging import Act, Arrival, Outcome, Outgoing
from bureau.quality.charts import Chart
from bureau.quality.model import AirObservation, Fetched, SourceState
from bureau.quality.reading import SHANGHAI
from bureau.quality.sites import national_stations
from bureau.settings import Settings
from bureau.wiring import Bureau
from tests.webhook.conftest import SECRETS, ScriptedAssistant
from webhook.delivery import Delivery
from webhook.media import Media
from webhook.notices import Notices
from webhook.pictures import Pictures
from webhook.serve import desk_of, now
from webhook.simulator.pictures import demo_photo
from webhook.turn import Turns

OPENID = "oLin"
TEMPLATE = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3"


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self):
        return now() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def double(tmp_path: Path, clock: Clock) -> Double:
    return Double(
        appid=SECRETS["WECHAT_APPID"],
        secret=SECRETS["WECHAT_SECRET"],
        media=tmp_path / "media",
        clock=clock,
    )


@pytest.fixture
def settings(double: Double, make_settings: Callable[..., Settings]) -> Iterator[Settings]:
    server = make_server("127.0.0.1", 0, create_app(double), threaded=True)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    yield make_settings(WECHAT_API_URL=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wechat(bureau: Bureau, settings: Settings, clock: Clock) -> WeChat:
    return WeChat(
        url=settings.wechat_api_url,
        appid=settings.wechat_appid,
        secret=settings.wechat_secret,
        database=bureau.database,
        keys=bureau.identity_keys,
        clock=clock,
    )


def sender(bureau: Bureau, wechat: WeChat, clock: Clock, *, large_sends: int = 1000) -> Delivery:
    pictures = Pictures(
        bureau.evidence, bureau.charts, "https://ours.example", "http://127.0.0.1:9"
    )
    quota = Quota(bureau.database, large_sends=large_sends)
    notices = Notices(bureau.consents, wechat, TEMPLATE)
    return Delivery(bureau.outbox, bureau.citizens, wechat, pictures, notices, quota, clock)


@pytest.fixture
def delivery(bureau: Bureau, wechat: WeChat, clock: Clock) -> Iterator[Delivery]:
    delivery = sender(bureau, wechat, clock)
    yield delivery
    delivery.close()


@pytest.fixture
def lin(bureau: Bureau, double: Double, clock: Clock) -> str:
    """A citizen who has just written."""
    key = bureau.citizens.meet(openid=OPENID, at=clock()).key
    arrival = Arrival("k" * 32, key, "text", {"text": "好", "menu_id": None}, clock(), Act.MESSAGE)
    accepted = bureau.inbox.accept(arrival, owner="web")
    bureau.inbox.finish(
        accepted.row, outgoing=[], options=[], passive=True, at=clock(), owner="web"
    )
    double.saw(OPENID, Act.MESSAGE)
    return key


def queue(bureau: Bureau, to: str, *texts: str, at) -> None:
    for text in texts:
        bureau.outbox.notify(to=to, text=text, why=f"about {text}", at=at)


def texts_of(double: Double) -> list[str]:
    return [sent.message["text"]["content"] for sent in double.sent]


def outcomes(bureau: Bureau, to: str) -> list[tuple[Outcome, int | None]]:
    letters = reversed(bureau.outbox.of_citizen(to=to))
    return [(letter.outcome, letter.errcode) for letter in letters]


def drain(delivery: Delivery, clock: Clock, rounds: int = 12) -> None:
    for _ in range(rounds):
        while delivery.run():
            pass
        clock.ahead += timedelta(seconds=1)


def test_letters_arrive_in_order_and_the_ledger_says_what_was_left(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, "一", "二", at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == ["一", "二"]
    first = bureau.outbox.of_citizen(to=lin)[-1]
    assert (first.outcome, first.errcode, first.left, first.attempts) == (Outcome.SENT, 0, 5, 1)
    assert first.window_ends is not None


def test_what_the_count_does_not_allow_is_kept_without_asking_the_platform(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, *"一二三四五六", at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == list("一二三四五")
    assert outcomes(bureau, lin)[-1] == (Outcome.KEPT, None)
    assert double.calls["message/custom/send"] == 5


@pytest.mark.parametrize("errcode", [45015, 45047, 43004, 43019])
def test_a_window_that_the_platform_sees_closed_keeps_the_letter(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str, errcode: int
) -> None:
    double.fail("custom/send", str(errcode))
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert outcomes(bureau, lin) == [(Outcome.KEPT, errcode)]
    assert double.calls["message/custom/send"] == 1


def test_a_busy_platform_is_asked_again_later(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "-1", times=2)
    queue(bureau, lin, "一", "二", at=clock())
    drain(delivery, clock)
    assert texts_of(double) == ["一", "二"]
    assert bureau.outbox.of_citizen(to=lin)[-1].attempts == 3


def test_a_spent_daily_quota_stops_every_send_until_midnight(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "45009")
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert double.calls["message/custom/send"] == 1
    assert outcomes(bureau, lin) == [(Outcome.QUEUED, 45009)]
    clock.ahead += timedelta(hours=24)
    double.saw(OPENID, Act.MESSAGE)
    drain(delivery, clock, 1)
    assert texts_of(double) == ["一"]


def test_the_pause_until_midnight_outlives_the_process(
    bureau: Bureau, wechat: WeChat, double: Double, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "45009")
    queue(bureau, lin, "一", "二", at=clock())
    for _ in range(2):
        worker = sender(bureau, wechat, clock)
        drain(worker, clock)
        worker.close()
    assert double.calls["message/custom/send"] == 1


def test_a_large_send_leaves_the_days_quota_to_whoever_writes(
    bureau: Bureau, wechat: WeChat, double: Double, clock: Clock, lin: str
) -> None:
    people = [f"oMany{number}" for number in range(5)]
    for openid in people:
        double.saw(openid, Act.MESSAGE)
    keys = []
    for openid in people:
        key = bureau.citizens.meet(openid=openid, at=clock()).key
        arrival = Arrival(openid.ljust(32), key, "text", {}, clock(), Act.MESSAGE)
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
        double.saw(openid, Act.MESSAGE)
        again = Arrival(f"again {openid}".ljust(32), key, "text", {}, clock(), Act.MESSAGE)
        bureau.inbox.accept(again, owner="web")
    drain(worker, clock)
    worker.close()
    assert len(double.sent) == 6


def test_an_unknown_refusal_is_no_delivery_and_shown(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    double.fail("custom/send", "40003")
    queue(bureau, lin, "一", at=clock())
    drain(delivery, clock)
    assert outcomes(bureau, lin) == [(Outcome.FAILED, 40003)]
    assert [letter.errcode for letter in bureau.outbox.undelivered()] == [40003]


@pytest.mark.parametrize("how", ["cut", "lost"])
def test_a_cut_connection_neither_loses_nor_doubles(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str, how: str
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
    double: Double,
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
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    queue(bureau, lin, "一", at=clock())
    bureau.citizens.erase(by=lin, at=clock())
    drain(delivery, clock, 1)
    assert texts_of(double) == []
    assert outcomes(bureau, lin) == [(Outcome.DROPPED, None)]


def test_a_picture_is_uploaded_and_sent_and_only_ours(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str, wechat: WeChat
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
    bureau: Bureau, double: Double, clock: Clock, lin: str, wechat: WeChat
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


def test_a_message_that_was_postponed_is_answered_through_the_ledger(
    bureau: Bureau,
    delivery: Delivery,
    double: Double,
    clock: Clock,
    lin: str,
    assistant: ScriptedAssistant,
) -> None:
    arrival = Arrival("m" * 32, lin, "text", {"text": "喂", "menu_id": None}, clock(), Act.MESSAGE)
    accepted = bureau.inbox.accept(arrival, owner="web")
    bureau.inbox.postpone(accepted.row, due=clock(), counted=False, owner="web")
    turns = Turns(desk=desk_of(bureau, assistant), inbox=bureau.inbox, clock=clock, owner="worker")
    for row in bureau.inbox.take_due(owner="worker", at=clock(), most=5):
        turns.start(row, bureau.inbox.standing(row.citizen))
    turns.close()
    drain(delivery, clock, 1)
    assert texts_of(double) == ["听到：喂"]


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
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str, chart: str
) -> None:
    for why in ("first", "second"):
        send_picture(bureau, lin, chart, why=why, at=clock())
        drain(delivery, clock, 1)
    assert [sent.message["msgtype"] for sent in double.sent] == ["image", "image"]
    assert double.calls["media/upload"] == 1
    uploaded = double.media / double.sent[0].message["image"]["media_id"]
    assert uploaded.read_bytes().startswith(b"\x89PNG")


def test_spent_uploads_hold_back_no_words(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str, chart: str
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
    assert [outcome for outcome, _ in outcomes(bureau, chen)] == [Outcome.KEPT]
    bureau.outbox.lapse(at=clock() + timedelta(hours=2))
    assert [outcome for outcome, _ in outcomes(bureau, chen)] != [Outcome.KEPT]


@pytest.fixture
def chen(bureau: Bureau, clock: Clock) -> str:
    """A citizen whose window has closed, and who is to be told of bad air."""
    key = bureau.citizens.meet(openid="oChen", at=clock()).key
    notice = {"thing1": "王店镇", "thing2": "空气中度污染，AQI 160", "time3": "2026-11-26 12:00"}
    bureau.outbox.notify(to=key, text="⚠️ 王店镇 AQI 160", why="alert", at=clock(), notice=notice)
    return key


def test_who_agreed_to_a_notice_gets_one_outside_the_window_for_each_consent(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, chen: str
) -> None:
    double.agreed("oChen", TEMPLATE)
    bureau.consents.give(by=chen, template=TEMPLATE, at=clock(), message_key="e1")
    drain(delivery, clock, 1)
    (notice,) = double.notices
    assert notice["data"]["thing1"] == {"value": "王店镇"}
    assert outcomes(bureau, chen) == [(Outcome.SENT, 0)]
    bureau.outbox.notify(to=chen, text="又", why="alert 2", at=clock(), notice={"thing1": "又"})
    drain(delivery, clock, 1)
    assert outcomes(bureau, chen)[-1] == (Outcome.KEPT, None)


def test_who_took_consent_back_on_the_platform_is_told_at_the_next_contact(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, chen: str
) -> None:
    bureau.consents.give(by=chen, template=TEMPLATE, at=clock(), message_key="e1")
    drain(delivery, clock, 1)
    assert outcomes(bureau, chen) == [(Outcome.KEPT, None)]
    assert bureau.consents.oldest(of=chen, template=TEMPLATE) is None


def test_without_a_consent_the_platform_is_not_asked(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, chen: str
) -> None:
    drain(delivery, clock, 1)
    assert outcomes(bureau, chen) == [(Outcome.KEPT, None)]
    assert double.calls["message/subscribe/bizsend"] == 0


def test_an_alert_goes_all_the_way_to_the_phone(
    bureau: Bureau, delivery: Delivery, double: Double, clock: Clock, lin: str
) -> None:
    station = national_stations()[0]
    noon = clock().astimezone(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)
    wish = Wish(Kind.OVER, station.place or "", "PM2.5", 75)
    asked = noon - timedelta(days=1)
    bureau.observations.register([station])
    bureau.alerts.subscribe(wish=wish, by=lin, at=asked, message_key="m")
    for value, at in ((40.0, noon - timedelta(hours=1)), (120.0, noon)):
        seen = AirObservation(station.code, at, "national", value, value)
        bureau.observations.save(Fetched(air=(seen,)), at=at)
        bureau.observations.put_state(SourceState("national_air", at, at, at))
        bureau.alerts.tend(at=at)
    bureau.alerts.tend(at=noon)
    clock.ahead = max(noon - now(), timedelta(0)) + timedelta(seconds=1)
    drain(delivery, clock, 1)
    (text,) = texts_of(double)
    assert "超过您定的75" in text

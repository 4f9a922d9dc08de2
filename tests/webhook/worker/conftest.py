"""The worker's side: the twin of the platform, and one citizen who has just written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from bureau.adapters.store.quota import StoredQuota
from bureau.adapters.wechat import WeChat
from bureau.adapters.wechat.fake import FakeWeChat, create_app
from bureau.messaging import Arrival, Outcome, WindowEvent
from bureau.settings import Settings
from bureau.wiring import Bureau
from tests.webhook.conftest import SECRETS
from webhook.delivery import Delivery
from webhook.notices import SubscriptionNotices
from webhook.pictures import Pictures
from webhook.service import now

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
def double(tmp_path: Path, clock: Clock) -> FakeWeChat:
    return FakeWeChat(
        appid=SECRETS["WECHAT_APPID"],
        secret=SECRETS["WECHAT_SECRET"],
        media=tmp_path / "media",
        clock=clock,
    )


@pytest.fixture
def settings(double: FakeWeChat, make_settings: Callable[..., Settings]) -> Iterator[Settings]:
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
    quota = StoredQuota(bureau.database, large_sends=large_sends)
    notices = SubscriptionNotices(bureau.consents, wechat, TEMPLATE)
    return Delivery(bureau.outbox, bureau.citizens, wechat, pictures, notices, quota, clock)


@pytest.fixture
def delivery(bureau: Bureau, wechat: WeChat, clock: Clock) -> Iterator[Delivery]:
    delivery = sender(bureau, wechat, clock)
    yield delivery
    delivery.close()


@pytest.fixture
def lin(bureau: Bureau, double: FakeWeChat, clock: Clock) -> str:
    """A citizen who has just written."""
    key = bureau.citizens.meet(openid=OPENID, at=clock()).key
    arrival = Arrival(
        "k" * 32, key, "text", {"text": "好", "menu_id": None}, clock(), WindowEvent.MESSAGE
    )
    accepted = bureau.inbox.accept(arrival, owner="web")
    bureau.inbox.finish(
        accepted.row, outgoing=[], options=[], passive=True, at=clock(), owner="web"
    )
    double.saw(OPENID, WindowEvent.MESSAGE)
    return key


def queue(bureau: Bureau, to: str, *texts: str, at) -> None:
    for text in texts:
        bureau.outbox.notify(to=to, text=text, why=f"about {text}", at=at)


def texts_of(double: FakeWeChat) -> list[str]:
    return [sent.message["text"]["content"] for sent in double.sent]


def outcomes(bureau: Bureau, to: str) -> list[tuple[Outcome, int | None]]:
    letters = reversed(bureau.outbox.of_citizen(to=to))
    return [(letter.outcome, letter.errcode) for letter in letters]


def drain(delivery: Delivery, clock: Clock, rounds: int = 12) -> None:
    for _ in range(rounds):
        while delivery.run():
            pass
        clock.ahead += timedelta(seconds=1)

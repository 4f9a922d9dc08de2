"""The real client against the platform's twin, over HTTP."""

from __future__ import annotations

import gzip
import logging
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from bureau.adapters.store.engine import Database
from bureau.adapters.wechat import WeChat
from bureau.adapters.wechat.fake import FakeWeChat, create_app
from bureau.citizens import IdentityKeys
from bureau.messaging import Outgoing, WindowEvent
from bureau.messaging.ports import PlatformRefusedError, PlatformUnreachableError

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
HELLO = Outgoing.of_text("您好")


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    # Only the token rests here; both kinds of database are the store tests' matter.
    database = Database(f"sqlite:///{tmp_path / 'tokens.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def double(tmp_path: Path, clock: Clock) -> FakeWeChat:
    return FakeWeChat(appid="wxapp", secret="shh", media=tmp_path, clock=clock)


@pytest.fixture
def address(double: FakeWeChat) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(double), threaded=True)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def wechat(address: str, database: Database, clock: Clock) -> Iterator[WeChat]:
    client = WeChat(
        url=address,
        appid="wxapp",
        secret="shh",
        database=database,
        keys=IdentityKeys("k" * 32),
        clock=clock,
    )
    yield client
    client.close()


def refusal(wechat: WeChat, openid: str = "o1", message: Outgoing = HELLO) -> int:
    with pytest.raises(PlatformRefusedError) as refused:
        wechat.send(openid, message)
    return refused.value.errcode


def test_a_message_reaches_the_citizens_phone_unescaped(wechat: WeChat, double: FakeWeChat) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    wechat.send("o1", HELLO)
    (sent,) = double.sent_to("o1")
    assert sent.message["text"]["content"] == "您好"


def test_the_window_and_the_count_hold(wechat: WeChat, double: FakeWeChat, clock: Clock) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    for _ in range(5):
        wechat.send("o1", HELLO)
    assert refusal(wechat) == 45047
    clock.pass_by(seconds=1)
    double.saw("o1", WindowEvent.TOUCH)
    for _ in range(3):
        wechat.send("o1", HELLO)
    assert refusal(wechat) == 45047
    clock.pass_by(hours=49)
    assert refusal(wechat) == 45015
    assert refusal(wechat, "stranger") == 40003


def test_a_text_over_the_limit_is_refused(wechat: WeChat, double: FakeWeChat) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    assert refusal(wechat, message=Outgoing.of_text("臭" * 683)) == 45002


def test_one_token_serves_until_shortly_before_its_end(
    wechat: WeChat, double: FakeWeChat, clock: Clock
) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    wechat.send("o1", HELLO)
    clock.pass_by(minutes=100)
    wechat.send("o1", HELLO)
    assert double.calls["stable_token"] == 1
    clock.pass_by(minutes=16)
    wechat.send("o1", HELLO)
    assert double.calls["stable_token"] == 2


@pytest.mark.parametrize("errcode", ["40001", "40014", "42001"])
def test_a_refused_token_is_renewed_once_and_the_call_made_once_more(
    wechat: WeChat, double: FakeWeChat, errcode: str
) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    wechat.send("o1", HELLO)
    double.revoke_tokens()
    wechat.send("o1", HELLO)
    assert len(double.sent) == 2
    double.fail("custom/send", errcode, times=2)
    calls = double.calls["message/custom/send"]
    assert refusal(wechat) == int(errcode)
    assert double.calls["message/custom/send"] == calls + 2


def test_senders_refused_together_force_one_renewal(wechat: WeChat, double: FakeWeChat) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    wechat.server_addresses()
    double.revoke_tokens()
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: wechat.send("o1", HELLO), range(5)))
    assert (len(double.sent), double.calls["stable_token"]) == (5, 2)


def test_a_wrong_secret_ends_at_once(
    address: str, database: Database, clock: Clock, double: FakeWeChat
) -> None:
    client = WeChat(
        url=address,
        appid="wxapp",
        secret="wrong",
        database=database,
        keys=IdentityKeys("k" * 32),
        clock=clock,
    )
    assert refusal(client) == 40125
    assert double.calls["stable_token"] == 1


@pytest.mark.parametrize("errcode", [-1, 45009, 45015, 45047])
def test_an_errcode_inside_a_200_is_a_refusal(
    wechat: WeChat, double: FakeWeChat, errcode: int
) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    double.fail("custom/send", str(errcode))
    assert refusal(wechat) == errcode


def test_no_token_in_any_log_or_exception(
    wechat: WeChat, double: FakeWeChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    double.saw("o1", WindowEvent.MESSAGE)
    wechat.send("o1", HELLO)
    double.fail("custom/send", "cut")
    with pytest.raises(PlatformUnreachableError) as error:
        wechat.send("o1", HELLO)
    (token,) = double._tokens
    assert token not in f"{error.value!r} {error.value.__cause__!r}"


def test_after_a_lost_answer_the_record_tells_whether_the_message_arrived(
    wechat: WeChat, double: FakeWeChat, clock: Clock
) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    for how, arrived in (("lost", True), ("cut", False)):
        double.sent.clear()
        double.fail("custom/send", how)
        with pytest.raises(PlatformUnreachableError):
            wechat.send("o1", HELLO)
        assert wechat.was_sent("o1", "您好", since=clock.now, until=clock.now) is arrived, how


def test_media_go_up_and_come_down(wechat: WeChat, double: FakeWeChat) -> None:
    double.saw("o1", WindowEvent.MESSAGE)
    media_id = wechat.upload(b"picture", "image/png")
    assert wechat.download(media_id) == (b"picture", "image/png")
    wechat.send("o1", Outgoing("image", {"media_id": media_id}))
    with pytest.raises(PlatformRefusedError):
        wechat.download("../secret")


def test_a_videos_answer_is_an_address_that_is_followed(wechat: WeChat, double: FakeWeChat) -> None:
    media_id = double.keep_media(b"film", "video/mp4")
    assert wechat.download(media_id) == (b"film", "video/mp4")


def test_media_end_after_three_days(wechat: WeChat, double: FakeWeChat, clock: Clock) -> None:
    media_id = double.keep_media(b"picture", "image/png")
    clock.now = datetime.now(UTC) + timedelta(days=3, minutes=1)
    with pytest.raises(PlatformRefusedError):
        wechat.download(media_id)


def test_the_menu_is_published_and_read_back(wechat: WeChat) -> None:
    assert wechat.menu() is None
    menu = {"button": [{"name": "报", "sub_button": []}]}
    wechat.publish_menu(menu)
    assert wechat.menu() == menu


def test_a_code_is_exchanged_once(wechat: WeChat, double: FakeWeChat) -> None:
    assert wechat.citizen_of(double.code_for("o1")) == ("o1", False)
    assert wechat.citizen_of(double.code_for("oSnapshot1")) == ("oSnapshot1", True)
    code = double.code_for("o1")
    wechat.citizen_of(code)
    with pytest.raises(PlatformRefusedError):
        wechat.citizen_of(code)


def test_a_code_lives_five_minutes(wechat: WeChat, double: FakeWeChat, clock: Clock) -> None:
    code = double.code_for("o1")
    clock.pass_by(minutes=5)
    with pytest.raises(PlatformRefusedError):
        wechat.citizen_of(code)


def test_the_days_quota_ends_and_returns_at_midnight(
    wechat: WeChat, double: FakeWeChat, clock: Clock
) -> None:
    double.daily_sends = 2
    double.saw("o1", WindowEvent.MESSAGE)
    wechat.send("o1", HELLO)
    wechat.send("o1", HELLO)
    assert refusal(wechat) == 45009
    clock.pass_by(hours=4)
    wechat.send("o1", HELLO)


def test_a_qr_code_carries_its_scene(wechat: WeChat) -> None:
    assert "330411105" in wechat.qr_address("330411105")
    with pytest.raises(PlatformRefusedError):
        wechat.qr_address("x" * 65)


class Bombs:
    """A platform whose media are larger than they look, or broken."""

    def __init__(self) -> None:
        self.app = Flask("bombs")
        self.body = b""
        self.headers: dict[str, str] = {}
        self.app.post("/cgi-bin/stable_token")(self.token)
        self.app.get("/cgi-bin/media/get")(self.media)

    def token(self) -> dict[str, object]:
        return {"access_token": "t", "expires_in": 7200}

    def media(self) -> Response:
        return Response(self.body, headers=self.headers)


@pytest.fixture
def bombs(database: Database, clock: Clock) -> Iterator[tuple[Bombs, WeChat]]:
    bombs = Bombs()
    server = make_server("127.0.0.1", 0, bombs.app, threaded=True)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    client = WeChat(
        url=f"http://127.0.0.1:{server.server_port}",
        appid="a",
        secret="s",
        database=database,
        keys=IdentityKeys("k" * 32),
        clock=clock,
    )
    yield bombs, client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_media_that_unpack_to_too_much_are_refused_while_they_are_read(
    bombs: tuple[Bombs, WeChat],
) -> None:
    platform, wechat = bombs
    platform.body = gzip.compress(bytes(600_000_000), 1)
    platform.headers = {"Content-Type": "image/jpeg", "Content-Encoding": "gzip"}
    tracemalloc.start()
    with pytest.raises(PlatformUnreachableError, match="too large"):
        wechat.download("m1")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64_000_000


@pytest.mark.parametrize("kind", ["image/jpeg", "application/json", ""])
def test_an_answer_that_is_too_large_as_it_is_is_refused(
    bombs: tuple[Bombs, WeChat], kind: str
) -> None:
    platform, wechat = bombs
    platform.body, platform.headers = bytes(13 * 1024 * 1024), {"Content-Type": kind}
    with pytest.raises(PlatformUnreachableError, match="too large"):
        wechat.download("m1")


@pytest.mark.parametrize(
    ("packing", "body", "why"),
    [
        ("gzip", b"no gzip", "broken"),
        ("gzip", gzip.compress(b"a picture" * 99)[:-9], "broken"),
        ("br", b"x", "packed by br"),
        ("identity", b"[" * 100_000, "no JSON"),
    ],
)
def test_a_broken_answer_is_no_fault_of_ours(
    bombs: tuple[Bombs, WeChat], packing: str, body: bytes, why: str
) -> None:
    platform, wechat = bombs
    platform.body = body
    platform.headers = {"Content-Type": "application/json", "Content-Encoding": packing}
    with pytest.raises(PlatformUnreachableError, match=why):
        wechat.download("m1")


def test_media_come_whole_packed_or_not(bombs: tuple[Bombs, WeChat]) -> None:
    platform, wechat = bombs
    for packing, body in (("gzip", gzip.compress(b"a picture")), ("identity", b"a picture")):
        platform.body = body
        platform.headers = {"Content-Type": "image/png", "Content-Encoding": packing}
        assert wechat.download("m1") == (b"a picture", "image/png")

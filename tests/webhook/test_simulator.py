"""The simulator against a real server on a real port: its messages take the encrypted way."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from PIL import Image
from werkzeug.serving import make_server

from bureau.messaging import Outgoing
from bureau.settings import Settings
from bureau.wiring import Bureau
from ops.web import create_app
from tests.browsing import chromium
from tests.webhook.conftest import ScriptedAssistant
from webhook.envelope import envelope_of
from webhook.simulator.phone import Phone
from webhook.simulator.talk import ScriptedTalk, new_openid, play


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make_settings(DEMO="1", PORT=str(port), DATA_SOURCE="demo")


@pytest.fixture
def served(app: Flask, settings: Settings) -> Iterator[str]:
    server = make_server("127.0.0.1", settings.port, app, threaded=True)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    yield f"http://127.0.0.1:{settings.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def talk(served: str, settings: Settings) -> ScriptedTalk:
    heard: list[tuple[str, str]] = []
    phone = Phone(new_openid(), envelope_of(settings), f"{served}/wechat")
    return ScriptedTalk(phone, served, lambda who, words: heard.append((who, words)))


def test_a_script_plays_through_the_door_and_its_expectations_hold(
    talk: ScriptedTalk, assistant: ScriptedAssistant
) -> None:
    offer = [{"text": "选", "buttons": [{"title": "臭", "payload": "/report"}]}]
    assistant.answer = lambda text: offer if text == "选" else [{"text": text}]
    script = """
    # a remark
    @follow 330411105
    ?王店
    选
    ?1. 臭
    !<a
    @tap 1
    ?/report|nothing
    @location 120.72 30.62 王店
    ?send_location
    @photo demo
    ?send_photo
    @menu ask_air
    ?/ask_air
    @scan 330402007
    ?建设
    """
    assert play(talk, script.splitlines()) == []


def test_what_was_expected_and_did_not_come_is_told_with_its_line(talk: ScriptedTalk) -> None:
    problems = play(
        talk, ["你好", "?再见", "!你好", "@dance", "@tap 3", "@location x", "@photo no"]
    )
    assert [problem.split(":")[0] for problem in problems] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
        "line 6",
        "line 7",
    ]


def test_the_phones_routes_show_reply_and_envelopes(app: Flask, served: str) -> None:
    client = app.test_client()
    answer = client.post(
        "/simulator/act", json={"who": "oDemo_lin", "kind": "text", "text": "你好"}
    ).get_json()
    assert answer["text"] == "听到：你好"
    assert "你好" in answer["envelope"]["sent"]
    assert "你好" not in answer["envelope"]["sealed"]
    assert answer["tries"] == 1
    page = client.get("/simulator")
    assert page.status_code == 200
    assert "330411105" in page.text


@pytest.mark.parametrize(
    "wish",
    [
        None,
        [],
        {},
        {"who": "oStranger", "kind": "text"},
        {"who": "oDemo_lin", "kind": "dance"},
        {"who": "oDemo_lin", "kind": "location", "longitude": "x"},
        {"who": "oDemo_lin' OR 1", "kind": "text"},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(app: Flask, wish: object) -> None:
    assert app.test_client().post("/simulator/act", json=wish).status_code == 400


def test_only_pictures_are_taken_and_only_they_are_shown(app: Flask) -> None:
    client = app.test_client()
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    upload = {"photo": (io.BytesIO(out.getvalue()), "a.png")}
    media_id = client.post("/simulator/photo", data=upload).get_json()["media_id"]
    assert client.get(f"/simulator/media/{media_id}").mimetype == "image/png"
    script = {"photo": (io.BytesIO(b"<script>"), "a.png")}
    assert client.post("/simulator/photo", data=script).status_code == 415
    for path in ("nothing", "..%2f..%2fassistant.db", f"{media_id}.type"):
        assert client.get(f"/simulator/media/{path}").status_code == 404


def test_what_is_sent_late_reaches_the_phone(app: Flask, bureau: Bureau, served: str) -> None:
    client = app.test_client()
    client.post("/simulator/act", json={"who": "oDemo_lin", "kind": "text", "text": "你好"})
    bureau.wechat.send("oDemo_lin", Outgoing.of_text("迟到的"))
    (message,) = client.get("/simulator/late?who=oDemo_lin&after=0").get_json()
    assert message["message"]["text"]["content"] == "迟到的"
    assert client.get(f"/simulator/late?who=oDemo_lin&after={message['id']}").get_json() == []


def test_without_demonstration_there_is_no_simulator(
    make_settings: Callable[..., Settings], assistant: ScriptedAssistant
) -> None:
    bureau = Bureau(make_settings())
    app = create_app(bureau, assistant=assistant)
    for path in ("/simulator", "/simulator/act", "/simulator/platform/cgi-bin/stable_token"):
        assert app.test_client().get(path).status_code == 404
    app.extensions["service"].close()
    bureau.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_a_newcomer_talks_by_words_photo_place_and_menu(
    served: str, bureau: Bureau, assistant: ScriptedAssistant, width: int
) -> None:
    offer = [{"text": "选", "buttons": [{"title": "臭", "payload": "/report"}]}]
    assistant.answer = lambda text: offer if text == "很臭" else [{"text": f"听到{text}"}]
    bureau.wechat.send("oDemo_lin", Outgoing.of_text("别的浏览器里的旧消息"))
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 800}, locale="zh-CN")
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(f"{served}/simulator")
        talk = page.get_by_role("log")
        talk.get_by_role("button", name="填满意度").wait_for()
        page.get_by_label("写消息").fill("很臭")
        page.get_by_label("写消息").press("Enter")
        talk.get_by_text("1. 臭").click()
        talk.get_by_text("听到/report").wait_for()
        page.get_by_label("照片、位置、扫一扫").click()
        page.get_by_role("button", name="照片", exact=True).click()
        page.get_by_role("button", name="用一张演示照片").click()
        talk.get_by_text("听到/send_photo").wait_for()
        page.get_by_label("照片、位置、扫一扫").click()
        page.get_by_role("button", name="位置", exact=True).click()
        page.get_by_role("button", name="发送这个镇街").click()
        talk.get_by_text("听到/send_location").wait_for()
        page.get_by_label("切换到菜单").click()
        page.get_by_role("button", name="查环境").click()
        page.get_by_role("button", name="现在空气").click()
        talk.get_by_text("听到/ask_air").wait_for()
        bureau.wechat.send("oDemo_lin", Outgoing.of_text("迟到的"))
        talk.get_by_text("迟到的").wait_for()
        assert talk.get_by_text("旧消息").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert broken == []

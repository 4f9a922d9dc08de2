from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from bureau.adapters.wechat.fake import FakeWeChat, create_app
from bureau.messaging.ports import PlatformRefusedError, PlatformUnreachableError
from bureau.settings import Settings
from tests.webhook.conftest import SECRETS
from webhook import setup
from webhook.menu import REORDERED, MenuError, difference, for_platform, read_menu
from webhook.setup import doctor


def published(menu: list) -> dict:
    return for_platform(menu, public_url="https://ours.example")


def test_the_shipped_menu_keeps_the_platforms_limits() -> None:
    buttons = published(read_menu())["button"]
    assert len(buttons) == 3
    assert all(1 <= len(button["sub_button"]) <= 5 for button in buttons)


def test_the_difference_is_shown_entry_by_entry() -> None:
    menu = read_menu()
    changed = copy.deepcopy(menu)
    changed[0]["below"][0]["key"] = "other"
    assert difference(published(menu), published(menu)) == []
    assert difference(published(menu), published(changed)) == [
        "- 我要报 / 举报环境问题 -> report",
        "+ 我要报 / 举报环境问题 -> other",
    ]
    assert len(difference(None, published(menu))) == sum(len(e["below"]) for e in menu)
    assert difference(published(menu), published(menu[::-1])) == [REORDERED]


def test_a_page_stands_under_our_address() -> None:
    menu = [{"name": "评", "below": [{"name": "问卷", "page": "/survey"}]}]
    item = published(menu)["button"][0]["sub_button"][0]
    assert item == {"type": "view", "name": "问卷", "url": "https://ours.example/survey"}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[{name: 一二三四五六, below: [{name: a, key: b}]}]",
        "[{name: 一, below: []}]",
        "[{name: 一, below: [{name: a, key: " + "k" * 129 + "}]}]",
    ],
)
def test_a_menu_beyond_the_limits_is_refused(tmp_path, text: str) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(text)
    with pytest.raises(MenuError):
        read_menu(path)


class Platform:
    """The platform as the doctor meets it; `refuses` names what it refuses with which code."""

    def __init__(self, **refuses: int | None) -> None:
        self.refuses = refuses

    def _answer(self, call: str, answer: Any) -> Any:
        if call in self.refuses:
            code = self.refuses[call]
            raise (
                PlatformUnreachableError("ConnectTimeout")
                if code is None
                else (PlatformRefusedError(code, "refused"))
            )
        return answer

    def check_secret(self) -> None:
        self._answer("secret", None)

    def server_addresses(self) -> list[str]:
        return self._answer("list", ["1.2.3.4"])

    def menu(self) -> dict[str, Any]:
        return self._answer("menu", for_platform(read_menu(), public_url="https://ours.example"))

    def quota(self, path: str) -> dict[str, int]:
        return self._answer("quota", {"remain": 499_000, "daily_limit": 500_000})


def examine(make_settings: Callable[..., Settings], platform: Platform, **more: str):
    said: list[str] = []
    settings = make_settings(**{"PUBLIC_URL": "https://ours.example", **more})
    return doctor(settings, platform, said.append), "\n".join(said)


def test_the_doctor_finds_a_sound_account_sound(make_settings: Callable[..., Settings]) -> None:
    code, said = examine(make_settings, Platform())
    assert (code, said.count("正常")) == (0, 7)
    assert "https://ours.example/wechat" in said
    assert "还剩 499000 条" in said


@pytest.mark.parametrize(
    ("refuses", "advice"),
    [
        ({"secret": 40125}, "WECHAT_SECRET 不对"),
        ({"secret": 40013}, "WECHAT_APPID"),
        ({"list": 40164}, "IP白名单"),
        ({"menu": 48001}, "已认证的服务号"),
        ({"quota": 45009}, "零点恢复"),
        ({"quota": 99999}, "全局返回码"),
    ],
)
def test_the_doctor_says_what_to_do_and_goes_on(
    make_settings: Callable[..., Settings], refuses: dict[str, int], advice: str
) -> None:
    code, said = examine(make_settings, Platform(**refuses))
    assert code == 1
    assert advice in said
    assert said.count("不行") == 1
    assert said.count("正常  ") == 5


def test_the_doctor_stops_at_silence_and_warns_of_a_weak_setting(
    make_settings: Callable[..., Settings],
) -> None:
    code, said = examine(
        make_settings, Platform(secret=None), PUBLIC_URL="http://ours", WECHAT_MODE="plain"
    )
    assert (code, said.count("不行"), said.count("注意")) == (1, 1, 2)
    assert "冒充市民" in said


def test_an_account_is_set_up_by_commands_against_the_platforms_twin(
    make_settings: Callable[..., Settings],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    double = FakeWeChat(
        appid=SECRETS["WECHAT_APPID"], secret=SECRETS["WECHAT_SECRET"], media=tmp_path / "media"
    )
    server = make_server("127.0.0.1", 0, create_app(double), threaded=True)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    api = f"http://127.0.0.1:{server.server_port}"
    settings = make_settings(WECHAT_API_URL=api)
    monkeypatch.setattr(setup, "load", lambda: settings)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["setup", *words])
        return setup.main(), capsys.readouterr().out

    try:
        assert "+ 我要报 / 举报环境问题 -> report" in run("menu", "--yes")[1]
        assert "不用发布" in run("menu")[1]
        sheet = tmp_path / "towns.html"
        assert run("qr", "--out", str(sheet))[0] == 0
        assert sheet.read_text(encoding="utf-8").count("<figure>") == 72
        assert run("doctor")[0] == 0
        double.secret = "reset"
        code, said = run("doctor")
        assert (code, "WECHAT_SECRET 不对" in said) == (1, True)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    code, said = run("menu")
    assert (code, "没有应答" in said) == (1, True)

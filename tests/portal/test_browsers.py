"""Sessions name the device in words, not by its header."""

from __future__ import annotations

import pytest

from portal.browsers import device

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; V2309A) {WEBKIT}"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0)"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (f"{WINDOWS} Chrome/126.0 Safari/537.36", "Windows 电脑 Chrome"),
        (f"{WINDOWS} Chrome/126.0 Safari/537.36 Edg/126.0", "Windows 电脑 Edge"),
        (f"{ANDROID} MicroMessenger/8.0 Mobile Safari", "安卓手机 微信"),
        (f"{IPHONE} Safari/604.1", "iPhone Safari"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessC", "Linux 电脑"),  # as kept, cut short
        (f"{MAC} Firefox/127.0", "苹果电脑 Firefox"),
        ("curl/8.5.0", "浏览器不明"),
        ("", "浏览器不明"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, said: str) -> None:
    assert device(agent) == said

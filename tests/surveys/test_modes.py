"""Ways of answering are said in Chinese, whatever code a file brought."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.modes import mode_name, modes_in_words, probability_mode, self_selected_mode


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFG_0123456789-", min_size=1, max_size=20))
def test_no_code_is_shown(code: str) -> None:
    assert not any(char.isascii() for char in mode_name(code))


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("wechat、telephone", "微信自愿填写、电话调查"),
        ("Tel、telephone", "电话调查"),
        ("入户", "入户"),
        ("wechat", "微信自愿填写"),
    ],
)
def test_several_are_said_in_their_order_each_once(codes: str, words: str) -> None:
    assert modes_in_words(codes) == words


@pytest.mark.parametrize(
    "mode",
    [
        "wechat", "WeChat", "weixin", "wx", "微信", "微信自愿填写", "微信公众号推送", "web",
        "WEB-page", "online", "h5", "网络", "网页问卷", "网上填报", "公众号",
        "小程序", "扫码", "门店二维码",
        "问卷星", "线上", "在线问卷", "app", "APP端", "浙里办", "短信链接", "朋友圈转发",
        "自愿参与",
        "web_survey", "qr-code", "wjx", "CAWI",
    ],
)  # fmt: skip
def test_whoever_came_by_themselves_is_known_by_any_name(mode: str) -> None:
    assert self_selected_mode(mode)
    assert not probability_mode(mode)


@pytest.mark.parametrize(
    "mode",
    [
        "telephone", "Tel", "CATI", "电话", "电话调查", "入户访问", "当面访问", "face-to-face F2F",
        "capi", "网格员上门", "拦截访问", "邮寄问卷", "12345外呼", "线下入户",
    ],
)  # fmt: skip
def test_whoever_was_sought_out_is_never_taken_for_a_volunteer(mode: str) -> None:
    assert probability_mode(mode)
    assert not self_selected_mode(mode)


@pytest.mark.parametrize("mode", ["paper", "纸质问卷", "other", "webster", "chatham", "开放日", ""])
def test_of_other_ways_neither_is_said(mode: str) -> None:
    assert not self_selected_mode(mode)
    assert not probability_mode(mode)

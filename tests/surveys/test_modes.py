"""Ways of answering are said in Chinese, whatever code a file brought."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.modes import mode_name, modes_in_words


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

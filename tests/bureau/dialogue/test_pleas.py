from __future__ import annotations

import pytest

from bureau.dialogue.pleas import Plea, plea


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("求你们了", Plea.BEG), ("求求你们管管吧", Plea.BEG), ("拜托了", Plea.BEG),
        ("帮帮忙", Plea.BEG), ("行行好吧", Plea.BEG), ("急!!", Plea.URGE), ("急急急", Plea.URGE),
        ("快点", Plea.URGE), ("赶紧的", Plea.URGE), ("急死了", Plea.URGE),
        ("火烧眉毛了", Plea.URGE), ("在吗", Plea.CALL), ("有人吗", Plea.CALL), ("人呢", Plea.CALL),
        ("救命啊", Plea.HELP), ("救救我", Plea.HELP),
    ],
)  # fmt: skip
def test_a_plea_that_stands_alone_is_heard(said: str, what: Plea) -> None:
    assert plea(said) is what


@pytest.mark.parametrize(
    "said",
    [
        "臭死了 救命", "笑死救命", "快点报上去", "急救电话多少", "在吗 王店很臭", "求一个号码",
        "快递",
        "急诊", "快报吧", "帮我查一下", "有人烧垃圾", "救人啊 有人掉河里了", "", "有人吗 我要举报",
    ],
)  # fmt: skip
def test_what_says_more_is_no_plea(said: str) -> None:
    assert plea(said) is None

"""Only a plain yes lets somebody be forgotten."""

from __future__ import annotations

import pytest

from bureau.dialogue.plain_yes import plainly_yes


@pytest.mark.parametrize(
    "said",
    [
        "是",
        "是的",
        "确定",
        "嗯嗯",
        "好的 删吧",
        "对，删了",
        "全部删掉",
        "想好了",
        "可以",
        "要的",
        "行吧",
        "确定删除",
        "我确定",
        "1",
        "👌",
        "yes",
        "Yes, delete it",
        "ok",
        "que ding",
        "好的谢谢",
    ],
)
def test_a_plain_yes_is_one(said: str) -> None:
    assert plainly_yes(said)


@pytest.mark.parametrize(
    "said",
    [
        "可以了发出去",
        "好，交上去",
        "嗯，接着报",
        "对，就是那家厂",
        "行，那先报臭味",
        "好像不对",
        "可以先不删吗",
        "是不是我的举报也没了",
        "确定要删什么",
        "好烦",
        "不",
        "别删",
        "删了我还查得到吗",
        "",
        "yes I want to report",
    ],
)
def test_consent_to_something_else_is_none(said: str) -> None:
    assert not plainly_yes(said)

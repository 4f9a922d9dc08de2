"""Afterthoughts: the number, a false alarm, all well, the money, done yet, praise."""

from __future__ import annotations

import pytest

from bureau.dialogue.after_filing import Afterthought, afterthought

SAID = {
    Afterthought.NUMBER: ["编号是啥我忘了", "编号几", "没记住编号", "编号再发我一下"],
    Afterthought.FALSE_ALARM: ["看错了", "原来是消防演习", "虚惊一场", "搞错了 是蒸汽"],
    Afterthought.WELL: ["孩子没事了", "老公缓过来了", "大家都没事了", "人醒了", "头不晕了 好多了"],
    Afterthought.MONEY: ["奖金什么时候发", "我举报的奖励呢", "我的奖金呢"],
    Afterthought.DONE: ["办好了没", "我的事处理了吗", "解决了没有", "弄好了伐"],
    Afterthought.PRAISE: ["给你们点个赞", "效率真高", "要表扬你们"],
}


@pytest.mark.parametrize(
    ("text", "said"), [(text, said) for said, texts in SAID.items() for text in texts]
)
def test_afterthoughts_are_told_apart(text: str, said: Afterthought) -> None:
    assert afterthought(text) is said


@pytest.mark.parametrize(
    "text",
    ["编号20261128-0001-1", "孩子吐了", "河水好多了白沫", "厂里又冒烟了", "罚多少钱", "效率真差",
     "空气好了吗", "表扬有什么用 还是臭", "举报有奖吗"],
)  # fmt: skip
def test_what_is_no_afterthought(text: str) -> None:
    assert afterthought(text) is None

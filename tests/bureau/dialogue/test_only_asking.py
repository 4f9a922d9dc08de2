"""Who only asks and wants nothing reported, and who wants it seen to all the same."""

from __future__ import annotations

import pytest

from bureau.dialogue.only_asking import only_asks, what_is_asked


@pytest.mark.parametrize(
    "text",
    [
        "不是要举报 想知道这味道有没有害",
        "只是问问 油烟味归谁管",
        "随便问问 工地几点要停",
        "没让你报",
        "我又没要举报",
        "不用登记 就告诉我多少分贝算超标",
        "别登记 我问个事 秸秆能烧吗",
        "我没想投诉 就打听下",
        "又不是来举报的，问一下罚多少而已",
        "谁要你登记了，我问收不收钱",
        "我就问一下河水发黑是什么原因",
        "先别报，告诉我这个归哪里管",
        "不想投诉 这种味道对小孩有影响吗",
    ],
)
def test_whoever_only_asks_is_heard(text: str) -> None:
    assert only_asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "我不报了",
        "不要报了",
        "取消",
        "不要登记我名字 化工厂臭",
        "别报我名字",
        "我不是举报过了吗",
        "我不是举报一次了 怎么还臭",
        "没登记上吗",
        "还没登记吗",
        "没人来登记",
        "不想报名了",
        "不要报警",
        "就想问你们到底啥时候管",
        "我想问问怎么举报",
        "我就想问问有没有人来管",
        "就问一句你们管不管",
    ],
)
def test_what_only_resembles_it_is_not(text: str) -> None:
    assert not only_asks(text)


def test_the_question_is_what_is_left_without_the_refusal() -> None:
    assert what_is_asked("不用登记 就告诉我多少分贝算超标") == "就告诉我多少分贝算超标"
    assert what_is_asked("没让你报") == ""

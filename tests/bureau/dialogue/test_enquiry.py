"""Who wants to know is told from who complains, though both ask."""

from __future__ import annotations

import pytest

from bureau.dialogue.enquiry import of_the_moment, wants_to_know


@pytest.mark.parametrize(
    "text",
    [
        "烧秸秆罚多少",
        "广场舞归哪个部门管",
        "隔壁装修几点以后算违法",
        "空调外机多少分贝算超标",
        "过期药扔哪个桶",
        "满意度调查是干什么用的",
        "参观污水厂怎么预约",
        "举报有奖吗",
        "河里水葫芦没人捞找谁",
        "废机油能倒下水道里伐，违法吗",
        "排污许可证怎么办理",
        "高考期间几点不能施工",
    ],
)
def test_a_question_wants_to_know(text: str) -> None:
    assert wants_to_know(text)


@pytest.mark.parametrize(
    "text",
    [
        "怎么又这么臭",
        "什么味道这么冲",
        "到底有没有人管啊",
        "为什么天天半夜施工",
        "谁在打桩",
        "河里怎么这么多死鱼",
        "楼下饭店油烟大",
        "你们快来管管",
        "污水流了这么久怎么还没人来处理",
        "王店镇吉祥路塑料厂臭死了",
        "为什么环保局不来查这家厂",
        "凭什么这家店不罚",
        "烧秸秆罚多少" + "，还有一件事要说" * 9,
    ],
)
def test_a_complaint_does_not(text: str) -> None:
    assert not wants_to_know(text)


def test_what_is_asked_of_a_day_is_for_figures() -> None:
    assert of_the_moment("今天能不能开窗")
    assert not of_the_moment("雾霾能不能开窗")

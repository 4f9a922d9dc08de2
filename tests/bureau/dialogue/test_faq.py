"""Questions about the assistant and its reports, and those that are the library's."""

from __future__ import annotations

import pytest

from bureau.dialogue.faq import answer_to, second_answer_to


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("我想举报但是怕被报复", "privacy"),
        ("厂里会知道是谁举报的吗", "privacy"),
        ("举报了多久处理", "howlong"),
        ("一般你们接到以后拖多久才回", "howlong"),
        ("多久能处理", "howlong"),
        ("聊天内容你们留几年", "kept"),
        ("我发的照片你们存多久", "kept"),
        ("这些记录什么时候销毁", "kept"),
        ("跟你讲的话你们要留到啥时候", "kept"),
        ("信息保存几个月", "kept"),
        ("耳朵背 听不了电话 能写给你们吗", "written"),
        ("我是聋人", "written"),
        ("接不了电话的人怎么报", "written"),
        ("听不见，能发字吗", "written"),
    ],
)
def test_a_question_about_the_service_gets_its_answer(text: str, answer: str) -> None:
    assert answer_to(text) == answer


@pytest.mark.parametrize(
    "text",
    [
        "广场舞归谁管",
        "晚上几点以后不能施工",
        "夜间噪声标准是多少",
        "三类水能游泳吗",
        "旧电池扔哪里",
        "5G基站有没有害",
        "监测数据要保存多久",
        "油烟机清洗记录要留几年",
        "罚款几天内交",
        "复议期限是多少天",
        "碳达峰是什么",
    ],
)
def test_a_question_of_law_or_fact_is_left_to_the_library(text: str) -> None:
    assert answer_to(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("怎么举报一家厂", "howto"),
        ("这事归谁管", "whose"),
        ("垃圾放几天才来收", "howlong"),
        ("能匿名吗", "privacy"),
        ("我有个建议", "suggestion"),
        ("碳达峰是什么", None),
    ],
)
def test_what_the_library_does_not_know_may_still_be_about_the_service(
    text: str, answer: str | None
) -> None:
    assert second_answer_to(text) == answer

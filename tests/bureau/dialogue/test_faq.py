"""Questions about the work and the answer whose words they contain."""

from __future__ import annotations

import pytest

from bureau.dialogue.faq import answer_to


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("举报有奖吗", "reward"),
        ("举报一个事给多少钱", "reward"),
        ("我想举报但是怕被报复", "privacy"),
        ("厂里会知道是谁举报的吗", "privacy"),
        ("举报了多久处理", "howlong"),
        ("广场舞归谁管", "whose"),
        ("晚上几点以后不能施工", "construction"),
        ("夜间噪声标准是多少", "noise"),
        ("怎么举报一家厂", "howto"),
        ("你们电话多少", "phone"),
        ("环保局在哪", "phone"),
        ("三类水能游泳吗", "water"),
        ("臭氧有什么危害", "aqi"),
        ("旧电池扔哪里", "waste"),
        ("秸秆为什么不能烧", "burning"),
        ("甲醛超标怎么办", "indoor"),
        ("5G基站有没有害", "radiation"),
        ("开洗车店要办环评吗", "business"),
        ("聊天内容你们留几年", "kept"),
        ("我发的照片你们存多久", "kept"),
        ("这些记录什么时候销毁", "kept"),
        ("跟你讲的话你们要留到啥时候", "kept"),
        ("信息保存几个月", "kept"),
        ("多久能处理", "howlong"),
        ("垃圾放几天才来收", "howlong"),
        ("耳朵背 听不了电话 能写给你们吗", "written"),
        ("我是聋人", "written"),
        ("接不了电话的人怎么报", "written"),
        ("听不见，能发字吗", "written"),
        ("热线电话打得通吗", "phone"),
        ("碳达峰是什么", None),
    ],
)
def test_a_question_gets_the_answer_that_fits_or_none(text: str, answer: str | None) -> None:
    assert answer_to(text) == answer

"""What may not wait for a person to read it."""

import pytest

from bureau.dialogue.alarming import alarming


@pytest.mark.parametrize(
    "text", ["我妈闻了这个味道晕倒了叫不醒", "厨房煤气味很重快炸了", "不想活了，活着没意思"]
)
def test_danger_and_despair_may_not_wait(text: str) -> None:
    assert alarming(text)


@pytest.mark.parametrize("text", ["在建设路这边", "晚上八点多有塑料味", "好的谢谢", "你们快点来"])
def test_what_else_is_told_to_an_officer_may(text: str) -> None:
    assert not alarming(text)

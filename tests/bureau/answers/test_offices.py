"""An office is asked for in short words; a call that is told of is none."""

from __future__ import annotations

import pytest

from bureau.answers.offices import asks_for_an_office


@pytest.mark.parametrize(
    "text", ["乍浦那边找哪个环保", "油车港归谁管 电话", "濮院有没有环保办公室", "你们局电话"]
)
def test_an_office_is_asked_for_in_short_words(text: str) -> None:
    assert asks_for_an_office(text)


@pytest.mark.parametrize("text", ["你们给我打电话", "你们电话里说没查到", "炸街归谁管"])
def test_a_call_that_is_told_of_asks_for_no_office(text: str) -> None:
    assert not asks_for_an_office(text)

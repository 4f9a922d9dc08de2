"""Ages and years are read out of the sentences people say them in."""

import pytest

from surveys.interview.quantities import length_option, stated_number

LIVED = ["不到半年", "半年到一年", "一年到五年", "五年以上"]


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("奔五的人了，四十八", 48), ("今年刚好六十整", 60), ("六十出头点", 60),
        ("吾三十二岁哉", 32),
        ("七十八喽，老头子了", 78), ("五十多", 55), ("快四十了", 39), ("我35岁", 35), ("廿八", 28),
        ("大概五十几吧", 55), ("三十到四十", None), ("不知道", None), ("问这个干嘛", None),
    ],
)  # fmt: skip
def test_an_age_is_read_from_a_sentence(said, age):
    assert stated_number(said, low=1, high=120) == age


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("六七年了吧", 3), ("搬来总有八九年喽", 3), ("住了十几年", 3), ("三个月", 0), ("一年半", 2),
        ("刚满半年", 1), ("两年多", 2), ("八个月了", 1), ("二十来年", 3), ("好久了", None),
        ("从王店搬来的", None),
    ],
)  # fmt: skip
def test_how_long_somebody_lives_there_finds_its_option(said, place):
    assert length_option(said, LIVED) == place


def test_options_that_are_no_spans_are_never_guessed():
    assert length_option("三年", ["满意", "不满意"]) is None

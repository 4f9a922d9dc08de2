"""Case numbers survive being read out and typed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.cases.numbers import NumberError, check_digit, compose, read
from bureau.cases.words import words

NUMBER = compose(date(2026, 11, 24), 42)
DIGITS = NUMBER.replace("-", "")


@pytest.mark.parametrize(
    ("digits", "check"),
    [("0794", "5"), ("3339200596", "1"), ("3657426180", "9")],
    ids=["the standard's example", "a Croatian OIB", "a German tax number"],
)
def test_the_check_digit_is_iso_7064_mod_11_10(digits: str, check: str) -> None:
    assert check_digit(digits) == check


def test_a_number_is_date_sequence_and_check() -> None:
    assert NUMBER == "20261124-0042-9"
    assert compose(date(2026, 11, 24), 12345).startswith("20261124-12345-")


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        DIGITS,
        "20261124 0042 9",
        " 2026 1124 0042 9 ",
        "20261124—0042—9",
        "２０２６１１２４－００４２－９",
        "二〇二六一一二四零零四二九",
        "二零二六幺幺二四 杠 零零四二 杠 九",
        "查一下20261124-0042-9到哪了",
        "编号：20261124 - 0042 - 9。",
        "我的是20261124-0042-9，电话13812345678",
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert read(typed) == NUMBER


@given(st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999))
def test_every_number_is_read_back_with_and_without_dashes(day: date, sequence: int) -> None:
    number = compose(day, sequence)
    assert read(number) == number
    assert read(number.replace("-", "")) == number


@given(st.integers(0, 12), st.integers(1, 9))
def test_any_wrong_digit_is_noticed(position: int, shift: int) -> None:
    wrong = str((int(DIGITS[position]) + shift) % 10)
    with pytest.raises(NumberError):
        read(DIGITS[:position] + wrong + DIGITS[position + 1 :])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "absent"),
        ("我的举报怎么样了", "absent"),
        ("2026-11-24 举报的", "incomplete"),
        ("20261124-0042", "incomplete"),
        ("2026112400421234567", "incomplete"),
        ("20261324-0042-1", "date"),
        ("20261124-0042-8", "check"),
        ("9" * 100_000, "incomplete"),
        ("\x00\ud800", "absent"),
    ],
)
def test_what_is_no_number_gets_a_kind_explanation(typed: str, code: str) -> None:
    with pytest.raises(NumberError) as refused:
        read(typed)
    assert refused.value.code == code
    assert words().number(refused.value.code)

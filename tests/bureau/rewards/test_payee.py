"""Names, ID cards, bank cards and phones: what passes, what does not, what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.rewards import payee
from bureau.rewards.payee import masked
from tests.bureau.rewards.conftest import BANK, CARD, PHONE

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def card(born: str = "19900307", order: str = "451", region: str = "330402") -> str:
    body = region + born + order
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    "typed", [CARD, f" {CARD} ", f"{CARD[:6]} {CARD[6:14]} {CARD[14:]}", f"{CARD[:6]}-{CARD[6:]}",
              "".join(chr(ord(c) + 0xFEE0) for c in CARD)],
)  # fmt: skip
def test_an_id_card_is_read_however_it_is_copied(typed: str) -> None:
    assert payee.id_card(typed) == CARD


def test_a_small_x_is_an_x() -> None:
    with_x = next(c for c in (card(order=f"{n:03}") for n in range(300)) if c[-1] == "X")
    assert payee.id_card(with_x.lower()) == with_x


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, by: int) -> None:
    wrong = CARD[:place] + str((int(CARD[place]) + by) % 10) + CARD[place + 1 :]
    assert payee.id_card(wrong) is None


@pytest.mark.parametrize(
    "typed",
    [
        "", "330402", CARD[:17], CARD + "1", card(born="19900230"), card(born="19901307"),
        card(region="990402"), card(born="18500101"), "1" * 18, "身份证", BANK, PHONE,
        "330402900307451",  # the fifteen digits of before 1999
    ],
)  # fmt: skip
def test_what_is_no_id_card_is_refused(typed: str) -> None:
    assert payee.id_card(typed) is None


@given(st.text("0123456789", min_size=12, max_size=18))
def test_exactly_one_last_digit_makes_a_bank_card(body: str) -> None:
    body = "6" + body[1:]
    assert sum(payee.bank(body + last) is not None for last in "0123456789") == 1


@pytest.mark.parametrize("typed", ["6222 0212 3456 7890 128", "6222-0212-3456-7890-128", BANK])
def test_a_bank_card_is_read_however_it_is_copied(typed: str) -> None:
    assert payee.bank(typed) == BANK


@pytest.mark.parametrize("typed", ["", "6222", BANK[:-1] + "9", "0" * 16, CARD, "工行"])
def test_what_is_no_bank_card_is_refused(typed: str) -> None:
    assert payee.bank(typed) is None


@pytest.mark.parametrize("typed", [PHONE, "138 1234 5678", "+86 13812345678", "008613812345678"])
def test_a_mobile_is_read_however_it_is_written(typed: str) -> None:
    assert payee.phone(typed) == PHONE


@pytest.mark.parametrize(
    "typed", ["", "12812345678", "1381234567", "138123456789", "0573-82345678"]
)
def test_what_is_no_mobile_is_refused(typed: str) -> None:
    assert payee.phone(typed) is None


@pytest.mark.parametrize(
    "typed", ["王小明", "李四", "欧阳娜娜", "王 小明", "阿卜杜拉·买买提", "古丽.巴哈尔"]
)
def test_a_name_is_a_name(typed: str) -> None:
    assert payee.name(typed) is not None


@pytest.mark.parametrize(
    "typed", ["", "王", "我叫王小明呀谢谢", "13812345678", "Wang", "王小明，电话", "😀", "王小明1"]
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert payee.name(typed) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "王小明"), ("name", "李四"), ("id_card", CARD), ("bank", BANK), ("phone", PHONE)],
)
def test_a_mask_hides_most_and_keeps_the_length(field: str, value: str) -> None:
    shown = masked(field, value)
    assert len(shown) == len(value)
    assert value not in shown
    assert shown.count("*") >= 1
    assert sum(a == b for a, b in zip(shown, value, strict=True)) <= 7

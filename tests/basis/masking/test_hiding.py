"""What tells of a person is hidden, and ordinary words stay."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.masking import hidden, mask
from tests.basis.masking.sentences import sentences

# A name without a family whose sounds are words too is not told from them.
NOT_TOLD = {"我叫居来提"}
MARKED = [sentence for sentence in sentences() if sentence.text not in NOT_TOLD]
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
BEFORE = ("我的电话是", "打", "请联系", "厂里的人留了", "有事找我，")
AFTER = ("", "，谢谢", "没人接", " 晚上打", "（本人）")


@pytest.mark.parametrize("sentence", MARKED, ids=lambda sentence: sentence.text)
def test_every_labelled_sentence_is_hidden_as_labelled(sentence):
    assert sentence.kept_secret == len(sentence.secret)
    assert sentence.hidden_rightly == len(sentence.found)


def grouped(digits: str, sizes: tuple[int, ...], between: str) -> str:
    parts, place = [], 0
    for size in sizes:
        parts.append(digits[place : place + size])
        place += size
    return between.join(parts)


@given(
    PHONES,
    st.sampled_from([(11,), (3, 4, 4), (3, 3, 5), (4, 3, 4), (1,) * 11, (3, 2, 2, 2, 2), (5, 6)]),
    st.sampled_from(["-", " ", "·", "—", " - "]),
    st.sampled_from([{}, SPOKEN, WIDE]),
    st.sampled_from(BEFORE),
    st.sampled_from(AFTER),
)
def test_a_mobile_number_is_hidden_however_it_is_written(
    digits, sizes, between, letters, before, after
):
    number = grouped(digits, sizes, between).translate(letters)
    assert mask(before + number + after) == before + "〔电话〕" + after


@given(
    st.sampled_from("京沪浙苏皖鲁粤川"),
    st.sampled_from("ABCDEF"),
    st.sampled_from(["", "·", " ", "-", "."]),
    st.from_regex(r"[A-HJ-NP-Z][0-9]{4}|[0-9]{5}|[DF][0-9]{5}|[0-9]{5}[DF]", fullmatch=True),
    st.booleans(),
)
def test_a_plate_is_hidden_with_any_mark_in_any_case(province, letter, dot, rest, is_small):
    plate = f"{province}{letter}{dot}{rest}"
    assert mask(f"车{plate.lower() if is_small else plate}冒黑烟") == "车〔车牌〕冒黑烟"


@given(
    st.from_regex(
        r"33040[0-9](19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9Xx]", fullmatch=True
    ),
    st.sampled_from(["", " ", "-"]),
)
def test_an_identity_number_is_hidden_with_spaces_and_its_letter(number, between):
    written = between.join((number[:6], number[6:14], number[14:]))
    assert mask(f"身份证{written}。") == "身份证〔证件号〕。"


@given(st.text(max_size=60))
def test_what_is_hidden_in_any_text_lies_in_it_and_never_overlaps(text):
    found = hidden(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(
    st.sampled_from(["PM2.5", "COD", "AQI", "噪声", "氨氮", "浓度"]),
    st.integers(0, 99999),
    st.sampled_from(["毫克", "微克", "μg/m³", "分贝", "吨", "元", "户", "平方米", "", "%"]),
)
def test_a_measured_value_stays(what, value, unit):
    assert mask(f"{what}{value}{unit}，太高了") == f"{what}{value}{unit}，太高了"


@given(st.dates(), st.integers(1, 9999), st.integers(0, 9))
def test_a_case_number_and_a_day_stay(day, sequence, check):
    if day.year < 2000 or day.year > 2099:
        return
    text = f"{day:%Y%m%d}-{sequence:04d}-{check}是{day:%Y-%m-%d}报的"
    assert mask(text) == text


@pytest.mark.parametrize(
    "hotline", ["12345", "12369", "110", "119", "120", "12315", "400-820-8820"]
)
@pytest.mark.parametrize("words", ["打了{}没人管", "热线{}", "电话：{}", "拨打{}转人工", "{}"])
def test_a_hotline_stays(hotline, words):
    assert mask(words.format(hotline)) == words.format(hotline)


def test_sentences_together_are_hidden_as_each_alone():
    some = list(MARKED)
    random.Random(7).shuffle(some)
    for one, other in zip(some[::2], some[1::2], strict=False):
        assert mask(f"{one.text}。{other.text}") == f"{mask(one.text)}。{mask(other.text)}"

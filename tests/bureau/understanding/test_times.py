"""The table `times.csv` holds phrases of real forms and what a person takes them to mean."""

import csv
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basis.numerals import numeral
from bureau.understanding import read
from bureau.understanding.numerals import amount, pair
from bureau.understanding.times import SHANGHAI, read_time
from tests.bureau.understanding.figures import messages, overlaps

# A Wednesday morning.
NOW = datetime(2024, 5, 15, 10, 0, tzinfo=SHANGHAI)


def table() -> list[dict[str, str]]:
    with (Path(__file__).parent / "times.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def as_written(instant: datetime | None) -> str:
    return instant.strftime("%Y-%m-%d %H:%M") if instant else ""


def test_400_phrases_are_read_as_a_person_takes_them():
    rows = table()
    missed = []
    for row in rows:
        phrase = read_time(row["words"], NOW)
        read_as = phrase and (
            as_written(phrase.start),
            as_written(phrase.end),
            phrase.pattern or "",
        )
        if read_as != (row["start"], row["end"], row["pattern"]):
            missed.append((row["words"], read_as))
    assert len(rows) >= 400
    assert not missed


def test_a_number_of_an_address_a_measure_or_a_count_is_no_time():
    asked = list(messages())
    wrong = []
    for text, figure, timed in asked:
        phrase = read_time(text, NOW)
        if phrase is not None and (not timed or overlaps(phrase.text, text, figure)):
            wrong.append((text, phrase.text))
    assert len(asked) >= 600
    assert len(wrong) / len(asked) < 1 / 500, wrong


def test_the_time_beside_an_address_is_read_all_the_same():
    missed = [text for text, _, timed in messages() if timed and read_time(text, NOW) is None]
    assert not missed


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("昨晚新塍镇虹桥路12号有臭味", "新塍镇虹桥路12号"),
        ("濮院镇工贸大道3号楼下凌晨两点还在打桩", "濮院镇工贸大道3号楼"),
    ],
)
def test_a_house_keeps_its_number_in_the_place(message, place):
    assert read(message, at=NOW).place_text.startswith(place)


HOUSE_WORDS = [
    "号楼", "幢", "栋", "单元", "室", "弄", "号线", "号车间", "号机组", "号泵站", "号门", "号院",
    "号铺", "号厂房", "号排口", "号地块", "层",
]  # fmt: skip
BEFORE = [
    "",
    "昨天",
    "今天早上",
    "每天晚上",
    "上周",
    "5月",
    "王店",
    "新塍镇洛西路",
    "我家在",
    "从",
    "到",
]
AFTER = ["", "很臭", "凌晨还在响", "晚上8点排烟", "有人偷倒", "以后", "开始", "前面"]
DIGITS = st.integers(1, 60).map(str)
CHINESE = st.sampled_from(["一", "两", "三", "五", "八", "十", "十一", "十二", "廿三", "三十"])


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(BEFORE),
    DIGITS | CHINESE,
    st.sampled_from(HOUSE_WORDS),
    st.sampled_from(AFTER),
)
def test_no_number_before_a_word_for_a_house_is_ever_a_time(before, count, house, after):
    text = before + count + house + after
    phrase = read_time(text, NOW)
    if phrase is not None:
        begin = text.index(phrase.text, 0)
        ends = begin + len(phrase.text)
        assert ends <= len(before) or begin >= len(before + count)


WORDS = sorted({row["words"] for row in table()})
SIGNS = st.sampled_from(
    ["，", "。", "：", "（", " ", "\n", "１２", "①", "臭", "我家", "路3号", "到"]
)


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.sampled_from(WORDS) | SIGNS, min_size=1, max_size=5).map("".join),
    st.integers(0, 4000),
    st.integers(0, 24 * 60 - 1),
)
def test_words_are_a_slice_and_instants_are_in_order_and_gone_by(text, days, minutes):
    now = datetime(2019, 1, 1, tzinfo=SHANGHAI) + timedelta(days=days, minutes=minutes)
    phrase = read_time(text, now)
    if phrase is None:
        return
    assert phrase.text
    assert phrase.text in text
    assert phrase.pattern is None or phrase.pattern in text
    assert (phrase.start is None) == (phrase.end is None)
    if phrase.start is not None:
        assert phrase.start <= phrase.end <= now


@settings(deadline=None)
@given(
    st.text(
        alphabet="昨今前天晚半夜点号月日年初廿农历0123.一二两十几多起从到每这近个周了的路",
        max_size=40,
    )
)
def test_no_text_breaks_the_reading_or_gives_an_instant_ahead(text):
    phrase = read_time(text, NOW)
    assert phrase is None or phrase.end is None or phrase.end <= NOW


def test_words_keep_the_characters_they_were_written_in():
    assert read_time("５月１２日２１：３０很臭", NOW).text == "５月１２日２１：３０"
    message = "昨晚２３：１５，新塍很臭"
    clues = read(message, at=NOW)
    assert clues.time_text == "昨晚２３：１５"
    assert clues.started == datetime(2024, 5, 14, 23, 15, tzinfo=SHANGHAI)
    assert unicodedata.normalize("NFKC", clues.time_text) != clues.time_text


def test_a_time_that_is_taken_back_is_none():
    assert read("不是昨天，是前天晚上", at=NOW).time_text == "前天晚上"


@pytest.mark.parametrize(
    "words", ["明天下午三点", "今晚十点", "大后天", "下周一", "下个月", "今后"]
)
def test_what_is_still_to_come_has_no_instants(words):
    phrase = read_time(words, NOW)
    assert (phrase.text, phrase.start, phrase.end) == (words, None, None)


@pytest.mark.parametrize("words", ["三天内处理", "5天后再来", "两个月以内", "十个工作日内答复"])
def test_a_time_limit_is_no_time_of_a_report(words):
    assert read_time(words, NOW) is None


def test_just_after_midnight_this_evening_is_the_one_that_has_gone_by():
    past_midnight = datetime(2024, 5, 15, 0, 30, tzinfo=SHANGHAI)
    phrase = read_time("今晚十一点多很臭", past_midnight)
    assert as_written(phrase.start) == "2024-05-14 23:00"


@pytest.mark.parametrize(
    "words",
    [
        "不是今天才有的第5号楼", "3号楼的12号门面", "2月31日", "99月99号", "25点70分", "一百二十点",
        "时间", "点", "号", "一二三四五六七", "9999999999999年9月9日", "0000年0月0日", "24小时热线",
        "每" * 500, "从" * 300 + "开始", "1" * 3000, "：：：", "昨" * 1000, "到到到到到",
        "和周一" * 500, "昨天和" * 500, "农历十三月四十", "一百个月前", "9999年前",
        "九九九九九九年前",
    ],
)  # fmt: skip
def test_odd_words_never_break_the_reading(words):
    read_time(words, NOW)


@pytest.mark.parametrize("words", ["臭死了", "楼下烧烤店油烟", "请问这归谁管", ""])
def test_words_without_a_time_give_no_invented_hour(words):
    assert read_time(words, NOW) is None


def test_what_repeats_keeps_its_words_and_the_span_of_its_latest_time():
    phrase = read_time("每天半夜有股怪味", NOW)
    assert phrase.pattern == "每天半夜"
    assert phrase.end - phrase.start == timedelta(hours=6)


def test_instants_are_aware_whatever_zone_the_message_came_in():
    phrase = read_time("昨晚十一点多", datetime(2024, 5, 15, 2, 0, tzinfo=UTC))
    assert phrase.start == datetime(2024, 5, 14, 23, 0, tzinfo=SHANGHAI)
    assert phrase.start.utcoffset() is not None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("11", 11), ("十", 10), ("十一", 11), ("二十", 20), ("两", 2), ("一百零五", 105),
        ("二三", 23), ("廿三", 23), ("廿", 20), ("卅", 30),
    ],
)  # fmt: skip
def test_numbers_are_read_as_written(words, value):
    assert numeral(words) == value


@pytest.mark.parametrize("words", ["", "十十", "百百", "好", "一二十", "12a"])
def test_what_is_no_number_is_refused(words):
    with pytest.raises(ValueError, match="not a number"):
        numeral(words)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("半", 0.5),
        ("几", 3),
        ("十几", 14),
        ("二十几", 24),
        ("1.5", 1.5),
        ("一点五", 1.5),
        ("两三", 3),
    ],
)
def test_vague_amounts_have_a_value(words, value):
    assert amount(words) == value


@pytest.mark.parametrize(
    ("words", "both"), [("两三", (2, 3)), ("十一二", (11, 12)), ("三五", None), ("十一", None)]
)
def test_two_numbers_that_follow_each_other_are_either(words, both):
    assert pair(words) == both


@pytest.mark.parametrize("month", "正二三四五六七八九十冬腊")
@pytest.mark.parametrize("day", ["初一", "十五", "廿九", "三十"])
def test_no_day_of_the_moons_calendar_is_too_much_to_read(month: str, day: str) -> None:
    phrase = read_time(f"农历{month}月{day}晚上", NOW)
    if day == "三十" and phrase is None:
        return  # a month of 29 days, both this year and the last
    assert phrase is not None
    assert phrase.start is not None
    assert phrase.start <= NOW


def test_the_thirtieth_of_the_last_month_is_new_years_eve_in_short_years_too() -> None:
    # That month had 29 days in the winter of 2024/25.
    phrase = read_time("腊月三十晚上放鞭炮", datetime(2025, 3, 1, 10, 0, tzinfo=SHANGHAI))
    assert phrase is not None
    assert as_written(phrase.start) == "2025-01-28 18:00"


@pytest.mark.parametrize("text", ["1899年", "三百年了", "9999天"])
def test_a_length_beyond_anybodys_memory_is_none(text: str) -> None:
    phrase = read_time(text, NOW)
    assert phrase is None or phrase.start is None or NOW.year - phrase.start.year <= 100

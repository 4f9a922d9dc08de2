"""The table `times.csv` holds phrases of real forms and what a person takes them to mean."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from bureau.understanding.numerals import number
from bureau.understanding.times import SHANGHAI, read_time

# A Wednesday morning.
NOW = datetime(2024, 5, 15, 10, 0, tzinfo=SHANGHAI)


def table() -> list[dict[str, str]]:
    with (Path(__file__).parent / "times.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def as_written(instant: datetime | None) -> str:
    return instant.strftime("%Y-%m-%d %H:%M") if instant else ""


def test_at_least_150_phrases_are_held_and_nine_in_ten_are_read_as_meant():
    rows = table()
    missed = []
    for row in rows:
        phrase = read_time(row["words"], NOW)
        read = (
            (as_written(phrase.start), as_written(phrase.end), phrase.pattern or "")
            if phrase
            else ("", "", "")
        )
        if phrase is None or read != (row["start"], row["end"], row["pattern"]):
            missed.append((row["words"], read))
    assert len(rows) >= 150
    assert len(missed) / len(rows) <= 0.10, missed


@pytest.mark.parametrize(
    "words",
    [
        "不是今天才有的第5号楼", "3号楼的12号门面", "2月31日", "99月99号", "25点70分", "一百二十点",
        "时间", "点", "号", "一二三四五六七", "9999999999999年9月9日", "0000年0月0日", "24小时热线",
        "每" * 500, "从" * 300 + "开始", "1" * 3000, "：：：", "昨" * 1000, "到到到到到",
    ],
)  # fmt: skip
def test_odd_words_never_break_the_reading(words):
    read_time(words, NOW)


@pytest.mark.parametrize("words", ["臭死了", "楼下烧烤店油烟", "请问这归谁管", "", "昨夜西风"])
def test_words_without_a_time_give_no_invented_hour(words):
    phrase = read_time(words, NOW)
    assert phrase is None or phrase.text == "昨夜"


def test_what_repeats_keeps_its_words_and_the_span_of_its_latest_time():
    phrase = read_time("每天半夜有股怪味", NOW)
    assert phrase.pattern == "每天半夜"
    assert (as_written(phrase.start), as_written(phrase.end)) == (
        "2024-05-14 23:00",
        "2024-05-15 05:00",
    )


def test_instants_are_aware_whatever_zone_the_message_came_in():
    from datetime import UTC

    phrase = read_time("昨晚十一点多", datetime(2024, 5, 15, 2, 0, tzinfo=UTC))
    assert phrase.start == datetime(2024, 5, 14, 23, 0, tzinfo=SHANGHAI)
    assert phrase.start.utcoffset() is not None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("11", 11),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("两", 2),
        ("一百零五", 105),
        ("二三", 23),
    ],
)
def test_numbers_are_read_as_written(words, value):
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "十十", "百百", "好", "一二十", "12a"])
def test_what_is_no_number_is_refused(words):
    with pytest.raises(ValueError, match="not a number"):
        number(words)

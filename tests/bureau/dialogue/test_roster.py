"""What a volunteer wants of the duty calendar, and on which day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bureau.dialogue.roster import day_named, roster_wish

TUESDAY = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("巡查页面", "page"),
        ("链接过期了", "page"),
        ("再发我个新链接", "page"),
        ("河边没信号怎么记啊", "page"),
        ("没网能巡河吗", "page"),
        ("换班", "swap"),
        ("周六来不了", "swap"),
        ("礼拜六我去弗了", "swap"),
        ("有人能替我吗", "swap"),
        ("明天临时有事", "swap"),
        ("我到了", "here"),
        ("到了到岗", None),
        ("到岗了", "here"),
        ("我已经到集合点了", "here"),
        ("签到", "here"),
        ("我的班", "mine"),
        ("我哪天值班", "mine"),
        ("轮到我是几号", "mine"),
        ("还有哪些班", "open"),
        ("看看排班表", "open"),
        ("我周六来", "come"),
        ("明晚算我一个", "come"),
        ("28号我有空", "come"),
        ("礼拜天阿拉来", "come"),
        # Look-alikes.
        ("我来了", None),
        ("开始巡查", None),
        ("巡查打卡", None),
        ("我到河边了开始巡查", None),
        ("味道又来了", None),
        ("周六又臭了，来查查", None),
        ("昨天来过", None),
        ("公交来不了", None),
        ("我到现在还没收到答复结果呢怎么回事啊到底管不管", None),
        ("", None),
    ],
)
def test_a_wish_is_told_from_its_look_alikes(text: str, wish: str | None) -> None:
    assert roster_wish(text, TUESDAY) == wish


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今晚", date(2026, 11, 24)),
        ("明朝", date(2026, 11, 25)),
        ("大后天", date(2026, 11, 27)),
        ("后天", date(2026, 11, 26)),
        ("周六", date(2026, 11, 28)),
        ("周二", date(2026, 11, 24)),
        ("周一", date(2026, 11, 30)),
        ("下周一", date(2026, 11, 30)),
        ("下周六", date(2026, 12, 5)),
        ("礼拜天", date(2026, 11, 29)),
        ("28号", date(2026, 11, 28)),
        ("3号", date(2026, 12, 3)),
        ("1月5日", date(2027, 1, 5)),
        ("31号", date(2026, 12, 31)),
        ("2月30日", None),
        ("哪天都行", None),
    ],
)
def test_a_day_is_the_next_one_of_its_name(text: str, day: date | None) -> None:
    assert day_named(text, TUESDAY) == day

"""Who wants to know is told from who reports, whatever the matter is called."""

from __future__ import annotations

import pytest

from bureau.answers import Library
from tests.bureau.answers.shelves import library


@pytest.fixture(scope="module")
def ours() -> Library:
    return library()


@pytest.mark.parametrize(
    "text",
    [
        "烧秸秆罚多少",
        "饭店油烟归谁管",
        "建筑工地灰尘找住建还是环保",
        "港口堆煤灰飘过来哪家来查",
        "垃圾房好几天没来运走，我该打给哪个口子",
        "打桩声音允许多大",
        "铁路两侧夜间限值",
        "四类水的溶解氧要多少",
        "N95能防PM2.5吗",
        "空气良可以跑步吗",
        "修车铺换下来的黑油算普通垃圾吗",
        "厂里半夜往河里放黑水，抓牢会罚几钿",
    ],
)
def test_who_asks_wants_to_know(ours: Library, text: str) -> None:
    assert ours.wished(question=text)


@pytest.mark.parametrize(
    "text",
    [
        "隔壁饭店油烟呛死了",
        "田里又在烧秸秆了",
        "工地半夜三点还在打桩，吵得睡不着",
        "垃圾房好几天没来运走，臭死了",
        "河里一股臭味，鱼都死了",
        "怎么天天这么臭",
        "这厂的废气到底有没有人管",
        "什么时候能把这条河治好",
        "你们再不来我就打市长热线了",
        "渣土车一路掉泥巴",
        "有人在小区门口烧垃圾，烟很大",
        "楼上装修电钻响了一天，谁受得了",
    ],
)
def test_who_reports_does_not(ours: Library, text: str) -> None:
    assert not ours.wished(question=text)

"""Who is responsible is told at once, by category, words and place."""

from datetime import date

import pytest

from bureau.cases import Draft, routing
from bureau.cases.routing import Remit, Routing


@pytest.mark.parametrize(
    ("category", "text", "authority"),
    [
        ("air", "楼下烧烤店油烟直接往我家窗户排", "city_enforcement"),
        ("odor", "饭店的味道太大", "city_enforcement"),
        ("noise", "广场舞音响太吵", "city_enforcement"),
        ("noise", "ktv 半夜还在唱", "city_enforcement"),
        ("noise", "隔壁工厂机器轰鸣，楼上都震", "bureau"),
        ("noise", "夜里工地打桩", "city_enforcement"),
        ("odor", "化工厂飘来一股塑料味", "bureau"),
        ("water", "内河发黑发臭，对面是饭店", "bureau"),
        ("waste", "厂里偷倒危废和生活垃圾", "bureau"),
        ("air", "有人在烧垃圾\n不是烧垃圾，是塑料厂冒黑烟", "bureau"),
        ("air", "是不是在烧垃圾啊", "city_enforcement"),
        ("air", "不是烟，是楼下店里的油烟", "city_enforcement"),
    ],
)
def test_the_first_rule_that_fits_decides(category: str, text: str, authority: str) -> None:
    draft = Draft(categories=(category,), description=text)
    assert routing().authority(draft, None).code == authority


def test_another_authority_is_named_with_its_number_and_what_is_theirs_by_which_text() -> None:
    for other in routing().others():
        assert not other.ours
        assert other.name
        assert other.phone
        assert other.duties
        assert all(duty.matter and duty.source for duty in other.duties)


def test_a_duty_holds_from_the_day_its_text_is_in_force() -> None:
    duty = Remit("噪声", "生态环境法典", since=date(2026, 8, 15), until=date(2030, 1, 1))
    assert not duty.holds(date(2026, 8, 14))
    assert duty.holds(date(2026, 8, 15))
    assert not duty.holds(date(2030, 1, 2))
    assert Remit("噪声", "办法").holds(date(1990, 1, 1))


def test_ours_is_named_by_its_branch_in_the_county() -> None:
    draft = Draft(categories=("odor",), description="塑料味")
    assert routing().authority(draft, "330482").name == "嘉兴市生态环境局平湖分局"
    assert routing().authority(draft, None).name == "嘉兴市生态环境局"


def test_a_rule_may_hold_for_a_place_only() -> None:
    here = {"name": "x", "ours": False, "phone": "1", "duties": []}
    rule = {"authority": "x", "about": "建筑工地噪声与扬尘", "words": ["灰"]}
    raw = {
        "authorities": {"bureau": {**here, "ours": True}, "x": here},
        "branches": {},
        "rules": [{**rule, "places": ["330482"]}],
    }
    inside = Draft(categories=("dust",), place="330482101", description="灰")
    outside = Draft(categories=("dust",), place="330411101", description="灰")
    assert Routing(raw).authority(inside, None).code == "x"
    assert Routing(raw).authority(outside, None).code == "bureau"

"""Facilities are registered and changed; none is written over by another."""

from __future__ import annotations

from html import unescape

import pytest

from bureau.wiring import Bureau
from tests.portal.conftest import Officer
from tests.portal.open_days.conftest import PLACE

LIST = "/portal/open-days/facilities"
FORM = {
    "code": "lab", "name": "监测站", "kind": "monitoring", "town": "330402010", "meeting": "大门",
    "longitude": "", "latitude": "", "least_age": "0", "alone_age": "14", "most_each": "5",
    "note": "", "shown": "1",
}  # fmt: skip


def test_a_facility_is_registered_and_changed(officer: Officer, bureau: Bureau) -> None:
    assert officer.post(LIST, page=LIST, **FORM).status_code == 302
    [kept] = bureau.open_day_desk.facilities()
    assert (kept.name, kept.longitude, kept.shown, kept.demo) == ("监测站", None, True, False)
    address = f"{LIST}/lab"
    officer.post(address, page=address, **{**FORM, "name": "南湖监测站", "shown": ""})
    [kept] = bureau.open_day_desk.facilities()
    assert (kept.name, kept.shown) == ("南湖监测站", False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "两个字"}, "编号用小写字母"),
        ({"name": " "}, "名称要写"),
        ({"kind": "farm"}, "没有这一类"),
        ({"town": "330402"}, "没有这个镇"),
        ({"meeting": ""}, "集合点要写"),
        ({"longitude": "east"}, "小数"),
        ({"longitude": "120.7"}, "要么都写"),
        ({"least_age": "-1"}, "整数"),
        ({"most_each": "0"}, "一次最多几人"),
        ({"most_each": "51"}, "一次最多几人"),
        ({"note": "x" * 501}, "最多 500 字"),
    ],
)
def test_what_cannot_be_is_explained(
    officer: Officer, bureau: Bureau, wrong: dict[str, str], said: str
) -> None:
    answer = officer.post(LIST, page=LIST, **{**FORM, **wrong})
    assert answer.status_code == 409
    assert said in unescape(answer.get_data(as_text=True))
    assert bureau.open_day_desk.facilities() == []


def test_a_code_that_is_taken_writes_nothing_over(officer: Officer, bureau: Bureau) -> None:
    bureau.open_day_desk.keep_facility(facility=PLACE)
    answer = officer.post(LIST, page=LIST, **{**FORM, "code": "plant"})
    assert answer.status_code == 409
    assert bureau.open_day_desk.facilities() == [PLACE]
    assert officer.get(f"{LIST}/nowhere").status_code == 404

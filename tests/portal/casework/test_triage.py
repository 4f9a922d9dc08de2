"""The form that corrects how a report was read."""

from __future__ import annotations

from html import unescape

import pytest

from bureau.wiring import Bureau
from tests.portal.casework.conftest import SMELL, WANGDIAN, Report
from tests.portal.conftest import AT, Officer

POINT = f"{WANGDIAN.longitude:.5f}, {WANGDIAN.latitude:.5f}"
FORM = {"leading": "odor", "place": WANGDIAN.code, "point": POINT, "reason": "现场核实"}


def test_the_form_holds_how_it_is_read_and_shows_the_citizens_words(
    officer: Officer, report: Report
) -> None:
    path = f"/portal/cases/{report(started=AT).number}/correct"
    text = unescape(officer.get(path).get_data(as_text=True))
    for shown in ("一股塑料味！！", "市民原话（不会改动）", POINT, "2026-11-24T11:00",
                  '<option value="odor" selected>', f'<option value="{WANGDIAN.code}" selected>',
                  'data-name="王店镇"'):  # fmt: skip
        assert shown in text, shown


def test_what_stands_in_the_form_as_it_came_is_no_correction(
    officer: Officer, report: Report
) -> None:
    path = f"/portal/cases/{report(started=AT).number}/correct"
    answer = officer.post(path, page=path, **FORM, started="2026-11-24T11:00")
    assert answer.status_code == 409
    assert "没有改动" in answer.get_data(as_text=True)


def test_a_correction_is_told_in_the_history(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    number = report().number
    path = f"/portal/cases/{number}/correct"
    wish = {"leading": "water", "categories": "odor", "urgent": "1", "started": "2026-11-24T08:30"}
    assert officer.post(path, page=path, **{**FORM, **wish}).status_code == 302
    case = bureau.cases.find(number)
    assert case is not None
    assert (case.draft.categories, case.draft.urgent) == (("water", "odor"), True)
    assert case.draft.location == SMELL.location
    text = officer.get(f"/portal/cases/{number}").get_data(as_text=True)
    for told in ("更正登记", "类型：异味 → 水污染、异味", "紧急：不紧急 → 紧急", "原因：现场核实"):
        assert told in text


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"point": "somewhere"}, "经纬度没看懂"),
        ({"point": "121.5, 31.2"}, "不在嘉兴市内"),
        ({"point": "999.5, 31.2"}, "不在嘉兴市内"),
        ({"started": "yesterday"}, "时间没看懂"),
        ({"started": "2099-01-01T00:00"}, "不能晚于现在"),
        ({"leading": ""}, "没有这个类型"),
        ({"place": "x"}, "没有这个单位"),
        ({"reason": ""}, "请写明原因"),
    ],
)
def test_what_cannot_be_is_explained_and_stays_in_the_form(
    officer: Officer, report: Report, wish: dict[str, str], why: str
) -> None:
    path = f"/portal/cases/{report().number}/correct"
    answer = officer.post(path, page=path, **{**FORM, "urgent": "1", **wish})
    text = unescape(answer.get_data(as_text=True))
    assert (answer.status_code, why in text) == (409, True)
    assert 'name="urgent" value="1" checked' in text

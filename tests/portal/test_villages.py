"""The page of villages: a table is looked at before it is kept, and officers are given villages."""

from __future__ import annotations

import io

import pytest

from bureau.cases import Draft
from bureau.officers import Post
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

TOWN = "330411105"
A, B = f"{TOWN}901", f"{TOWN}902"
TABLE = f"镇（街道）,村（社区）,代码,别名\n王店镇,甲里村,{A},东浜\n王店镇,乙里村,{B},\n"


def send(officer: Officer, text: str, name: str = "v.csv"):  # type: ignore[no-untyped-def]
    page = "/portal/villages"
    return officer.post(page, page=page, file=(io.BytesIO(text.encode()), name))


def taken(officer: Officer, bureau: Bureau) -> None:
    text = bureau.villages.look_at(TABLE.encode(), named="v.csv").text
    answer = officer.post("/portal/villages/take", page="/portal/villages", table=text)
    assert answer.status_code == 302


def test_a_table_is_looked_at_and_nothing_is_kept_before_it_is_taken(
    officer: Officer, bureau: Bureau
) -> None:
    shown = send(officer, TABLE).get_data(as_text=True)
    assert "新增 2 个" in shown
    assert "秀洲区王店镇 · 甲里村" in shown
    assert bureau.villages.every() == []
    taken(officer, bureau)
    assert [each.name for each in bureau.villages.of_town(TOWN)] == ["甲里村", "乙里村"]
    page = officer.get(f"/portal/villages?area={TOWN}").get_data(as_text=True)
    assert "东浜" in page
    assert "没有中心点" in page


def test_what_would_change_and_go_is_said(officer: Officer, bureau: Bureau) -> None:
    taken(officer, bureau)
    shown = send(officer, f"town,name,code,别名\n{TOWN},甲里村,{A},西浜\n").get_data(as_text=True)
    assert "停用（表里没有） 1 个" in shown
    assert "别名：东浜 → 西浜" in shown
    assert "没有变化" in send(officer, TABLE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("town,name\n没有镇,甲里村\n", "第 2 行：没有这个镇"),
        ("a,b\n1,2\n", "缺少列"),
        ("%PDF-1.7", "PDF"),
    ],
)
def test_a_table_with_a_fault_is_explained(officer: Officer, text: str, said: str) -> None:
    answer = send(officer, text)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_table_that_was_changed_on_the_way_is_checked_again(
    officer: Officer, bureau: Bureau
) -> None:
    answer = officer.post(
        "/portal/villages/take", page="/portal/villages", table="town,name\nx,y\n"
    )
    assert answer.status_code == 422
    assert bureau.villages.every() == []


def test_a_table_to_fill_in_is_read_again(officer: Officer, bureau: Bureau) -> None:
    answer = officer.get(f"/portal/villages.csv?area={TOWN}")
    assert "attachment" in answer.headers["Content-Disposition"]
    seen = bureau.villages.look_at(answer.data, named="v.csv")
    assert len(seen.new) > 20
    assert not seen.problems


def test_a_worker_is_given_villages_and_sees_just_their_cases(
    officer: Officer, bureau: Bureau
) -> None:
    taken(officer, bureau)
    bureau.officers.add(
        name="grid", full_name="网格员", password="a first password", at=AT,
        post=Post("grid_worker", TOWN),
    )  # fmt: skip
    page = "/portal/account/officers/grid"
    assert "甲里村" in officer.get(page).get_data(as_text=True)
    assert "只看得到交给本人的" in officer.get("/portal/account/officers").get_data(as_text=True)
    assert officer.post(f"{page}/villages", page=page, villages=A).status_code == 302
    worker = bureau.officers.get("grid")
    assert worker.villages == (A,)
    for key, place, seen in (("a", "甲里村", True), ("b", "乙里村", False), ("c", "河边", False)):
        draft = Draft(categories=("odor",), place=TOWN, place_text=place, description=key)
        case = bureau.cases.submit(draft=draft, by="c" * 32, at=AT, message_key=key)
        assert case.open_to(worker) is seen
    # A new post in the same town leaves the villages, another town takes them.
    away = next(each.code for each in bureau.places.towns() if each.code != TOWN)
    for area, left in ((TOWN, (A,)), (away, ())):
        officer.post(f"{page}/post", page=page, role="grid_worker", area=area)
        assert bureau.officers.get("grid").villages == left


@pytest.mark.parametrize("village", ["330483101901", f"{TOWN}999", "x"])
def test_only_villages_of_the_town_can_be_given(
    officer: Officer, bureau: Bureau, village: str
) -> None:
    taken(officer, bureau)
    bureau.officers.add(
        name="grid", full_name="网格员", password="a first password", at=AT,
        post=Post("grid_worker", TOWN),
    )  # fmt: skip
    page = "/portal/account/officers/grid"
    officer.post(f"{page}/villages", page=page, villages=village)
    assert bureau.officers.get("grid").villages == ()


def test_the_case_and_its_correction_show_the_village(officer: Officer, bureau: Bureau) -> None:
    taken(officer, bureau)
    draft = Draft(categories=("odor",), place=TOWN, place_text="甲里村", description="臭")
    case = bureau.cases.submit(draft=draft, by="c" * 32, at=AT, message_key="m")
    assert "秀洲区王店镇 甲里村" in officer.get(f"/portal/cases/{case.number}").text
    page = f"/portal/cases/{case.number}/correct"
    assert f'value="{A}" selected' in officer.get(page).text
    form = {"leading": "odor", "place": TOWN, "village": B, "reason": "现场核实"}
    assert officer.post(page, page=page, **form).status_code == 302
    assert bureau.cases.find(case.number).village == B

"""The page of a case shows what was reported near, and joins and parts by one tap."""

from __future__ import annotations

from html import unescape

from bureau.cases import Location, Status
from bureau.officers import Post
from bureau.wiring import Bureau
from tests.portal.casework.conftest import WANGDIAN, Report
from tests.portal.conftest import AT, Officer

BESIDE = Location(WANGDIAN.longitude + 0.01, WANGDIAN.latitude)


def page(officer: Officer, number: str) -> str:
    text = unescape(officer.get(f"/portal/cases/{number}").get_data(as_text=True))
    return text.partition('aria-labelledby="near"')[2].partition("</section>")[0]


def tap(officer: Officer, number: str, what: str, other: str) -> str:
    path = f"/portal/cases/{number}"
    officer.post(f"{path}/{what}", page=path, other=other)
    return unescape(officer.get(path).get_data(as_text=True))


def test_neighbours_stand_on_a_small_map_and_in_a_list(officer: Officer, report: Report) -> None:
    own, near = report("m1"), report("m2", location=BESIDE)
    report("m3", categories=("noise",))
    text = page(officer, own.number)
    assert near.number in text
    assert "1.0 公里" in text
    assert text.count('class="spot"') == 1
    assert text.count('class="spot own"') == 1
    lonely = report("m4", place="330482101", location=None)
    assert "附近没有别的同类举报" in page(officer, lonely.number)


def test_one_tap_links_and_takes_the_link_away(officer: Officer, report: Report) -> None:
    one, two = report("m1"), report("m2")
    assert f"已和 {two.number} 关联" in tap(officer, one.number, "link", two.number)
    assert "已关联" in page(officer, two.number)
    assert "已经关联过了" in tap(officer, two.number, "link", one.number)
    assert "已取消" in tap(officer, two.number, "unlink", one.number)


def test_one_tap_merges_and_both_pages_show_it_until_it_is_parted(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    one, two = report("m1", "c1"), report("m2", "c2")
    tap(officer, one.number, "gather", two.number)
    assert "并在这一件里" in page(officer, one.number)
    merged = officer.get(f"/portal/cases/{two.number}").get_data(as_text=True)
    assert f'这一件已并入 <a href="/portal/cases/{one.number}">' in merged
    assert "现在是“已并案”" in tap(officer, one.number, "gather", two.number)
    tap(officer, one.number, "part", two.number)
    parted = bureau.cases.find(two.number)
    assert parted is not None
    assert parted.status is Status.ACCEPTED
    assert "并在这一件里" not in page(officer, one.number)


def test_a_case_that_one_may_not_see_is_as_good_as_none(
    li: Officer, bureau: Bureau, report: Report
) -> None:
    bureau.officers.post(name="li", post=Post("town_office", WANGDIAN.code), by="admin", at=AT)
    own = report("m1")
    over_the_border = report("m2", place="330482101")  # at the same point
    assert over_the_border.number not in page(li, own.number)
    for what in ("link", "unlink", "gather", "part"):
        for other in ("x", over_the_border.number):
            assert "没有找到另一件" in tap(li, own.number, what, other)
    assert len(bureau.cases.history(over_the_border.number)) == 1


def test_an_anonymous_neighbours_words_are_masked(officer: Officer, report: Report) -> None:
    own = report("m1")
    report("m2", anonymous=True, description="我是赵子龙，电话13800001111，塑料味")
    assert "13800001111" not in page(officer, own.number)

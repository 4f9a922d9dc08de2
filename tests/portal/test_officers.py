"""Administrators say who may work in the portal, in which role, and whose matters they see."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask

from bureau.officers import Post
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer

PAGE = "/portal/account/officers"
FORM = {"name": "li", "full_name": "李明", "password": "long enough"}


def page(officer: Officer, path: str = PAGE) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def give(officer: Officer, name: str = "li", **post: Any) -> str:
    answer = officer.post(f"{PAGE}/{name}/post", page=PAGE, **post)
    assert answer.location == PAGE
    return page(officer)


@pytest.fixture
def li(app: Flask, bureau: Bureau) -> Officer:
    """An officer of the city, signed in."""
    bureau.officers.add(at=AT, **FORM)
    bureau.officers.change_password(name="li", old=FORM["password"], new=PASSWORD, keeps="", at=AT)
    li = Officer(app.test_client())
    li.sign_in("li")
    return li


def test_an_officer_is_added_with_their_post(officer: Officer, bureau: Bureau) -> None:
    form = {**FORM, "role": "town_office", "area": "330411101", "categories": ["water", "odor"]}
    officer.post(PAGE, page=PAGE, **form)
    added = bureau.officers.get("li")
    assert added is not None
    assert (added.role, added.area, added.categories) == (
        "town_office", "330411101", ("odor", "water")
    )  # fmt: skip
    text = page(officer)
    for fact in ("李明", "镇（街道）", "王江泾镇", "只办异味、水污染", "还没改初始密码"):
        assert fact in text, fact


@pytest.mark.parametrize(
    ("post", "problem"),
    [
        ({"role": "mayor"}, "没有这个角色"),
        ({"role": "city", "area": "330411"}, "“市局”管全市，地区请选“全市”"),
        ({"role": "county_branch"}, "要选一个县（市、区）"),
        ({"role": "county_branch", "area": "330411101"}, "要选一个县（市、区）"),
        ({"role": "town_office", "area": "330411"}, "要选一个镇（街道）"),
        ({"role": "city", "categories": ["ghosts"]}, "这些类别不能这样设"),
        ({"role": "survey_office", "categories": ["water"]}, "这些类别不能这样设"),
    ],
)
def test_a_post_that_cannot_be_is_explained_and_what_was_typed_stays(
    officer: Officer, bureau: Bureau, li: Officer, post: dict[str, Any], problem: str
) -> None:
    before = bureau.officers.get("li")
    assert problem in give(officer, **post)
    assert bureau.officers.get("li") == before
    answer = officer.post(PAGE, page=PAGE, name="wang", full_name="王芳", password="long enough",
                          **post)  # fmt: skip
    assert answer.status_code == 400
    text = unescape(answer.get_data(as_text=True))
    assert problem in text
    assert 'value="王芳"' in text
    assert bureau.officers.get("wang") is None


def test_another_post_holds_from_the_next_page_on(officer: Officer, li: Officer) -> None:
    assert 'href="/portal/audit"' not in page(li, "/portal/cases")
    assert li.get("/portal/audit").status_code == 404
    assert "已把 李明 设为审计" in give(officer, role="auditor")
    assert 'href="/portal/audit"' in page(li, "/portal/cases")
    assert li.get("/portal/audit").status_code == 200
    give(officer, role="survey_office")
    assert li.get("/portal/cases").status_code == 404
    assert li.get("/portal/").location == "/portal/waves"
    assert "满意度调查" in page(li, "/portal/account")


def test_nobody_changes_their_own_post_or_the_first_administrators(
    app: Flask, officer: Officer, bureau: Bureau, li: Officer
) -> None:
    give(officer, role="administrator")
    assert "不能改自己的角色" in give(li, role="city")
    assert "这个账号不能这样操作" in give(li, "admin", role="city")
    assert "这个账号不能这样操作" in give(li, "nobody", role="city")
    li.post(f"{PAGE}/li", page=PAGE, active="0")
    assert "也不能停用自己" in page(li)
    assert {each.name: each.role for each in bureau.officers.every()} == {
        "admin": "administrator", "li": "administrator"
    }  # fmt: skip


def test_who_is_no_administrator_finds_no_such_page(li: Officer, bureau: Bureau) -> None:
    assert li.get(PAGE).status_code == 404
    answer = li.post(f"{PAGE}/li/post", page="/portal/account", role="administrator")
    assert answer.status_code == 404
    assert bureau.officers.get("li").role == "city"  # type: ignore[union-attr]
    assert PAGE not in page(li, "/portal/account")


def test_whoever_signs_in_lands_where_their_work_is(app: Flask, bureau: Bureau) -> None:
    for role, area, landing in (
        ("city", None, "/portal/cases/mine"),
        ("town_office", "330411101", "/portal/cases/mine"),
        ("survey_office", None, "/portal/waves"),
        ("hotline_desk", None, "/portal/cases/mine"),
        ("auditor", None, "/portal/cases"),
    ):
        name = role.replace("_", "-")
        bureau.officers.add(
            name=name, full_name=name, password="long enough", at=AT, post=Post(role, area)
        )
        bureau.officers.change_password(name=name, old="long enough", new=PASSWORD, keeps="", at=AT)
        browser = Officer(app.test_client())
        answer = browser.sign_in(name)
        while answer.status_code == 302:
            answer = browser.get(answer.location)
        assert (answer.status_code, answer.request.path) == (200, landing)


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("王店", True),
        ("李明", True),
        ("LI", True),
        ("镇 李", True),
        ("平湖", False),
        ("李 审计", False),
    ],
)
def test_one_of_many_is_found_by_name_area_or_role(
    officer: Officer, li: Officer, bureau: Bureau, who: str, found: bool
) -> None:
    bureau.officers.post(name="li", post=Post("town_office", "330411105"), by="admin", at=AT)
    text = page(officer, f"{PAGE}?who={who}")
    assert ("停用 李明" in text) is found
    assert ("找到 1 人" in text) is found
    assert "共 2 人" in text


def test_who_had_to_change_the_first_password_is_led_to_their_work(
    app: Flask, bureau: Bureau
) -> None:
    bureau.officers.ensure_admin(password=PASSWORD, at=AT)
    bureau.officers.add(name="chen", full_name="陈洁", password=PASSWORD, at=AT)
    chen = Officer(app.test_client())
    chen.sign_in("chen", PASSWORD)
    path = "/portal/account/password"
    form = {"old": PASSWORD, "new": PASSWORD * 2, "again": PASSWORD * 2}
    assert chen.post(path, page=path, **form).location == "/portal/"
    form = {"old": PASSWORD * 2, "new": PASSWORD * 3, "again": PASSWORD * 3}
    assert chen.post(path, page="/portal/account", **form).location == "/portal/account"

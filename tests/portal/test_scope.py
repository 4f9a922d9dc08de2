"""Lists, tallies, search, the alarm and letters show an officer their area and categories alone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from bureau.audit import AuditFilter, Deed
from bureau.cases import Case, Draft
from bureau.cases.numbers import compose
from bureau.figures import MonthSpan
from bureau.messaging import Outcome
from bureau.officers import OfficerScope, Post
from bureau.patrols import PatrolDraft
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer

HERE, NEXT, AWAY = "330411101", "330411106", "330482101"
CITIZEN = "c" * 32


def submit(bureau: Bureau, place: str | None, category: str = "odor", **facts: Any) -> Case:
    draft = Draft(categories=(category,), place=place, description=f"{place}", **facts)
    key = f"{place} {category} {facts}"
    return bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key=key)


def officer_of(app: Flask, bureau: Bureau, *post: Any) -> Officer:
    name = f"o{len(bureau.officers.every())}"
    first = "first password"
    bureau.officers.add(name=name, full_name=name, password=first, at=AT, post=Post(*post))
    bureau.officers.change_password(name=name, old=first, new=PASSWORD, keeps="", at=AT)
    browser = Officer(app.test_client())
    assert browser.sign_in(name).status_code == 302
    return browser


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.get_data(as_text=True))


def shown(text: str) -> set[str]:
    return set(re.findall(r'class="number" href="/portal/cases/([0-9-]+)"', text))


@pytest.fixture
def cases(bureau: Bureau) -> dict[str, Case]:
    return {
        "here": submit(bureau, HERE),
        "water": submit(bureau, HERE, "water"),
        "next": submit(bureau, NEXT),
        "away": submit(bureau, AWAY),
        "nowhere": submit(bureau, None),
    }


@pytest.mark.parametrize(
    ("post", "seen"),
    [
        (("city",), {"here", "water", "next", "away", "nowhere"}),
        (("city", None, ("water",)), {"water"}),
        (("county_branch", "330411"), {"here", "water", "next"}),
        (("county_branch", "330411", ("odor",)), {"here", "next"}),
        (("county_branch", "330482"), {"away"}),
        (("county_branch", "330402"), set()),
        (("town_office", HERE), {"here", "water"}),
        (("town_office", NEXT), {"next"}),
        (("grid_worker", NEXT), set()),
    ],
)
def test_a_list_and_its_tallies_hold_what_an_officer_sees(
    app: Flask, bureau: Bureau, cases: dict[str, Case], post: Any, seen: set[str]
) -> None:
    officer = officer_of(app, bureau, *post)
    text = page(officer, "/portal/cases")
    assert shown(text) == {cases[name].number for name in seen}
    assert f"在办 <b>{len(seen)}</b>" in text
    assert f"待受理 <b>{len(seen)}</b>" in text
    assert f"共 {len(seen)} 件" in text


def test_a_number_of_elsewhere_is_found_by_no_search(
    app: Flask, bureau: Bureau, cases: dict[str, Case]
) -> None:
    officer = officer_of(app, bureau, "county_branch", "330411")
    ours, theirs = cases["here"].number, cases["away"].number
    assert officer.get(f"/portal/cases?q={ours}").location == f"/portal/cases/{ours}"
    assert officer.get(f"/portal/cases?q={theirs}").location == f"/portal/find?q={theirs}"
    assert shown(page(officer, f"/portal/find?q={theirs}")) == set()
    assert officer.get(f"/portal/cases/{theirs}").status_code == 404
    assert bureau.audit.page(AuditFilter(deed=Deed.SAW), limit=9, offset=0) == ([], 0)


def test_another_area_cannot_be_asked_for(
    app: Flask, bureau: Bureau, cases: dict[str, Case]
) -> None:
    branch = officer_of(app, bureau, "county_branch", "330411")
    assert shown(page(branch, f"/portal/cases?area={HERE}")) == {
        cases["here"].number, cases["water"].number
    }  # fmt: skip
    for path in ("/portal/cases?area=", "/portal/patrols?county="):
        assert branch.get(f"{path}330411").status_code == 200
        assert branch.get(f"{path}330482").status_code == 404
    assert branch.get(f"/portal/cases?area={AWAY}").status_code == 404
    assert "平湖市" not in page(branch, "/portal/cases")
    town = officer_of(app, bureau, "town_office", HERE)
    assert len(shown(page(town, "/portal/cases?area=330411"))) == 2
    assert town.get(f"/portal/cases?area={NEXT}").status_code == 404
    assert 'name="area"' not in page(town, "/portal/cases")


def test_only_ones_own_categories_are_offered(app: Flask, bureau: Bureau) -> None:
    text = page(officer_of(app, bureau, "city", None, ("water", "soil")), "/portal/cases")
    offered = text.partition('name="category"')[2].partition("</select>")[0]
    assert re.findall('value="([a-z]+)"', offered) == ["water", "soil"]


def test_the_alarm_rings_where_the_danger_is(app: Flask, bureau: Bureau) -> None:
    urgent = submit(bureau, AWAY, urgent=True)
    for post, count in (
        (("city",), 1),
        (("county_branch", "330482"), 1),
        (("county_branch", "330411"), 0),
        (("town_office", AWAY), 1),
        (("town_office", HERE), 0),
        (("city", None, ("water",)), 0),
    ):
        officer = officer_of(app, bureau, *post)
        newest = urgent.number if count else None
        rings = officer.get("/portal/alarm").get_json()
        assert (rings["count"], rings["newest"]) == (count, newest)
        assert rings["queue"]["danger"] == count
        text = page(officer, "/portal/account")
        assert ("紧急 <span data-count>1</span>" in text) is bool(count)
        watch = text.partition('data-watch="')[2].partition('"')[0]
        bare = app.test_client().get("/portal/alarm", headers={"X-Watch": watch})
        assert bare.get_json() == rings


def test_it_rings_for_nobody_who_sees_no_cases(app: Flask, bureau: Bureau) -> None:
    urgent = submit(bureau, AWAY, urgent=True)
    office = officer_of(app, bureau, "survey_office")
    assert office.get("/portal/alarm").status_code == 404
    text = page(office, "/portal/waves")
    assert urgent.number not in text
    assert 'id="alarm"' not in text
    assert "绑定我的微信" not in page(office, "/portal/account")


def test_patrols_and_volunteers_are_those_of_the_area(app: Flask, bureau: Bureau) -> None:
    for number, place in enumerate((HERE, AWAY)):
        applied = bureau.patrols.apply(
            kind="odor", town=place, by=f"c{number}", at=AT, message_key=place
        )
        bureau.patrols.decide(volunteer=applied.id, approved=True, by="x", at=AT)
        draft = PatrolDraft(kind="odor", place=place, place_text=f"<{place}>")
        bureau.patrols.record(draft=draft, by=f"c{number}", at=AT, message_key=place)
    branch = officer_of(app, bureau, "county_branch", "330411")
    patrols, volunteers = page(branch, "/portal/patrols"), page(branch, "/portal/volunteers")
    assert "共 1 个" in patrols
    assert (f"<{HERE}>" in patrols, f"<{AWAY}>" in patrols) == (True, False)
    assert ("王江泾镇" in volunteers, "平湖市" in volunteers) == (True, False)
    assert 'name="county"' not in patrols


def test_a_letter_tells_nobody_of_a_case_they_may_not_see(
    app: Flask, bureau: Bureau, cases: dict[str, Case]
) -> None:
    for name in ("here", "water"):
        why = f"case:{cases[name].number}:1"
        bureau.outbox.notify(to=CITIZEN, text=f"about {name}", why=why, at=AT)
    bureau.outbox.notify(to="d" * 32, text="about nothing", why="x", at=AT)
    for _ in range(3):
        for letter in bureau.outbox.take_due(at=AT, most=9):
            bureau.outbox.close(letter, outcome=Outcome.FAILED, at=AT)
    text = page(officer_of(app, bureau, "city", None, ("water",)), "/portal/deliveries")
    assert re.findall("about [a-z]+", text) == ["about water"]
    whole = page(officer_of(app, bureau, "city"), "/portal/deliveries")
    assert len(re.findall("about [a-z]+", whole)) == 3


def test_a_case_of_elsewhere_is_no_place_to_merge_into(
    app: Flask, bureau: Bureau, cases: dict[str, Case]
) -> None:
    branch = officer_of(app, bureau, "county_branch", "330411")
    address = f"/portal/cases/{cases['here'].number}"
    answers = {
        into: branch.post(address, page=address, verb="merge", into=into)
        for into in (cases["away"].number, compose(AT.date(), 999))
    }
    said = {
        unescape(answer.get_data(as_text=True)).partition('class="said')[2].partition("</")[0]
        for answer in answers.values()
    }
    assert [answer.status_code for answer in answers.values()] == [409, 409]
    assert len(said) == 1
    merged = branch.post(address, page=address, verb="merge", into=cases["next"].number)
    assert merged.status_code == 302


def test_an_original_needs_its_right(app: Flask, bureau: Bureau) -> None:
    draft = Draft(place=HERE, description="我叫张三，电话 13812345678", anonymous=True)
    case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="o")
    address = f"/portal/cases/{case.number}"
    for post, offered in ((("county_branch", "330411"), True), (("town_office", HERE), False)):
        officer = officer_of(app, bureau, *post)
        assert ("看原文" in page(officer, address)) is offered
        answer = officer.post(f"{address}/original", page=address, reason="核实地址需要")
        assert answer.status_code == (200 if offered else 404)
        assert ("13812345678" in answer.get_data(as_text=True)) is offered


def test_the_figures_of_a_villages_officer_are_their_villages_and_say_so(
    app: Flask, bureau: Bureau
) -> None:
    village = f"{HERE}901"
    text = f"town,name,code\n{HERE},甲里村,{village}\n{HERE},乙里村,{HERE}902\n"
    bureau.villages.take_in(text, by="x", at=AT)
    for key, place in (("1", "甲里村"), ("2", "乙里村"), ("3", "乙里村"), ("4", "河边")):
        draft = Draft(categories=("odor",), place=HERE, place_text=place, description=key)
        bureau.cases.submit(draft=draft, by="c" * 32, at=AT, message_key=key)
    month, own = AT.strftime("%Y-%m"), "不是全镇的数字"
    worker = officer_of(app, bureau, "grid_worker", HERE, (), (village,))
    office = officer_of(app, bureau, "town_office", HERE)
    for officer, count in ((worker, 1), (office, 4)):
        shown = page(officer, "/portal/map")
        assert f"<span data-total>{count}</span>" in shown
        for text in (shown, page(officer, f"/portal/figures?month={month}")):
            assert (own in text) is (officer is worker)
    span = MonthSpan(int(AT.strftime("%Y%m")), int(AT.strftime("%Y%m")))
    for scope, count in (
        (OfficerScope(HERE, (), (village,), "nobody"), 1),
        (OfficerScope(HERE), 4),
    ):
        sums = bureau.figures.sums(span, by=("town",), at=AT, scope=scope)
        assert {key: each.received for key, each in sums.items()} == {(HERE,): count}

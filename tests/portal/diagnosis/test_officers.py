"""Officers look at a diagnosis, write beside it, release it and take it back."""

from __future__ import annotations

import pytest
from flask import Flask

from bureau.adapters.store.reviews import StoredReviews
from bureau.diagnosis.model import DiagnosisState
from bureau.officers import Post, Right
from bureau.reviews import Reviews
from bureau.wiring import Bureau
from tests.bureau.diagnosis.conftest import AT, KNOWN, OCTOBER
from tests.portal.conftest import PASSWORD, Officer
from tests.portal.diagnosis.conftest import CITY

PAGE = f"/portal/diagnosis/{KNOWN}/2026-10"
RELEASE = "/portal/diagnosis/2026-10/release"


def state(bureau: Bureau, area: str = KNOWN) -> DiagnosisState:
    found = bureau.diagnoses.newest(area=area, month=OCTOBER.first)
    assert found is not None
    return found.state


def in_a_county(app: Flask, bureau: Bureau) -> Officer:
    first = "the first password"
    post = Post("county_branch", "330402")
    bureau.officers.add(name="branch", full_name="分局", password=first, at=AT, post=post)
    bureau.officers.change_password(name="branch", old=first, new=PASSWORD, keeps="", at=AT)
    officer = Officer(app.test_client())
    assert officer.sign_in("branch").status_code == 302
    return officer


def test_the_list_shows_how_far_each_area_is(officer: Officer) -> None:
    page = officer.get("/portal/diagnosis").get_data(as_text=True)
    assert "2026年10月：2 份，待发布 2" in page
    assert page.count("待发布</span>") == 2


def test_the_list_never_begins_with_the_month_that_lasts(officer: Officer) -> None:
    page = officer.get("/portal/diagnosis?month=2026-11").get_data(as_text=True)
    assert "还没有做好" in page
    assert "2026年11月" not in officer.get("/portal/diagnosis").get_data(as_text=True)


def test_annotated_and_released_it_is_read_by_everybody(
    bureau: Bureau, officer: Officer, citizen: Officer
) -> None:
    answer = officer.post(f"{PAGE}/annotate", page=PAGE, text="国庆期间施工较多。")
    assert answer.status_code == 302
    assert "国庆期间施工较多。" in officer.get(PAGE).get_data(as_text=True)
    officer.post(RELEASE, page=PAGE, area=f"{KNOWN}:1")
    assert state(bureau) is DiagnosisState.RELEASED
    assert "国庆期间施工较多。" in citizen.get(f"/diagnosis/{KNOWN}/2026-10").get_data(as_text=True)
    assert "写上" not in officer.get(PAGE).get_data(as_text=True)


def test_several_are_released_at_once(bureau: Bureau, officer: Officer) -> None:
    page = officer.get("/portal/diagnosis").get_data(as_text=True)
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    answer = officer.client.post(
        RELEASE, data={"csrf_token": token, "area": [f"{KNOWN}:1", f"{CITY}:1"]}
    )
    assert answer.status_code == 302
    assert {state(bureau), state(bureau, CITY)} == {DiagnosisState.RELEASED}


def test_an_older_version_than_the_newest_is_not_released(bureau: Bureau, officer: Officer) -> None:
    officer.post(f"{PAGE}/remake", page=PAGE)
    officer.post(RELEASE, page=PAGE, area=f"{KNOWN}:1")
    assert state(bureau) is DiagnosisState.MADE
    assert "状态已经变了" in officer.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize("area", ["", "x", "330499:1", f"{KNOWN}", f"{KNOWN}:x", f"{KNOWN}:99999"])
def test_what_names_no_version_is_refused(bureau: Bureau, officer: Officer, area: str) -> None:
    assert officer.post(RELEASE, page=PAGE, area=area).status_code == 302
    assert state(bureau) is DiagnosisState.MADE
    assert "没有发布" in officer.get("/portal/diagnosis").get_data(as_text=True)


def test_it_is_taken_back_with_a_reason(bureau: Bureau, officer: Officer) -> None:
    officer.post(RELEASE, page=PAGE, area=f"{KNOWN}:1")
    officer.post(f"{PAGE}/withdraw", page=PAGE, reason="  ")
    assert state(bureau) is DiagnosisState.RELEASED
    officer.post(f"{PAGE}/withdraw", page=PAGE, reason="九月的数有误")
    assert state(bureau) is DiagnosisState.WITHDRAWN
    assert "九月的数有误" in officer.get(PAGE).get_data(as_text=True)
    officer.post(f"{PAGE}/remake", page=PAGE)
    found = bureau.diagnoses.newest(area=KNOWN, month=OCTOBER.first)
    assert found is not None
    assert (found.version, found.state) == (2, DiagnosisState.MADE)


def test_a_note_is_taken_away_before_the_release(bureau: Bureau, officer: Officer) -> None:
    officer.post(f"{PAGE}/annotate", page=PAGE, text="写错了")
    found = bureau.diagnoses.newest(area=KNOWN, month=OCTOBER.first)
    assert found is not None
    officer.post(f"{PAGE}/drop", page=PAGE, note=str(found.notes[0].id))
    assert "写错了" not in officer.get(PAGE).get_data(as_text=True)
    assert officer.post(f"{PAGE}/drop", page=PAGE, note="x").status_code == 302


def test_a_second_officer_agrees_where_the_house_says_so(
    app: Flask, bureau: Bureau, officer: Officer
) -> None:
    both = frozenset({Right.RELEASE_DIAGNOSIS})
    reviews = Reviews(StoredReviews(bureau.database), bureau.officers, both)
    bureau.__dict__["reviews"] = reviews
    officer.post(RELEASE, page=PAGE, area=f"{KNOWN}:1")
    assert state(bureau) is DiagnosisState.MADE
    first = "the first password"
    bureau.officers.add(name="wang", full_name="王", password=first, at=AT, post=Post("city"))
    bureau.officers.change_password(name="wang", old=first, new=PASSWORD, keeps="", at=AT)
    other = Officer(app.test_client())
    other.sign_in("wang")
    wang = bureau.officers.get("wang")
    assert wang is not None
    [review] = reviews.waiting(wang, at=AT)
    page = other.get("/portal/reviews").get_data(as_text=True)
    assert "王江泾镇" in page
    other.post(f"/portal/reviews/{review.id}/approve", page="/portal/reviews")
    found = bureau.diagnoses.newest(area=KNOWN, month=OCTOBER.first)
    assert found is not None
    assert (found.state, found.by) == (DiagnosisState.RELEASED, "admin")


def test_a_branch_looks_and_does_nothing(app: Flask, bureau: Bureau) -> None:
    branch = in_a_county(app, bureau)
    page = branch.get(PAGE).get_data(as_text=True)
    assert "王江泾镇" in page
    assert "<textarea" not in page
    for path in (RELEASE, f"{PAGE}/annotate", f"{PAGE}/withdraw", f"{PAGE}/remake"):
        assert branch.post(path, page="/portal/account").status_code == 404
    assert branch.get(f"{PAGE}.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/portal/diagnosis/1/2026-10", "/portal/diagnosis?month=x",
                                  f"/portal/diagnosis/{KNOWN}/2026-09"])  # fmt: skip
def test_an_address_that_names_nothing_is_not_there(officer: Officer, path: str) -> None:
    assert officer.get(path).status_code == 404


def test_the_bureaus_paper_and_the_publics_are_both_taken_along(officer: Officer) -> None:
    for query in ("", "?public=1"):
        answer = officer.get(f"{PAGE}.pdf{query}")
        assert answer.data.startswith(b"%PDF")
        assert "diagnosis-330411101-2026-10-v1.pdf" in answer.headers["Content-Disposition"]

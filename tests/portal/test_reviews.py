"""Four eyes: what one officer asks for is done when another has agreed, and both are named."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from bureau.adapters.store.reviews import StoredReviews
from bureau.audit import AuditFilter, AuditLine, AuditOutcome
from bureau.cases import Draft, Status
from bureau.officers import IRREVERSIBLE, Post, Right
from bureau.reviews import Reviews
from bureau.wiring import Bureau
from portal.four_eyes import acts
from surveys.waves import Phase, wave_at
from tests.portal.conftest import AT, PASSWORD, Officer

CITIZEN = "fedcba9876543210fedcba9876543210"
WAVE = wave_at(AT)
SHOW, LIST = f"/portal/waves/{WAVE}", "/portal/reviews"


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def lines(bureau: Bureau, **wanted: object) -> list[AuditLine]:
    return bureau.audit.page(AuditFilter(**wanted), limit=99, offset=0)[0]  # type: ignore[arg-type]


def signed_in(app: Flask, bureau: Bureau, name: str, post: Post) -> Officer:
    bureau.officers.add(name=name, full_name=name, password="the first one", at=AT, post=post)
    bureau.officers.change_password(name=name, old="the first one", new=PASSWORD, keeps="", at=AT)
    officer = Officer(app.test_client())
    officer.sign_in(name)
    return officer


@pytest.fixture(autouse=True)
def _four_eyes(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    reviews = Reviews(StoredReviews(bureau.database), bureau.officers, IRREVERSIBLE)
    monkeypatch.setitem(bureau.__dict__, "reviews", reviews)


@pytest.fixture
def wang(app: Flask, bureau: Bureau) -> Officer:
    return signed_in(app, bureau, "wang", Post("city"))


def phase(bureau: Bureau) -> Phase:
    return bureau.survey_service.waves.current(at=AT).phase(AT)


def decide(officer: Officer, number: int, step: str, **form: str) -> str:
    officer.post(f"{LIST}/{number}/{step}", page="/portal/account", **form)
    return page(officer, LIST)


def test_a_wave_ends_when_a_second_officer_agrees(
    officer: Officer, wang: Officer, bureau: Bureau
) -> None:
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    assert "另一位有同样权限的人同意后才执行" in page(officer, SHOW)
    assert phase(bureau) is Phase.OPEN
    assert "管理 <b>1</b>" in page(wang, "/portal/cases")
    assert "管理 <b>" not in page(officer, "/portal/cases")  # one's own waits for others
    assert "等另一位来复核" in page(officer, LIST)
    assert "同意，现在就执行" not in page(officer, LIST)
    assert "已提前结束" in decide(wang, 1, "approve")
    assert phase(bureau) is not Phase.OPEN
    assert "已执行" in page(officer, LIST)
    (asked,) = lines(bureau, verb="waves.close")
    assert (asked.officer, asked.outcome) == ("admin", AuditOutcome.ASKED)
    (agreed,) = lines(bureau, verb="reviews.approve")
    assert (agreed.officer, agreed.second, agreed.detail) == ("wang", "admin", "act=end_wave")
    assert "与 管理员" in page(officer, "/portal/audit?verb=reviews.approve")


def test_nobody_agrees_to_their_own_and_a_second_time_does_nothing(
    officer: Officer, wang: Officer, bureau: Bureau
) -> None:
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    assert "不能复核自己提的" in decide(officer, 1, "approve")
    assert phase(bureau) is Phase.OPEN
    decide(wang, 1, "approve")
    assert "已经有人办过" in decide(wang, 1, "approve")
    outcomes = [line.outcome for line in lines(bureau, verb="reviews.approve")]
    assert outcomes == [AuditOutcome.REFUSED, AuditOutcome.DONE, AuditOutcome.REFUSED]


def test_a_refusal_is_read_by_who_asked_and_a_request_is_taken_back(
    officer: Officer, wang: Officer, bureau: Bureau
) -> None:
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    assert "不同意要写原因" in decide(wang, 1, "refuse")
    decide(wang, 1, "refuse", why="还有两个镇没答完")
    assert "还有两个镇没答完" in page(officer, LIST)
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    assert "已经有人提交了" in page(officer, SHOW)
    assert "只能撤回自己提的" in decide(wang, 2, "withdraw")
    assert "已撤回" in decide(officer, 2, "withdraw")
    assert "已经有人办过" in decide(wang, 2, "approve")
    assert phase(bureau) is Phase.OPEN


def test_a_case_is_referred_when_a_second_officer_agrees(
    officer: Officer, wang: Officer, app: Flask, bureau: Bureau
) -> None:
    draft = Draft(categories=("odor",), description="臭", place="330411001")
    case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="c")
    path, words = f"/portal/cases/{case.number}", "归综合执法局办理"
    away = signed_in(app, bureau, "away", Post("county_branch", "330482"))
    office = signed_in(app, bureau, "office", Post("survey_office"))
    officer.post(path, page=path, verb="refer", authority="nowhere", note=words)
    assert "没有等着复核的事" in page(officer, LIST)  # what cannot be is refused at once
    officer.post(path, page=path, verb="refer", authority="city_enforcement", note=words)
    assert [found.status for found in bureau.cases.of_citizen(by=CITIZEN)] == [Status.SUBMITTED]
    for other in (away, office):
        assert case.number not in page(other, LIST)
        assert "没有这件待复核的事" in decide(other, 1, "approve")
    shown = page(wang, LIST)
    assert words in shown
    assert "转给" in shown
    assert "city_enforcement" not in shown
    decide(wang, 1, "approve")
    assert [found.status for found in bureau.cases.of_citizen(by=CITIZEN)] == [Status.REFERRED]
    assert bureau.cases.history(case.number)[-1].note.endswith(words)
    assert {(line.officer, line.second) for line in lines(bureau, number=case.number)} >= {
        ("admin", ""), ("wang", "admin"),
    }  # fmt: skip
    assert not any(words in str(line) for line in lines(bureau))
    assert words not in page(wang, LIST)


def test_what_can_no_longer_be_done_is_told(
    officer: Officer, wang: Officer, bureau: Bureau
) -> None:
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    bureau.survey_service.waves.close(wave=WAVE, by="x", at=AT)
    shown = decide(wang, 1, "approve")
    assert "没办成" in shown
    assert 'class="problem"' in shown


def test_invitations_wait_too(officer: Officer, wang: Officer) -> None:
    officer.post(f"{SHOW}/invite", page="/portal/account")
    assert "邀请市民答卷" in page(wang, LIST)
    assert "没有新的人可邀请" in decide(wang, 1, "approve")


@pytest.mark.parametrize("number", ["0", "999", "2147483647"])
def test_what_never_was_is_answered_like_what_one_may_not_see(
    officer: Officer, number: str
) -> None:
    assert "没有这件待复核的事" in decide(officer, int(number), "approve")


def test_every_act_is_one_that_cannot_be_undone() -> None:
    assert set(acts().values()) <= IRREVERSIBLE
    assert set(acts()) == {
        "end_wave", "invite", "refer", "release_answers", "release_diagnosis", "release_odor",
    }  # fmt: skip


def test_without_four_eyes_an_act_is_carried_out_at_once(
    officer: Officer, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = Reviews(StoredReviews(bureau.database), bureau.officers, frozenset())
    monkeypatch.setitem(bureau.__dict__, "reviews", none)
    assert "待复核" not in page(officer, "/portal/cases")
    officer.post(f"{SHOW}/close", page="/portal/account", sure=WAVE)
    assert phase(bureau) is not Phase.OPEN
    assert Right.END_WAVES in IRREVERSIBLE

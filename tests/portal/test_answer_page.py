"""The page of a long answer: whole, without login, naming nobody, for a time."""

from __future__ import annotations

from html import unescape

import pytest

from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch
from tests.portal.test_cases import CITIZEN, TELLS, Draft, submit

LONG = "查明情况，已责令整改。" * 300


@pytest.fixture
def address(bureau: Bureau) -> str:
    case = submit(bureau, Draft(categories=("odor",), description=TELLS))
    bureau.cases.take(verb="accept", number=case.number, by="admin", at=AT)
    case = bureau.cases.take(verb="answer", number=case.number, by="admin", at=AT, note=LONG)
    return "/answer/" + bureau.cases.notices.answer_address(case, at=AT).partition("/answer/")[2]


def test_the_whole_answer_is_read_without_login_and_names_nobody(
    stranger: Officer, address: str
) -> None:
    answer = stranger.get(address)
    shown = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert LONG in shown
    assert not [secret for secret in (CITIZEN, "赵子龙", "13800001111", "admin") if secret in shown]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"


def test_after_its_time_the_page_says_how_to_read_it_again(
    stranger: Officer, address: str, watch: Watch
) -> None:
    watch.wait(days=91)
    answer = stranger.get(address)
    assert answer.status_code == 410
    shown = answer.get_data(as_text=True)
    assert "过期" in shown
    assert "责令整改" not in shown


@pytest.mark.parametrize("forged", ["/answer/1", "/answer/1.2.3", "/answer/%E2%80%A6.1.2", "{}x"])
def test_an_address_that_is_not_ours_shows_nothing(
    stranger: Officer, address: str, forged: str
) -> None:
    answer = stranger.get(forged.format(address))
    assert answer.status_code == 404
    assert "责令整改" not in answer.get_data(as_text=True)

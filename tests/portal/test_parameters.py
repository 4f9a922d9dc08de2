"""What there is not is said, with what there is: no page takes a wrong value for another."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from bureau.wiring import Bureau
from portal import register
from tests.portal.conftest import AT, Officer

PORTAL = Path(__file__).resolve().parents[2] / "portal"
RANKINGS = (
    "/portal/quality",
    "/portal/quality.xlsx",
    "/portal/quality.csv",
    "/portal/quality.json",
)
RESULTS = (
    "/portal/ranking", "/portal/ranking.xlsx", "/portal/ranking.csv", "/portal/ranking.pdf",
    "/portal/ranking.json", "/portal/answers.parquet", "/portal/answers.sav",
)  # fmt: skip
WAVE = "/portal/waves/2026Q4"
# Each page's parameters, and what its answer to a wrong value must tell.
PARAMETERS: dict[str, dict[str, str]] = {
    "/air": {"place": "330411 秀洲区", "station": "可以是", "what": "PM2.5", "hours": "24"},
    "/water": {"place": "330411 秀洲区", "section": "可以是", "what": "NH3N", "hours": "168"},
    "/portal/cases": {
        "status": "submitted", "area": "330411 秀洲区", "category": "odor", "urgent": "1、0",
        "overdue": "1、0", "after": "回到第一页",
    },
    **{page: {
        "area": "330411 秀洲区", "category": "odor", "status": "submitted", "handler": "没有这一项",
        "urgent": "1、0", "since": "不是日期", "until": "不是日期", "after": "回到第一页",
    } for page in ("/portal/find", "/portal/find.xlsx", "/portal/find.csv")},
    "/portal/figures": {"month": "2026-10", "area": "330411 秀洲区"},
    **{page: {"month": "2026-10", "area": "330411 秀洲区", "public": "1、0"}
       for page in ("/portal/figures.xlsx", "/portal/figures.pdf")},
    **{page: {"since": "不是日期", "until": "不是日期", "area": "330411 秀洲区", "category": "odor"}
       for page in ("/portal/map", "/portal/map/circles")},
    "/portal/patrols": {"kind": "odor", "county": "330411 秀洲区", "page": "页码是从 1 开始"},
    "/portal/cases/mine": {"part": "danger"},
    "/portal/callbacks": {"page": "页码是从 1 开始"},
    "/portal/audit": {
        "page": "页码是从 1 开始", "deed": "saw", "verb": "cases.case", "day": "不是日期",
        "until": "不是日期",
    },
    "/portal/supervision": {"kind": "reminder", "year": "2026", "page": "页码是从 1 开始"},
    WAVE: {"mode": "wechat"},
    **{page: {"medium": "water", "by": "composite", "level": "town", "month": "2026-11"}
       for page in RANKINGS},
    **{page: {"level": "county、town", "wave": "2026Q4", "mode": "wechat"} for page in RESULTS},
}  # fmt: skip
WRONG = ("fire", "2099Q9", "330402%00", "9" * 5000, "-1", "<script>", "330402\n", "2099-13", "全部")
CASES = [(page, name, told) for page, names in PARAMETERS.items() for name, told in names.items()]


@pytest.fixture(scope="module")
def desk(surveyed: Bureau) -> Officer:
    app = Flask("webhook", static_folder=None)
    register(app, surveyed, clock=lambda: AT)
    desk = Officer(app.test_client())
    assert desk.sign_in().status_code == 302
    return desk


@pytest.mark.parametrize(("page", "name", "told"), CASES)
def test_a_wrong_value_is_said_with_the_choices(
    desk: Officer, page: str, name: str, told: str
) -> None:
    for wrong in WRONG:
        answer = desk.get(f"{page}?{name}={quote(wrong, safe='%')}")
        assert answer.status_code in (400, 404), wrong
        assert told in answer.text, wrong
        assert f'href="{page}"' in answer.text, "one tap leads to the page as it comes"


def test_every_parameter_that_a_page_reads_is_among_these() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.py"))
    named = set(
        re.findall(r'(?:choice|is_asked|asked_place|own_place|own_area|asked_day)\("(\w+)"', source)
    )
    assert named <= {name for names in PARAMETERS.values() for name in names}
    read = set(re.findall(r'request\.args\.get\("(\w+)"', source))
    # The others are no choices: words to look for, where one came from, where one goes on to,
    # squares and towns of a page that leads back by itself, a frame of another's page.
    assert read - named == {
        "page", "after", "hash", "next", "state", "code", "officer", "number", "q", "embed",
        "town", "days", "grid", "who",
    }  # fmt: skip


@pytest.mark.parametrize("address", ["/portal/waves/2099Q9", "/portal/waves/fire/questionnaire"])
def test_a_wave_that_is_none_is_not_there(desk: Officer, address: str) -> None:
    assert desk.get(address).status_code == 404
    assert "没有找到这一页" in desk.get(address).text


def test_a_page_behind_the_last_one_is_not_there(officer: Officer) -> None:
    answer = officer.get("/portal/callbacks?page=2")
    assert answer.status_code == 404
    assert "没有第 2 页，一共 1 页" in answer.text


def test_a_month_to_come_has_no_ranking(desk: Officer) -> None:
    assert "还没有 2027-01 的排名" in desk.get("/portal/quality?month=2027-01").text
    assert desk.get("/portal/quality?month=2026-11").status_code == 200


def test_what_others_hang_on_a_link_is_passed_over(desk: Officer) -> None:
    for page in PARAMETERS:
        asked = f"{page}?from=singlemessage&isappinstalled=0"
        assert desk.get(asked).status_code == desk.get(page).status_code != 404, page

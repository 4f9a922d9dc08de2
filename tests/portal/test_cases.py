"""Officers find cases, read all of them, and take the steps that the lifecycle gives."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from html import unescape

import pytest
from PIL import Image

from bureau.audit import AuditFilter
from bureau.cases import Case, Draft, Location, Status, words
from bureau.messaging.media import inspect_photo
from bureau.places import gazetteer
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer, Watch

CITIZEN = "0123456789abcdef0123456789abcdef"
WANGDIAN = next(town for town in gazetteer().towns() if town.name == "王店镇")
TOLD = Draft(
    categories=("odor", "air"),
    place=WANGDIAN.code,
    place_text="工业园区",
    location=Location(120.7, 30.6, "王店镇政府"),
    description="<b>一股</b>塑料味\n第二行",
    started=AT - timedelta(hours=3),
    time_text="昨晚",
    pattern="每天半夜",
    odor_qualities=("塑料",),
    intensity=4,
    ongoing=True,
    effects=("头晕",),
    suspected_firm="某塑料厂",
)


def submit(bureau: Bureau, draft: Draft = TOLD, key: str = "m1", at: datetime = AT) -> Case:
    return bureau.cases.submit(draft=draft, by=CITIZEN, at=at, message_key=key)


def page(officer: Officer, path: str, status: int = 200) -> str:
    answer = officer.get(path)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def take(officer: Officer, case: Case, verb: str, **form: str) -> str:
    path = f"/portal/cases/{case.number}"
    answer = officer.post(path, page=path, verb=verb, **form)
    return unescape(answer.get_data(as_text=True)) if answer.status_code != 302 else ""


def test_a_case_shows_all_that_was_told_and_not_who_told_it(
    officer: Officer, bureau: Bureau
) -> None:
    answer = officer.get(f"/portal/cases/{submit(bureau).number}").get_data(as_text=True)
    assert "&lt;b&gt;一股&lt;/b&gt;塑料味" in answer
    for fact in ("异味、废气", "秀洲区王店镇", "工业园区", "王店镇政府", "120.70000, 30.60000",
                 "昨晚", "每天半夜", "还在发生", "4 级", "头晕", "某塑料厂", "微信市民",
                 "2026-11-24 11:00", "嘉兴市生态环境局秀洲分局"):  # fmt: skip
        assert fact in answer, fact
    assert CITIZEN not in answer


def test_an_anonymous_report_says_so(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau, Draft(description="臭", anonymous=True))
    assert "匿名" in page(officer, f"/portal/cases/{case.number}")


@pytest.mark.parametrize(
    "typed", ["20261124-0001-7", "2026 1124 0001 7", "２０２６１１２４-０００１-７"]
)
def test_a_whole_number_leads_straight_to_its_case(
    officer: Officer, bureau: Bureau, typed: str
) -> None:
    case = submit(bureau)
    answer = officer.client.get("/portal/cases", query_string={"q": typed})
    assert answer.location == f"/portal/cases/{case.number}"


def test_a_wrong_check_digit_is_explained_in_the_search(officer: Officer, bureau: Bureau) -> None:
    submit(bureau)
    assert "有一位写错了" in page(officer, "/portal/cases?q=20261124-0001-8")


def test_the_list_is_filtered_by_what_officers_ask(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    odor = submit(bureau, key="m1")
    water = submit(bureau, Draft(categories=("water",), place="330482101", description="x"), "m2")
    urgent = submit(bureau, Draft(categories=("odor",), description="y", urgent=True), "m3")
    bureau.cases.take(verb="accept", number=water.number, by="admin", at=AT)
    watch.wait(days=2)
    officer.sign_in()
    every = {odor.number, water.number, urgent.number}
    for query, shown in {
        "": every,
        "status=submitted": {odor.number, urgent.number},
        "status=accepted": {water.number},
        "status=open": every,
        f"area={WANGDIAN.code}": {odor.number},
        "area=330482": {water.number},
        "category=water": {water.number},
        "urgent=1": {urgent.number},
        "overdue=1": {urgent.number},
        "status=&category=&area=&urgent=&overdue=&page=": every,
        "status=closed": set(),
    }.items():
        # Above the list the alarm names the urgent one everywhere.
        text = page(officer, f"/portal/cases?{query}").partition("<main")[2]
        assert {number for number in every if number in text} == shown, query


def test_what_is_late_is_marked(officer: Officer, bureau: Bureau, watch: Watch) -> None:
    case = submit(bureau)
    assert "剩 15 天 12 小时" in page(officer, "/portal/cases")
    watch.wait(days=17, hours=1)
    officer.sign_in()
    assert "超期 1 天 12 小时" in page(officer, f"/portal/cases/{case.number}")


def test_long_lists_come_in_pages(officer: Officer, bureau: Bureau) -> None:
    for n in range(31):
        submit(bureau, key=f"m{n}")
    first = page(officer, "/portal/cases?status=open")
    assert "共 31 件" in first
    following = first.partition('rel="next" href="')[2].partition('"')[0]
    assert following.startswith("/portal/cases?status=open&after=")
    assert page(officer, following).count('class="number"') == 1


@pytest.mark.parametrize("status", list(Status))
def test_the_buttons_are_those_of_the_lifecycle(
    officer: Officer, bureau: Bureau, status: Status
) -> None:
    ways = {
        Status.SUBMITTED: [],
        Status.ACCEPTED: ["accept"],
        Status.IN_PROGRESS: ["accept", "start"],
        Status.ANSWERED: ["accept", "answer"],
        Status.WAITING: ["accept", "ask"],
        Status.CONTESTED: ["accept", "answer", "reopen", "answer", "reopen"],
        Status.REFUSED: ["refuse"],
        Status.REFERRED: ["refer"],
        Status.MERGED: ["merge"],
        Status.CLOSED: ["accept", "answer", "satisfied"],
        Status.REOPENED: ["accept", "answer", "reopen"],
        Status.WITHDRAWN: ["withdraw"],
    }
    case, other = submit(bureau), submit(bureau, key="m2")
    extra = {"merge": {"into": other.number}}
    for verb in ways[status]:
        if verb == "refer":
            bureau.referrals.send(
                case=case.number, authority="city_enforcement", note="", by="admin", at=AT
            )
            case = bureau.cases.find(case.number)
        elif verb in ("satisfied", "reopen", "withdraw"):
            case = bureau.cases.reply(verb=verb, number=case.number, by=CITIZEN, at=AT)
        else:
            case = bureau.cases.take(
                verb=verb, number=case.number, by="admin", at=AT, note="x", **extra.get(verb, {})
            )
    assert case.status is status
    text = page(officer, f"/portal/cases/{case.number}")
    shown = [part.partition('"')[0] for part in text.split('name="verb" value="')[1:]]
    assert sorted(shown) == sorted(row.verb for row in bureau.cases.steps(case))


def test_a_step_moves_the_case_and_tells_the_citizen(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau)
    take(officer, case, "accept")
    take(officer, case, "answer", note="已查处。")
    moved = bureau.cases.find(case.number)
    assert moved is not None
    assert (moved.status, moved.answer) == (Status.ANSWERED, "已查处。")
    told = [letter.content.body["text"] for letter in bureau.outbox.of_citizen(to=CITIZEN)]
    assert any("已查处。" in text for text in told)
    text = page(officer, f"/portal/cases/{case.number}")
    assert "市民会收到通知" in text
    assert text.index("答复市民") < text.index("市民提交举报")
    assert "管理员" in text


def test_a_step_that_cannot_be_taken_is_explained_and_keeps_what_was_typed(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau)
    text = take(officer, case, "merge", into="20261124-0009-1", note="同一家企业")
    assert words().refusal("into_missing") in text
    assert "同一家企业" in text
    assert words().refusal("note_missing") in take(officer, case, "refuse", note="  ")
    assert words().refusal("not_allowed") in take(officer, case, "explode")
    assert bureau.cases.find(case.number) == case


def test_two_officers_at_one_case_do_not_overrun_each_other(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau)
    bureau.cases.take(verb="accept", number=case.number, by="li", at=AT)
    assert "现在是“已受理”" in take(officer, case, "accept")


def test_city_enforcement_is_proposed_where_it_is_responsible(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau, Draft(categories=("air",), description="楼下烧烤店油烟"))
    text = page(officer, f"/portal/cases/{case.number}")
    assert "这件事归综合行政执法局" in text
    take(officer, case, "refer", authority="city_enforcement")
    moved = bureau.cases.find(case.number)
    assert moved is not None
    assert moved.status is Status.REFERRED


@pytest.mark.parametrize(
    "number", ["20261124-0042-9", "20261124-0042-1", "x", "%00", "1" * 5000, "..%2f..%2fetc"]
)
def test_a_number_that_is_no_case_gives_a_kind_page(officer: Officer, number: str) -> None:
    assert "没有找到这一页" in page(officer, f"/portal/cases/{number}", status=404)


def test_a_photo_is_shown_with_its_own_case_alone(officer: Officer, bureau: Bureau) -> None:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "JPEG")
    photo = inspect_photo(content.getvalue())
    kept = bureau.evidence.add(photo, kind="image", by=CITIZEN, at=AT)
    awaited = bureau.evidence.want(id="later", kind="image", media_id="x", by=CITIZEN, at=AT)
    case = submit(bureau, Draft(description="臭", photos=(kept, awaited)))
    other = submit(bureau, key="m2")
    answer = officer.get(f"/portal/cases/{case.number}/photos/{kept}")
    assert (answer.data, answer.mimetype) == (photo.data, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert officer.get(f"/portal/cases/{other.number}/photos/{kept}").status_code == 404
    assert officer.get(f"/portal/cases/{case.number}/photos/{awaited}").status_code == 404
    text = page(officer, f"/portal/cases/{case.number}")
    assert 'alt="现场照片 1"' in text
    assert "照片 2 还没从微信取到" in text


def test_an_empty_portal_says_so(officer: Officer) -> None:
    assert "没有符合条件的举报" in page(officer, "/portal/cases")
    assert officer.get("/portal/").location == "/portal/cases/mine"
    assert "手上没有要办的举报" in page(officer, "/portal/cases/mine")


TELLS = "我是隔壁3幢201的赵子龙，塑料厂半夜偷排，电话13800001111"


def test_an_anonymous_case_shows_who_wrote_it_nowhere(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau, Draft(categories=("odor",), description=TELLS, anonymous=True))
    for path in (f"/portal/cases/{case.number}", "/portal/cases"):
        shown = page(officer, path)
        assert "塑料厂半夜偷排" in shown
        assert not [secret for secret in ("赵子龙", "3幢201", "13800001111") if secret in shown]


def test_the_original_of_an_anonymous_case_is_read_with_a_reason_on_record(
    officer: Officer, bureau: Bureau
) -> None:
    case = submit(bureau, Draft(categories=("odor",), description=TELLS, anonymous=True))
    path = f"/portal/cases/{case.number}"
    answer = officer.post(f"{path}/original", page=path, reason="需回访核实位置")
    assert TELLS in unescape(answer.get_data(as_text=True))
    (line,), _ = bureau.audit.page(AuditFilter(verb="cases.original"), limit=5, offset=0)
    assert (line.number, line.reason) == (case.number, "需回访核实位置")


def test_without_a_reason_the_original_stays_unread(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau, Draft(categories=("odor",), description=TELLS, anonymous=True))
    path = f"/portal/cases/{case.number}"
    assert officer.post(f"{path}/original", page=path, reason=" 看 ").status_code == 302
    assert "至少四个字" in page(officer, path)
    assert {line.reason for line in bureau.audit.page(AuditFilter(), limit=9, offset=0)[0]} == {""}


def test_a_case_under_a_name_has_no_original_to_ask_for(officer: Officer, bureau: Bureau) -> None:
    case = submit(bureau, Draft(categories=("odor",), description=TELLS))
    shown = page(officer, f"/portal/cases/{case.number}")
    assert TELLS in shown
    assert "看原文" not in shown

"""The officers' pages of odor events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.adapters.providers.demo_wind import DemoWind
from bureau.cases import Draft, Location
from bureau.officers import Post
from bureau.patrols import PatrolDraft
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer


def smelt(bureau: Bureau, n: int, *, minutes: int = 0, east: float = 0.0, **facts: object) -> str:
    """File a report somewhere around the city's middle and return its number."""
    town = bureau.places.towns()[0]
    point = Location(town.longitude + east + n * 0.002, town.latitude)
    draft = Draft(
        **{
            "categories": ("odor",),
            "place": town.code,
            "location": point,
            "description": f"楼下有塑料味，电话 1380000{n:04d}",
            "odor_qualities": ("塑料",),
            "intensity": 3,
            **facts,
        }
    )
    at = AT - timedelta(minutes=90) + timedelta(minutes=minutes + n)
    case = bureau.cases.submit(
        draft=draft, by=f"{n:032d}", at=at, message_key=f"{east}{n}{minutes}"
    )
    return case.number


@pytest.fixture
def event(bureau: Bureau) -> int:
    """Five reports within a kilometre, with the wind of the demonstration."""
    bureau.observations.save(DemoWind(bureau.places).fetch(at=AT), at=AT)
    for n in range(5):
        smelt(bureau, n)
    bureau.odor.follow(at=AT)
    [found] = bureau.odor.search(officer=bureau.officers.get("admin"), limit=9, offset=0)[0]
    return found.id


def test_without_events_the_page_says_how_they_come_about(officer: Officer) -> None:
    assert "还没有异味事件" in officer.get("/portal/odor").get_data(as_text=True)


def test_the_list_says_why_the_reports_are_one(officer: Officer, event: int) -> None:
    text = officer.get("/portal/odor").get_data(as_text=True)
    assert f"事件 {event}" in text
    assert "5 条反映，相距不超过 0.8 公里，前后 4 分钟，像塑料，平均 3.0 级" in text


def test_an_event_shows_map_wind_stations_and_masked_words(officer: Officer, event: int) -> None:
    text = officer.get(f"/portal/odor/{event}").get_data(as_text=True)
    assert text.count('class="nose"') == 5
    assert 'class="likely" d="M' in text
    assert "来源多半在上风向" in text
    assert "楼下有塑料味" in text
    assert "13800000001" not in text
    assert "还没有登记册" in text


def test_an_event_that_is_not_there_is_not_found(officer: Officer, event: int) -> None:
    assert officer.get("/portal/odor/999").status_code == 404
    assert officer.get(f"/portal/odor/{10**12}").status_code == 404


def test_an_officer_splits_an_event_and_merges_it_back(
    officer: Officer, bureau: Bureau, event: int
) -> None:
    page = f"/portal/odor/{event}"
    admin = bureau.officers.get("admin")
    chosen = bureau.odor.reports(bureau.odor.find(event))[0].key
    answer = officer.post(page, page=page, verb="split", report=chosen)
    apart = int(answer.location.rpartition("/")[2])
    assert apart != event
    assert bureau.odor.search(officer=admin, limit=9, offset=0)[1] == 2
    answer = officer.post(f"/portal/odor/{apart}", page=page, verb="merge", into=str(event))
    assert answer.location.endswith(page)
    text = officer.get(page).get_data(as_text=True)
    assert "5 条反映" in text
    assert f"收进事件 {apart}" in text
    # Its old address leads to where it went.
    assert officer.get(f"/portal/odor/{apart}").location.endswith(page)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"verb": "merge", "into": "999"}, "没有这个异味事件"),
        ({"verb": "merge", "into": "x"}, "没有这个异味事件"),
        ({"verb": "merge", "into": "²"}, "没有这个异味事件"),
        ({"verb": "split"}, "请选出一部分反映"),
    ],
)
def test_what_cannot_be_done_is_explained(
    officer: Officer, event: int, form: dict[str, str], said: str
) -> None:
    page = f"/portal/odor/{event}"
    answer = officer.post(page, page=page, **form)
    assert answer.status_code == 409
    assert said in answer.get_data(as_text=True)


def test_an_event_is_not_merged_with_itself(officer: Officer, event: int) -> None:
    page = f"/portal/odor/{event}"
    answer = officer.post(page, page=page, verb="merge", into=str(event))
    assert "同一个事件" in answer.get_data(as_text=True)


def posted(bureau: Bureau, stranger: Officer, post: Post) -> None:
    """Sign in somebody of a post."""
    first = "the first password"
    bureau.officers.add(name="posted", full_name="posted", password=first, at=AT, post=post)
    bureau.officers.change_password(name="posted", old=first, new=PASSWORD, keeps="", at=AT)
    assert stranger.sign_in("posted").status_code == 302


def test_who_may_only_read_is_offered_no_change_and_makes_none(
    stranger: Officer, bureau: Bureau, event: int
) -> None:
    posted(bureau, stranger, Post("auditor"))
    page = f"/portal/odor/{event}"
    text = stranger.get(page).get_data(as_text=True)
    assert "楼下有塑料味" in text
    assert "拆成另一个事件" not in text
    key = bureau.odor.reports(bureau.odor.find(event))[0].key
    answer = stranger.post(page, page="/portal/account", verb="split", report=key)
    assert answer.status_code == 404


def test_an_event_elsewhere_is_not_there_for_another_towns_officer(
    stranger: Officer, bureau: Bureau, event: int
) -> None:
    posted(bureau, stranger, Post("town_office", bureau.places.towns()[-1].code))
    assert stranger.get(f"/portal/odor/{event}").status_code == 404
    assert "共 0 个事件" in stranger.get("/portal/odor").get_data(as_text=True)


def test_an_event_of_a_whole_town_is_not_there_for_an_officer_of_its_villages(
    stranger: Officer, bureau: Bureau, event: int
) -> None:
    posted(bureau, stranger, Post("grid_worker", bureau.odor.find(event).town))
    assert stranger.get(f"/portal/odor/{event}").status_code == 404
    assert "共 0 个事件" in stranger.get("/portal/odor").get_data(as_text=True)


def test_a_patrol_that_found_nothing_stands_beside_the_reports(
    officer: Officer, bureau: Bureau, event: int
) -> None:
    by = "9" * 32
    place = bureau.places.towns()[0]
    applied = bureau.patrols.apply(kind="odor", town=place.code, by=by, at=AT, message_key="a")
    bureau.patrols.decide(volunteer=applied.id, approved=True, by="admin", at=AT)
    draft = PatrolDraft(
        kind="odor",
        place=place.code,
        longitude=place.longitude,
        latitude=place.latitude,
        found=False,
    )
    at = AT - timedelta(minutes=88)
    bureau.patrols.record(draft=draft, by=by, at=at, message_key="p")
    assert bureau.odor.follow(at=AT) == 1
    text = officer.get(f"/portal/odor/{event}").get_data(as_text=True)
    assert "1 处没有闻到的" in text
    assert "5 条反映" in text


def test_the_register_is_ranked_for_officers(
    officer: Officer, bureau: Bureau, event: int, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = bureau.places.towns()[0]
    register = tmp_path / "register.csv"
    register.write_text(
        "企业名称,经度,纬度,气味\n"
        f"近处塑料厂,{town.longitude + 0.01},{town.latitude - 0.01},塑料、橡胶\n"
        "远方化工厂,121.9,31.9,化工\n坏行,x,y,\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(bureau.odor, "_emitters", register)
    text = officer.get(f"/portal/odor/{event}").get_data(as_text=True)
    assert text.index("近处塑料厂") < text.index("远方化工厂")
    assert "气味相符" in text
    assert "第 4 行" in text

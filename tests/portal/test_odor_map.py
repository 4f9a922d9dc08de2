"""Odor for everybody: what is shown, and that nobody's home is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from bureau.cases import Draft, Location
from bureau.officers import Post
from bureau.wiring import Bureau
from portal.drawing.maps import city_map
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

LATER = timedelta(hours=3)


def smelt(
    bureau: Bureau, person: int, *, east: float = 0.0, minutes: int = 0, town: int = 0, **facts
) -> str:
    """File a report and return its number."""
    seat = bureau.places.towns()[town]
    draft = Draft(
        **{
            "categories": ("odor",), "place": seat.code,
            "location": Location(seat.longitude + east, seat.latitude),
            "description": "隔壁老王的化工厂，电话 13800001234", "odor_qualities": ("塑料",),
            "intensity": 3, "suspected_firm": "某某化工", **facts,
        }
    )  # fmt: skip
    at = AT - timedelta(minutes=40) + timedelta(minutes=minutes)
    key = f"{person}{east}{minutes}{town}"
    case = bureau.cases.submit(draft=draft, by=f"{person:032d}", at=at, message_key=key)
    return case.number


def published(bureau: Bureau) -> None:
    bureau.odor.follow(at=AT)
    bureau.bulletin.sweep(at=AT + LATER)


def squares(text: str) -> list[str]:
    return re.findall(r'<polygon points="([^"]+)"', text)


def text_of(stranger: Officer, path: str = "/odor-map") -> str:
    answer = stranger.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_without_events_the_map_says_so(stranger: Officer) -> None:
    assert "这些天没有公布的异味事件" in text_of(stranger)


def test_an_event_appears_two_hours_after_it_is_over(
    stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    for person in range(4):
        smelt(bureau, person, minutes=person)
    bureau.odor.follow(at=AT)
    bureau.bulletin.sweep(at=AT)
    assert "没有公布的异味事件" in text_of(stranger)
    watch.wait(hours=3)
    bureau.bulletin.sweep(at=watch.at)
    text = text_of(stranger)
    assert "好几位居民" in text
    assert "像塑料" in text
    assert len(squares(text)) == 1


def test_no_person_no_firm_no_word_and_no_number_is_public(
    stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    numbers = [smelt(bureau, person, minutes=person) for person in range(4)]
    published(bureau)
    watch.wait(hours=3)
    for path in ("/odor-map", "/odor-map/embed", "/odor-map/feed.xml"):
        text = text_of(stranger, path)
        for secret in ("老王", "化工", "1380000", *numbers, f"{0:032d}"):
            assert secret not in text, (path, secret)


def test_a_square_is_the_same_wherever_in_it_people_stood(
    stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    """No jitter to be averaged away, and no square that hugs the reports."""
    for person in range(3):
        smelt(bureau, person, minutes=person, east=person * 0.0002)
    published(bureau)
    watch.wait(hours=3)
    [square] = squares(text_of(stranger))
    corners = [tuple(map(float, each.split(","))) for each in square.split()]
    wide = max(x for x, _ in corners) - min(x for x, _ in corners)
    assert squares(text_of(stranger)) == [square]
    # 500 m of the drawing's own scale.
    drawing, plane = city_map(bureau.places), bureau.odor.plane
    unit = drawing.point(*plane.degrees(500, 0))[0] - drawing.point(*plane.degrees(0, 0))[0]
    assert wide == pytest.approx(unit, abs=0.11)


def test_who_is_alone_in_a_square_is_not_on_the_map(
    stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    for person in range(3):
        smelt(bureau, person, minutes=person)
    smelt(bureau, 9, east=0.012, minutes=4)  # a kilometre on, alone
    smelt(bureau, 9, east=0.0121, minutes=5)  # and again: one person all the same
    smelt(bureau, 9, east=0.0122, minutes=6)
    published(bureau)
    watch.wait(hours=3)
    assert len(squares(text_of(stranger))) == 1


def test_one_more_report_changes_nothing_that_was_published(
    stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    for person in range(3):
        smelt(bureau, person, minutes=person)
    for person in (4, 5):
        smelt(bureau, person, east=0.012, minutes=person)
    published(bureau)
    watch.wait(hours=3)
    before = squares(text_of(stranger))
    # A third one in the other square, told of late: the difference would be their square.
    smelt(bureau, 6, east=0.012, minutes=7)
    bureau.odor.follow(at=watch.at)
    bureau.bulletin.sweep(at=watch.at)
    assert squares(text_of(stranger)) == before


def test_an_erased_citizens_reports_do_not_make_a_crowd(
    stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    for n in range(4):
        smelt(bureau, 1, minutes=n, east=n * 0.0001)
    bureau.odor.follow(at=AT)
    bureau.bulletin.sweep(at=AT + LATER)
    bureau.citizens.erase(by=f"{1:032d}", at=AT + LATER)
    bureau.bulletin.sweep(at=AT + LATER)
    watch.wait(hours=4)
    assert squares(text_of(stranger)) == []
    assert "没有公布的异味事件" in text_of(stranger)


def test_a_released_report_is_on_the_map_blurred_and_after_the_delay(
    officer: Officer, stranger: Officer, bureau: Bureau, watch: Watch
) -> None:
    number = smelt(bureau, 7)
    bureau.odor.follow(at=AT)
    page = "/portal/odor/public"
    officer.post(page, page=page, number=number)
    assert squares(text_of(stranger)) == []
    watch.wait(hours=3)
    text = text_of(stranger)
    assert len(squares(text)) == 1
    assert "经核后公开" in text
    assert number not in text
    officer.sign_in()  # three hours later
    listing = officer.get(page).get_data(as_text=True)
    mark = listing.partition('name="mark" value="')[2].partition('"')[0]
    officer.post(f"{page}/hold", page=page, mark=mark, verb="hold")
    assert squares(text_of(stranger)) == []
    officer.post(f"{page}/hold", page=page, mark=mark, verb="show")
    assert len(squares(text_of(stranger))) == 1


@pytest.mark.parametrize("number", ["", "1", "20990101-0001-1", "x" * 90, "举报"])
def test_what_is_no_report_is_not_released(officer: Officer, number: str) -> None:
    page = "/portal/odor/public"
    answer = officer.post(page, page=page, number=number)
    assert answer.status_code == 302
    assert "没有这个编号" in officer.get(page).get_data(as_text=True)


def test_water_is_not_released_as_odor(officer: Officer, bureau: Bureau) -> None:
    number = smelt(bureau, 7, categories=("water",))
    page = "/portal/odor/public"
    officer.post(page, page=page, number=number)
    assert "只有异味举报" in officer.get(page).get_data(as_text=True)


def test_a_town_is_asked_for_by_its_code_alone(stranger: Officer, bureau: Bureau) -> None:
    town = bureau.places.towns()[0]
    assert town.name in text_of(stranger, f"/odor-map?town={town.code}")
    for wrong in ("town=1", "town=3304", "days=3", "days=x", "town=%27"):
        assert stranger.get(f"/odor-map?{wrong}").status_code == 404


def test_only_the_embedded_page_may_stand_in_a_frame(stranger: Officer) -> None:
    embedded, page = stranger.get("/odor-map/embed"), stranger.get("/odor-map")
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "<script" not in embedded.get_data(as_text=True) + page.get_data(as_text=True)


def test_the_feed_is_rss_2(stranger: Officer, bureau: Bureau, watch: Watch) -> None:
    for town in (0, 5):
        for person in range(4):
            smelt(bureau, person + 10 * town, minutes=person, town=town)
    published(bureau)
    watch.wait(hours=3)
    answer = stranger.get("/odor-map/feed.xml")
    assert answer.mimetype == "application/rss+xml"
    root = ET.fromstring(answer.get_data())
    assert (root.tag, root.attrib["version"]) == ("rss", "2.0")
    [channel] = root
    assert {"title", "link", "description"} <= {each.tag for each in channel}
    items = channel.findall("item")
    assert len(items) == 2
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == 2
    for item in items:
        assert item.findtext("title")
        assert parsedate_to_datetime(item.findtext("pubDate") or "") == AT + LATER
        assert (item.findtext("link") or "").startswith("http")
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None
    assert own.attrib["rel"] == "self"


def test_who_may_not_publish_finds_no_such_page(
    officer: Officer, bureau: Bureau, stranger: Officer
) -> None:
    county = bureau.places.counties()[0].code
    bureau.officers.add(
        name="wang", full_name="王芳", password=PASSWORD, at=AT, post=Post("county_branch", county)
    )
    stranger.sign_in("wang")
    page = "/portal/account/password"
    stranger.post(page, page=page, old=PASSWORD, new="another long one", again="another long one")
    assert stranger.get("/portal/odor").status_code == 200
    assert stranger.get("/portal/odor/public").status_code == 404

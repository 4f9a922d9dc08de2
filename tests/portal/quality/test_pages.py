"""The citizens' pages of air and water, as they come without a script."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bureau.quality.model import AirObservation, Fetched, Station, WaterObservation
from bureau.quality.sites import national_sections, national_stations
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Watch

PAGES = ("/air", "/water")


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def heading(text: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text)
    assert found
    return found[1]


def test_the_air_begins_with_the_verdict(phone: FlaskClient, observed: Bureau) -> None:
    text = text_of(phone.get("/air"))
    answer = observed.quality.air_now(at=AT)
    assert answer
    assert answer.level
    assert heading(text).startswith(f"嘉兴空气{answer.level.name}，")
    assert f"<b>{answer.aqi}</b>" in text
    assert answer.level.advice in text
    assert "10:00的数" in text
    assert "下一次约11:30" in text
    assert "来源：演示数据" in text
    assert "演示数据，不是真实监测值" in text


def test_a_place_is_answered_by_its_nearest_station(phone: FlaskClient, observed: Bureau) -> None:
    mention = observed.places.best("王店")
    assert mention
    code = mention.place.code
    text = text_of(phone.get(f"/air?place={code}"))
    answer = observed.quality.air_now(place=mention.place, at=AT)
    assert answer
    assert heading(text).startswith("秀洲区王店镇空气")
    assert f"最近的站：{answer.station}" in text
    assert f'<option value="{code}" selected>' in text


def test_a_station_is_shown_by_its_code(phone: FlaskClient) -> None:
    text = text_of(phone.get("/air?station=1252A&what=PM2.5&hours=168"))
    assert heading(text).startswith("清河小学站空气")
    assert "清河小学 PM2.5 近7 天" in text


def test_the_water_begins_with_the_count_of_good_sections(
    phone: FlaskClient, observed: Bureau
) -> None:
    text = text_of(phone.get("/water"))
    answers = observed.quality.waters_now(at=AT)
    good = sum((answer.water_class or 9) <= 3 for answer in answers)
    assert heading(text) == f"{len(answers)}个自动站，{good}个水质达到Ⅲ类或更好"
    for answer in answers:
        assert answer.section in text


def test_a_section_is_shown_with_its_limits(phone: FlaskClient, observed: Bureau) -> None:
    text = text_of(phone.get("/water?section=wuzhenbei&what=TP"))
    answer = observed.quality.water_now(name="乌镇北", at=AT)
    assert answer
    assert heading(text).startswith(f"乌镇北水质{answer.class_name}，")
    assert "Ⅲ类不低于 5" in text
    assert "Ⅲ类不超过 0.2" in text
    assert 'data-limit="0.2"' in text


def test_a_town_without_a_section_is_told_so(phone: FlaskClient) -> None:
    text = text_of(phone.get("/water?place=330483101"))
    assert "桐乡市里的断面" in text


def test_negative_oxygen_ions_stand_on_the_air_page_with_grade_and_source(
    phone: FlaskClient, empty_phone: FlaskClient
) -> None:
    text = text_of(phone.get("/air"))
    told = text.partition('id="ions-title"')[2]
    assert "每立方厘米多少个" in told
    assert "清新 · " in told
    assert "来源：演示数据" in told
    assert "负氧离子" not in text_of(empty_phone.get("/air"))


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_has_its_table(phone: FlaskClient, page: str) -> None:
    text = text_of(phone.get(page))
    assert text.count('role="img"') == text.count("<table") == 2
    sites, readings = re.findall(r"<tbody>(.*?)</tbody>", text, re.S)
    assert sites.count("<tr") == text.count("<circle") + len(unplaced(page))
    assert readings.count("<time datetime=") == {"/air": 24, "/water": 6}[page]


def unplaced(page: str) -> list[str]:
    """Return the sites that nobody can put on the map."""
    return [site.code for site in national_sections() if page == "/water" and not site.place]


def test_the_map_does_not_claim_positions_that_are_not_published(phone: FlaskClient) -> None:
    assert "断面的精确位置没有公布" in text_of(phone.get("/water"))


@pytest.mark.parametrize("nothing", ["place=330400", "place=&station=&section=&what=", "from=chat"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_chosen_is_the_page_as_it_comes(
    phone: FlaskClient, page: str, nothing: str
) -> None:
    assert phone.get(f"{page}?{nothing}").data == phone.get(page).data


@pytest.mark.parametrize("page", PAGES)
def test_before_any_value_the_page_says_so(empty_phone: FlaskClient, page: str) -> None:
    text = text_of(empty_phone.get(page))
    assert "还没有收到" in heading(text)
    assert "数据一到" in text


def observe(bureau: Bureau) -> None:
    station = national_stations()[0]
    hour = AT.replace(minute=0)
    bureau.observations.save(
        Fetched(
            air=(AirObservation(station.code, hour, "national", 200.0, 260.0, 9, 50, 1.1, 30.0),),
            water=(
                WaterObservation(
                    "wuzhenbei", hour, "national", {"DO": 1.5, "NH3N": 3.0}, failed=("TP",)
                ),
            ),
            stations=(station, Station("X1", "<b>坏</b>", "bureau", "330402001")),
            sections=(national_sections()[-1],),
        ),
        at=AT,
    )


def test_bad_air_and_bad_water_are_said_plainly(bureau: Bureau, empty_phone: FlaskClient) -> None:
    observe(bureau)
    air = text_of(empty_phone.get("/air"))
    assert heading(air) == "嘉兴空气重度污染，尽量待在屋里"
    assert "首要污染物 PM2.5" in air
    assert "戴口罩" in air
    assert "演示数据" not in air
    water = text_of(empty_phone.get("/water?section=wuzhenbei"))
    assert heading(water) == "乌镇北水质劣Ⅴ类，很差，离远点"
    assert "氨氮超Ⅲ类标准2倍" in water
    assert "总磷当天质控不合格" in water


def test_an_old_value_is_shown_as_old_and_whose_fault_it_is(
    bureau: Bureau, empty_phone: FlaskClient, watch: Watch
) -> None:
    observe(bureau)
    watch.wait(hours=5)
    text = text_of(empty_phone.get("/air"))
    assert "最新的数是5小时前的，我们这边没取到新的" in text
    assert "下一次本该" in text


def test_names_from_a_sheet_are_only_text(bureau: Bureau, empty_phone: FlaskClient) -> None:
    observe(bureau)
    hour = AT.replace(minute=0)
    row = AirObservation("X1", hour, "bureau", 20.0, 30.0, 9, 10, 0.5, 60.0)
    bureau.observations.save(Fetched(air=(row,)), at=AT)
    bureau.__dict__.pop("quality", None)
    body = empty_phone.get("/air?station=X1").get_data(as_text=True)
    assert "<b>坏" not in body
    assert "&lt;b&gt;坏" in body


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_asked_for_again_only_when_it_changed(phone: FlaskClient, page: str) -> None:
    first = phone.get(page)
    again = phone.get(page, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert phone.get(page, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_page_travels_compressed_and_light(phone: FlaskClient, page: str) -> None:
    plain = phone.get(page)
    small = phone.get(page, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < 16_000


@pytest.mark.parametrize("page", PAGES)
def test_a_page_allows_nothing_but_its_own_and_sets_no_cookie(
    phone: FlaskClient, page: str
) -> None:
    answer = phone.get(page)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in answer.headers
    text = text_of(answer)
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text)
    assert " style=" not in text


def test_an_officer_on_a_public_page_leaves_no_trace_of_the_login(served: Flask) -> None:
    from tests.portal.conftest import Officer

    officer = Officer(served.test_client())
    officer.sign_in()
    answer = officer.get("/air")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("name", ["quality.js", "quality.css", "vendor/echarts-5.6.0.min.js"])
def test_what_a_page_fetches_is_compressed_and_kept(phone: FlaskClient, name: str) -> None:
    answer = phone.get(f"/portal/static/{name}", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "max-age=86400" in answer.headers["Cache-Control"]
    again = phone.get(
        f"/portal/static/{name}",
        headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]},
        buffered=True,
    )
    assert again.status_code == 304


def test_everything_together_stays_below_its_weight(phone: FlaskClient) -> None:
    names = ("quality.js", "quality.css", "leaf.svg", "vendor/echarts-5.6.0.min.js")
    for page in PAGES:
        paths = (f"{page}?hours=168", *(f"/portal/static/{name}" for name in names))
        weight = sum(
            len(phone.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True).data)
            for path in paths
        )
        assert weight < 300_000

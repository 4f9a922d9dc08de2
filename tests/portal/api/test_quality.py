"""The open data: what they hold, and what a wrong question is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from bureau.quality.air_index import HOURLY_POLLUTANTS
from bureau.quality.water_class import indicators
from bureau.wiring import Bureau
from portal.api import quality as api
from tests.portal.conftest import AT

PATHS = (
    "/api/v1/air",
    "/api/v1/air/1252A",
    "/api/v1/water",
    "/api/v1/water/wuzhenbei",
    "/api/v1/rankings",
    "/api/v1/openapi.json",
)


def document(answer: Any) -> Any:
    assert answer.status_code == 200
    assert answer.content_type == "application/json; charset=utf-8"
    return json.loads(answer.data)


def problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    found = json.loads(answer.data)
    assert found["status"] == status
    assert found["detail"]
    return found


def test_the_air_holds_the_city_and_every_station(phone: FlaskClient, observed: Bureau) -> None:
    found = document(phone.get("/api/v1/air"))
    answers = {answer.station_code: answer for answer in observed.quality.airs_now(at=AT)}
    assert {station["code"] for station in found["stations"]} == set(answers)
    assert found["city"]["code"] == "330400"
    school = next(s for s in found["stations"] if s["code"] == "1252A")
    answer = answers["1252A"]
    assert (school["aqi"], school["values"]) == (answer.aqi, dict(answer.values))
    assert school["observed_at"] == "2026-11-24T10:00:00+08:00"
    assert school["position"] == {"longitude": 120.744, "latitude": 30.7946}
    assert school["demonstration"] is True
    assert school["standard"] == "HJ 633-2026"


def test_a_place_keeps_its_own_stations_and_sections(phone: FlaskClient) -> None:
    for path, key in (("/api/v1/air", "stations"), ("/api/v1/water", "sections")):
        sites = document(phone.get(f"{path}?place=330482"))[key]
        assert sites
        assert all(site["place"]["code"].startswith("330482") for site in sites)
        whole = document(phone.get(f"{path}?place=330400"))[key]
        assert whole == document(phone.get(path))[key]


def test_a_station_brings_its_last_hours(phone: FlaskClient, observed: Bureau) -> None:
    found = document(phone.get("/api/v1/air/1252A?what=PM2.5&hours=5"))
    series = observed.quality.air_series(station="1252A", what="PM2.5", hours=5, at=AT)
    assert series
    assert [point["value"] for point in found["series"]["points"]] == [
        point.value for point in series.points
    ]
    assert len(found["series"]["points"]) == 5
    assert found["series"]["unit"] == "μg/m³"


def test_the_city_has_a_series_of_its_stations_means(phone: FlaskClient) -> None:
    found = document(phone.get("/api/v1/air/330400?what=CO"))
    assert found["station"]["name"] == "嘉兴市"
    assert len(found["station"]["stations"]) == 4
    assert found["series"]["unit"] == "mg/m³"
    assert found["series"]["points"][-1]["value"] == found["station"]["values"]["CO"]


def test_a_section_brings_an_indicator(phone: FlaskClient) -> None:
    found = document(phone.get("/api/v1/water/wuzhenbei?what=NH3N&days=1"))
    assert found["section"]["name"] == "乌镇北"
    assert found["series"]["points"][-1]["value"] == found["section"]["values"]["NH3N"]


def test_air_is_ranked_with_its_validity(phone: FlaskClient, observed: Bureau) -> None:
    found = document(phone.get("/api/v1/rankings?level=county"))
    assert (found["month"], found["by"], len(found["rows"])) == ("2026-10", "composite", 7)
    ranks = [row["rank"] for row in found["rows"]]
    assert ranks == sorted(ranks)
    for row in found["rows"]:
        assert (row["days"], row["expected_days"], row["coverage"]) == (31, 31, 100.0)
        assert row["valid"] is True
        assert row["change"] is not None


def test_water_is_ranked_by_its_index(phone: FlaskClient) -> None:
    found = document(phone.get("/api/v1/rankings?by=cwqi&month=2026-10"))
    assert (found["medium"], len(found["rows"])) == ("water", 72)
    values = [row["value"] for row in found["rows"] if row["rank"]]
    assert values == sorted(values)


def test_a_month_without_data_ranks_nobody(phone: FlaskClient) -> None:
    found = document(phone.get("/api/v1/rankings?month=2000-01"))
    assert all(row["rank"] is None for row in found["rows"])


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/v1/air?place=", "place"),
        ("/api/v1/air?place=110101", "place"),
        ("/api/v1/air?place=３３０４０２", "place"),
        ("/api/v1/air?place=330402%0a", "place"),
        ("/api/v1/air?place=330402&place=330411", "place"),
        ("/api/v1/air?plase=330402", "plase"),
        ("/api/v1/air/1252A?hours=0", "hours"),
        ("/api/v1/air/1252A?hours=169", "hours"),
        ("/api/v1/air/1252A?hours=1e2", "hours"),
        ("/api/v1/air/1252A?what=O3_8h", "what"),
        ("/api/v1/water/wuzhenbei?days=32", "days"),
        ("/api/v1/water/wuzhenbei?what=", "what"),
        ("/api/v1/rankings?month=2026-13", "month"),
        ("/api/v1/rankings?month=2026-1", "month"),
        ("/api/v1/rankings?month=2026-10-01", "month"),
        ("/api/v1/rankings?by=beauty", "by"),
        ("/api/v1/rankings?level=village", "level"),
        ("/api/v1/rankings?" + "x" * 3000 + "=1", "x" * 40),
    ],
)
def test_a_wrong_parameter_is_named(phone: FlaskClient, path: str, parameter: str) -> None:
    assert problem(phone.get(path), 400)["parameter"] == parameter


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/air?place=330499",
        "/api/v1/air/nowhere",
        "/api/v1/air/%E5%8D%97%E6%B9%96%00",
        "/api/v1/water/demo-nowhere",
        "/api/v1/soil",
        "/api/v1/",
        "/api/v2/air",
        "/api/v1/air/1252A/more",
    ],
)
def test_what_is_not_there_is_said_so(phone: FlaskClient, path: str) -> None:
    answer = phone.get(path)
    problem(answer, 404)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_nobody_writes(phone: FlaskClient, path: str, method: str) -> None:
    answer = phone.open(path, method=method)
    problem(answer, 405)
    assert {m.strip() for m in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_other_doors_keep_their_own_errors(phone: FlaskClient) -> None:
    assert phone.get("/nowhere").mimetype == "text/html"
    assert phone.post("/air").mimetype == "text/html"


@pytest.mark.parametrize("path", PATHS)
def test_any_origin_may_read(phone: FlaskClient, path: str) -> None:
    answer = phone.get(path, headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    asked = phone.options(
        path,
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "If-None-Match",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_fetched_again_only_when_it_changed(phone: FlaskClient, path: str) -> None:
    first = phone.get(path)
    tag = first.headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = phone.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
    assert phone.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_the_tag_is_of_the_content(phone: FlaskClient) -> None:
    tags = {phone.get(path).headers["ETag"] for path in PATHS}
    assert len(tags) == len(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_head_tells_what_get_would(phone: FlaskClient, path: str) -> None:
    whole, head = phone.get(path), phone.head(path)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]


def test_an_answer_is_compressed_for_whoever_takes_it(phone: FlaskClient) -> None:
    plain = phone.get("/api/v1/air")
    small = phone.get("/api/v1/air", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 5
    refused = phone.get("/api/v1/air", headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data


def test_a_fault_of_ours_is_a_problem_too(
    observed: Bureau, served: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(observed.quality, "airs_now", broken)
    text = problem(served.test_client().get("/api/v1/air"), 500)["detail"]
    assert "disk" not in text


def test_before_any_value_the_answers_are_empty(empty_phone: FlaskClient) -> None:
    assert document(empty_phone.get("/api/v1/air")) == {"city": None, "stations": []}
    assert document(empty_phone.get("/api/v1/water")) == {"sections": []}
    assert document(empty_phone.get("/api/v1/rankings"))["rows"] == []
    problem(empty_phone.get("/api/v1/air/330400"), 404)


def test_the_description_knows_what_may_be_asked(phone: FlaskClient) -> None:
    described = document(phone.get("/api/v1/openapi.json"))
    source = Path(api.__file__).with_name("quality.yml").read_text(encoding="utf-8")
    assert described == yaml.safe_load(source)
    assert described["openapi"].startswith("3.1")

    def choices(path: str, name: str) -> list[str]:
        parameters = described["paths"][path]["get"]["parameters"]
        return next(p["schema"]["enum"] for p in parameters if p.get("name") == name)

    assert set(choices("/api/v1/air/{code}", "what")) == {"AQI", *HOURLY_POLLUTANTS}
    assert set(choices("/api/v1/water/{code}", "what")) == set(indicators())

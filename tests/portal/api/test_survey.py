"""The survey's results for programs: only with a key, and as `survey.yml` says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from bureau.survey_access.api_keys import LIFETIMES, Scope
from bureau.wiring import Bureau
from portal import register
from portal.api import survey as survey_api
from tests.portal.conftest import AT, Officer


@pytest.fixture(scope="module")
def app(surveyed: Bureau) -> Flask:
    app = Flask("webhook", static_folder=None)
    register(app, surveyed, clock=lambda: AT)
    return app


@pytest.fixture(scope="module")
def described() -> Any:
    file = Path(survey_api.__file__).with_name("survey.yml")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.fixture
def program(app: Flask, surveyed: Bureau) -> FlaskClient:
    return program_of(app, surveyed, Scope.ALL)


def program_of(app: Flask, bureau: Bureau, scope: Scope) -> FlaskClient:
    secret = bureau.api_keys.make(
        label="数据中心", scope=scope, lifetime=LIFETIMES[90], by="admin", at=AT
    )[1]
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def holds(document: Any, described: Any, path: str) -> None:
    answers = described["paths"][path]["get"]["responses"]["200"]
    schema = answers["content"]["application/json"]["schema"]
    jsonschema_rs.validate({**schema, "components": described["components"]}, document)


def test_nothing_is_told_without_a_key_but_how_to_ask(app: Flask) -> None:
    client = app.test_client()
    for headers in ({}, {"X-API-Key": "jxs_wrong"}, {"Authorization": "Bearer é" * 99}):
        answer = client.get("/api/v1/surveys", headers=headers)
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
        assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert client.get("/api/v1/surveys/openapi.json").json["openapi"] == "3.1.0"


def test_a_program_reads_waves_and_results_as_described(
    program: FlaskClient, surveyed: Bureau, described: Any
) -> None:
    waves = program.get("/api/v1/surveys").json
    holds(waves, described, "/api/v1/surveys")
    assert [one["wave"] for one in waves["waves"]][:2] == ["2026Q4", "2026Q3"]
    found = program.get("/api/v1/surveys/2026Q3?level=town").json
    holds(found, described, "/api/v1/surveys/{wave}")
    ranking = surveyed.survey_service.ranking(wave="2026Q3", level="town")
    assert found["hash"] == ranking.provenance.fingerprint
    assert [one["before"] for one in found["changes"]] == ["2026Q2", "2025Q3"]
    assert len(found["regions"]) == 72


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/surveys/2020Q1", 404),
        ("/api/v1/surveys/../etc", 404),
        ("/api/v1/surveys/2026Q3?level=village", 400),
        ("/api/v1/surveys/2026Q3?mode=pigeon", 400),
        ("/api/v1/surveys/2026Q3?sort=up", 400),
        ("/api/v1/surveys/2026Q3?level=town&level=town", 400),
        ("/api/v1/surveys/sheets/zzz", 404),
    ],
)
def test_a_wrong_question_is_told_so(program: FlaskClient, path: str, status: int) -> None:
    answer = program.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"]


def test_an_officer_makes_a_key_seen_once_and_ends_it(app: Flask, surveyed: Bureau) -> None:
    officer = Officer(app.test_client())
    officer.sign_in()
    page = "/portal/tracing"
    wish = {"scope": "results", "days": "365"}
    for nonsense in ({"scope": "everything"}, {"days": "9999"}):
        refused = officer.post(
            "/portal/tracing/keys", page=page, label="省厅平台", **{**wish, **nonsense}
        )
        assert refused.status_code == 302
    made = officer.post("/portal/tracing/keys", page=page, label="省厅平台", **wish).text
    secret = made.partition('class="key">')[2].partition("<")[0]
    assert secret.startswith("jxs_")
    shown = officer.get(page).text
    assert secret not in shown
    for fact in ("负责人 管理员", "各期结果", "有效至 2027-11-24"):
        assert fact in shown, fact
    headers = {"X-API-Key": secret}
    assert app.test_client().get("/api/v1/surveys", headers=headers).status_code == 200
    number = surveyed.api_keys.every()[0].id
    officer.post(f"/portal/tracing/keys/{number}", page=page)
    assert app.test_client().get("/api/v1/surveys", headers=headers).status_code == 401


def test_a_key_reads_only_what_it_was_made_for(app: Flask, surveyed: Bureau) -> None:
    waves, sheets = "/api/v1/surveys", "/api/v1/surveys/sheets/ffffff"
    results_only = program_of(app, surveyed, Scope.RESULTS)
    sheets_only = program_of(app, surveyed, Scope.SHEETS)
    assert [results_only.get(path).status_code for path in (waves, sheets)] == [200, 403]
    assert [sheets_only.get(path).status_code for path in (waves, sheets)] == [403, 404]
    assert "不能读取" in results_only.get(sheets).json["detail"]

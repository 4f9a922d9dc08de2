"""What the patrols come to: sheet, odor hours, agreement; and findings that become cases."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape

import openpyxl

from bureau.patrols import PatrolDraft, PatrolKind
from bureau.patrols.routes import PatrolRoute, read_grid
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

TOWN = "330411101"
ME, OTHER = "a" * 32, "b" * 32


def text(officer: Officer, path: str, status: int = 200) -> str:
    answer = officer.get(path)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def volunteer(bureau: Bureau, by: str, team: str = "") -> int:
    applied = bureau.patrols.apply(kind="odor", town=TOWN, by=by, at=AT, message_key=by)
    bureau.patrols.decide(volunteer=applied.id, approved=True, by="li", at=AT)
    bureau.patrols.note(volunteer=applied.id, team=team)
    return applied.id


def noted(bureau: Bureau, by: str, minutes: float, **facts: object) -> int:
    known = {"kind": "odor", "place": TOWN, "place_text": "东门", "longitude": 120.7,
             "latitude": 30.7, "intensity": 3, "consents": True,
             "seen": "槽罐车在卸料"}  # fmt: skip
    draft = PatrolDraft(**{**known, **facts})  # type: ignore[arg-type]
    at = AT + timedelta(minutes=minutes)
    return bureau.patrols.record(draft=draft, by=by, at=at, message_key=f"{by}{minutes}").id


def test_the_months_sheet_is_by_person_team_and_town_and_goes_as_a_file(
    officer: Officer, bureau: Bureau
) -> None:
    mine, theirs = volunteer(bureau, ME, "南湖一组"), volunteer(bureau, OTHER, "=1+1")
    for n in range(5):
        noted(bureau, ME, -n)  # one spot, again and again
    noted(bureau, OTHER, -300, longitude=120.72)
    assert f"{mine} 号" in text(officer, "/portal/patrol-month")
    assert "南湖一组" in text(officer, "/portal/patrol-month?by=team")
    answer = officer.get("/portal/patrol-month.csv?by=person")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    by_name = {row[0]: row[1:] for row in rows if row}
    assert by_name[f"{mine} 号"][:4] == ["1", "5", "1", "1"]
    assert by_name[f"{theirs} 号"][:4] == ["1", "1", "1", "1"]
    assert len(by_name["数据指纹"][0]) == 12
    assert ME not in answer.get_data(as_text=True)
    teams = officer.get("/portal/patrol-month.csv?by=team").get_data(as_text=True)
    assert "'=1+1" in teams
    book = officer.get("/portal/patrol-month.xlsx?by=town").get_data()
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(book)).active for cell in row]
    assert "志愿巡查月度表" in cells
    assert "演示数据，全部是虚构的，不得当作真实举报使用" in cells
    assert "还没有巡查点" in text(officer, "/portal/patrol-month?month=2026-01")


def test_odor_hours_stand_in_their_squares(officer: Officer, bureau: Bureau) -> None:
    assert "还没有网格" in text(officer, "/portal/odor-grid")
    volunteer(bureau, ME)
    shape = read_grid("120.7", "30.7", "250", "2", "1")
    kept = bureau.patrol_routes.add_route(
        PatrolRoute(0, "方格", PatrolKind.ODOR, None, None, shape.spots(), shape, AT, "li")
    )
    for n, recognised in enumerate((60, 0, 3, 0)):
        noted(bureau, ME, -n * 60, route=kept.id, spot="1-1", breaths=60, recognised=recognised)
    shown = text(officer, "/portal/odor-grid")
    assert shown.count("25.0%") == 2
    assert "4.6% – 69.9%" in shown
    text(officer, "/portal/odor-grid?grid=999", 404)


def test_agreement_tells_who_is_off(officer: Officer, bureau: Bureau) -> None:
    assert "还没有两位志愿者" in text(officer, "/portal/nose-agreement")
    mine = volunteer(bureau, ME)
    others = ("b" * 32, "d" * 32)
    for by in others:
        volunteer(bureau, by)
    for n in range(12):
        east = 120.7 + n / 100
        noted(bureau, ME, -n * 100, intensity=min(5, n % 3 + 3), longitude=east)
        for by in others:
            noted(bureau, by, -n * 100 - 3, intensity=n % 3 + 1, longitude=east)
    shown = text(officer, "/portal/nose-agreement")
    assert "12 个" in shown
    assert "偏重" in shown
    assert ME not in shown
    assert f"{mine} 号" in shown


def test_a_finding_becomes_a_case_by_one_tap_and_names_nobody(
    officer: Officer, bureau: Bureau
) -> None:
    volunteer(bureau, ME)
    point = noted(bureau, ME, 0, qualities=("塑料",))
    path = f"/portal/patrols/{point}"
    assert "气味 3 级，像塑料，槽罐车在卸料" in text(officer, path)
    assert officer.post(path, page=path, verb="case").status_code == 302
    kept = bureau.patrols.find(point)
    assert kept is not None
    number = kept.case_number
    assert number is not None
    case = bureau.cases.find(number)
    assert case is not None
    assert (case.draft.anonymous, case.draft.categories) == (True, ("odor",))
    assert case.citizen == ME  # who is told how it goes on
    assert number in text(officer, path)
    shown = text(officer, f"/portal/cases/{number}")
    assert ME not in shown
    assert "志愿者" not in shown.partition("<main")[2]
    officer.post(path, page=path, verb="case")
    assert len(bureau.cases.of_citizen(by=ME, limit=9)) == 1
    bureau.odor.follow(at=AT + timedelta(minutes=1))
    with bureau.database.reading() as connection:
        from bureau.adapters.store.schema.odor import odor_sightings

        keys = [row.key for row in connection.execute(odor_sightings.select())]
    assert keys == [f"patrol:{point}"]


def test_a_finding_without_consent_or_without_a_finding_becomes_none(
    officer: Officer, bureau: Bureau
) -> None:
    volunteer(bureau, ME)
    shy = noted(bureau, ME, 0, consents=False)
    clean = noted(bureau, ME, 60, found=False, intensity=0)
    for point, why in ((shy, "没有同意"), (clean, "没有发现异常")):
        path = f"/portal/patrols/{point}"
        answer = officer.post(path, page="/portal/patrols/" + str(shy), verb="case")
        assert answer.status_code == 409
        assert why in answer.get_data(as_text=True)
        assert 'value="case"' not in text(officer, path)
    assert bureau.cases.of_citizen(by=ME, limit=9) == []


def test_a_finding_is_confirmed_and_counts(officer: Officer, bureau: Bureau) -> None:
    mine = volunteer(bureau, ME)
    path = f"/portal/patrols/{noted(bureau, ME, 0)}"
    assert officer.post(path, page=path, verb="confirm").status_code == 302
    assert "已核实" in text(officer, path)
    assert "1 / 1" in text(officer, f"/portal/volunteers/{mine}")
    assert officer.post(path, page="/portal/patrols", verb="else").status_code == 400

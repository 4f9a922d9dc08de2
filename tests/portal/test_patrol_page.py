"""What the volunteers' patrol page takes, and whose; it loses and doubles nothing."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bureau.patrols import PatrolKind
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Watch
from tests.portal.walks import ME, OTHER, TOWN, path_of, picture, point, route, stored, volunteer


def send(phone: FlaskClient, path: str, *points: Any, sent: datetime = AT) -> Any:
    body = {"sent": sent.timestamp() * 1000, "points": list(points)}
    return phone.post(f"{path}/points", json=body)


@pytest.fixture
def page_of(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_point_is_kept_once_however_often_it_is_sent(
    bureau: Bureau, page_of: FlaskClient
) -> None:
    volunteer(bureau)
    path, one, two = path_of(bureau), point(), point(intensity=0, found=False)
    for _ in range(3):
        told = send(page_of, path, one, two).get_json()
        assert told == {"stored": [one["id"], two["id"]], "refused": []}
    assert sorted(each.draft.intensity or 0 for each in stored(bureau)) == [0, 3]


def test_what_is_no_point_stops_no_other(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    good = point()
    wrong: list[Any] = [
        7,
        None,
        [],
        {},
        point(id="1"),
        point(id=None),
        point(at="soon"),
        point(at=True),
        point(at=1e99),
        point(kind="noise"),
        point(intensity=6),
        point(intensity=-1),
        point(intensity=True),
        point(intensity=2.5),
        point(intensity=None),
        point(found="yes"),
        point(qualities="塑料"),
        point(qualities=["香水"]),
        point(forel_ule=22),
        point(colour="pink"),
        point(seen=["x"]),
        point(longitude=120.7),
        point(longitude="120.7", latitude=30.7),
        point(longitude=200.0, latitude=30.7),
        point(breaths=60, recognised=61),
        point(place_text="", longitude=None),
        point(kind="water"),
    ]
    told = send(page_of, path_of(bureau), *wrong, good).get_json()
    assert told["stored"] == [good["id"]]
    assert len(told["refused"]) == len(wrong)
    assert len(stored(bureau)) == 1


def test_a_body_that_is_none_of_ours_is_refused(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    path = f"{path_of(bureau)}/points"
    for body in (
        b"",
        b"{",
        b"[]",
        b'{"points": 3}',
        b'{"points": []}',
        b'{"points":[],"sent":"x"}',
    ):
        answer = page_of.post(path, data=body, content_type="application/json")
        assert answer.status_code == 400, body
    large = json.dumps({"sent": 0, "points": ["x" * 300_000]})
    assert page_of.post(path, data=large, content_type="application/json").status_code == 413


def test_nobody_sends_for_another(bureau: Bureau, page_of: FlaskClient) -> None:
    mine, theirs = volunteer(bureau), volunteer(bureau, OTHER)
    same = point()
    for by in (ME, OTHER):
        assert send(page_of, path_of(bureau, by), same).get_json()["stored"] == [same["id"]]
    assert {each.volunteer for each in stored(bureau)} == {mine, theirs}
    owners = {page_of.get(f"{path_of(bureau, by)}/plan").get_json()["owner"] for by in (ME, OTHER)}
    assert len(owners) == 2
    shown = page_of.get(path_of(bureau)).get_data(as_text=True)
    assert ME not in shown


@pytest.mark.parametrize("change", ["x", "mac", "until", "volunteer"])
def test_a_forged_link_opens_nothing(bureau: Bureau, page_of: FlaskClient, change: str) -> None:
    number = volunteer(bureau)
    path = path_of(bureau)
    told, _, mac = path.rpartition(".")
    forged = {
        "x": "/patrol/x",
        "mac": f"{told}.{'A' * len(mac)}",
        "until": path.replace(f"{number}.1", f"{number}.2"),
        "volunteer": path.replace(f"/{number}.", f"/{number + 1}."),
    }[change]
    assert page_of.get(forged).status_code == 404
    assert send(page_of, forged, point()).status_code == 404
    assert page_of.get(f"{forged}/plan").status_code == 404
    assert stored(bureau) == []


def test_a_link_ends_and_says_how_to_get_another(
    bureau: Bureau, page_of: FlaskClient, watch: Watch
) -> None:
    volunteer(bureau)
    path = path_of(bureau)
    watch.wait(days=8)
    for answer in (page_of.get(path), send(page_of, path, point()), page_of.get(f"{path}/plan")):
        assert answer.status_code == 410
        assert "巡查页面" in answer.get_data(as_text=True)
    assert send(page_of, path_of(bureau, at=watch()), point()).status_code == 200


def test_who_is_suspended_or_left_sends_nothing_more(bureau: Bureau, page_of: FlaskClient) -> None:
    number = volunteer(bureau)
    path = path_of(bureau)
    bureau.patrols.suspend(volunteer=number, by="li", at=AT)
    assert page_of.get(path).status_code == 403
    assert "暂停" in send(page_of, path, point()).get_json()["detail"]
    bureau.patrols.resume(volunteer=number, by="li", at=AT)
    assert send(page_of, path, point()).status_code == 200
    bureau.patrols.leave(by=ME, at=AT)
    assert send(page_of, path, point()).status_code == 403
    assert bureau.walking.address(by=ME, at=AT) is None


@pytest.mark.parametrize(
    ("clock_off", "taken_before", "minutes"),
    [
        (timedelta(0), timedelta(hours=2), 120),
        (timedelta(seconds=50), timedelta(hours=2), 120),
        (timedelta(hours=9), timedelta(hours=2), 120),
        (timedelta(days=-4000), timedelta(minutes=5), 5),
        (timedelta(0), timedelta(days=40), 0),
        (timedelta(0), timedelta(hours=-1), 0),
    ],
)
def test_a_phones_wrong_clock_is_put_right(
    bureau: Bureau,
    page_of: FlaskClient,
    clock_off: timedelta,
    taken_before: timedelta,
    minutes: int,
) -> None:
    volunteer(bureau)
    sent = AT + clock_off
    taken = sent - taken_before
    one = point(at=taken.timestamp() * 1000)
    assert send(page_of, path_of(bureau), one, sent=sent).get_json()["stored"] == [one["id"]]
    (kept,) = stored(bureau)
    assert abs(kept.at - (AT - timedelta(minutes=minutes))) <= timedelta(minutes=1)
    assert kept.phone_at == taken


def test_a_spots_place_is_its_routes_and_gps_is_moved_to_the_map(
    bureau: Bureau, page_of: FlaskClient
) -> None:
    volunteer(bureau)
    walked = route(bureau, 3)
    at_spot = point(route=walked.id, spot="2", place_text="")
    with_gps = point(longitude=120.75, latitude=30.75)
    nowhere = point(route=999, spot="2", place_text="")
    told = send(page_of, path_of(bureau), at_spot, with_gps, nowhere).get_json()
    assert [each["id"] for each in told["refused"]] == [nowhere["id"]]
    by_place = {each.draft.place_text: each for each in stored(bureau)}
    assert by_place["2 号点"].draft.longitude == pytest.approx(120.702)
    gps = by_place["东门"].draft
    assert gps.longitude == pytest.approx(120.7545, abs=0.002)
    assert gps.longitude != 120.75
    assert by_place["东门"].town is not None


def test_the_route_of_ones_shift_comes_first(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    mine, newer = route(bureau, 2), route(bureau, 3)
    begins = AT + timedelta(hours=3)
    shift = bureau.duty_calendar.publish(
        kind=PatrolKind.ODOR, begins=begins, ends=begins + timedelta(hours=2), town=TOWN,
        meet="东门", seats=2, route=mine.id, by="li", at=AT,
    )  # fmt: skip
    for first in (newer, mine):
        told = page_of.get(f"{path_of(bureau)}/plan").get_json()["routes"]
        assert len(told) == 2
        assert first is newer or told[0]["id"] == mine.id
        bureau.duty_calendar.sign_up(shift=shift.id, by=ME, at=AT)


def test_a_photo_comes_after_its_point_and_once(bureau: Bureau, page_of: FlaskClient) -> None:
    volunteer(bureau)
    path, one, name = path_of(bureau), point(), str(uuid.uuid4())
    there = f"{path}/points/{one['id']}/photos/{name}"
    assert page_of.post(there, data=picture()).status_code == 409
    send(page_of, path, one)
    assert page_of.post(there, data=b"no photo").status_code == 422
    for _ in range(2):
        assert page_of.post(there, data=picture()).status_code == 200
    assert page_of.post(f"{path}/points/x/photos/{name}", data=picture()).status_code == 400
    ((photo,),) = [each.draft.photos for each in stored(bureau)]
    assert bureau.evidence.read(photo)[1] == "image/jpeg"

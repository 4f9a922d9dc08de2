"""The other authority acts on a referral by its address alone, as a person or by a program."""

from __future__ import annotations

import hashlib
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bureau.cases import Draft, Status
from bureau.wiring import Bureau
from tests.bureau.referrals.files import refer_with_a_file
from tests.portal.conftest import AT

CITIZEN = "c" * 32


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def token(bureau: Bureau) -> str:
    draft = Draft(categories=("air",), description="<b>油烟</b>，我叫赵子龙，13800001111")
    case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="m")
    referral = bureau.referrals.send(
        case=case.number, authority="city_enforcement", note="", by="li", at=AT
    )
    return bureau.referrals.address(referral).rpartition("/")[2]


def act(client: FlaskClient, token: str, **form: str) -> Any:
    return client.post(f"/referral/{token}", data=form)


def status(bureau: Bureau, token: str) -> Status:
    return bureau.referrals.case(bureau.referrals.by_token(token)).status


def test_the_page_tells_the_matter_and_not_who_reported(client: FlaskClient, token: str) -> None:
    raw = client.get(f"/referral/{token}").get_data(as_text=True)
    assert "&lt;b&gt;油烟&lt;/b&gt;" in raw
    for secret in ("赵子龙", "13800001111", CITIZEN):
        assert secret not in raw


def test_a_person_receives_and_answers(client: FlaskClient, bureau: Bureau, token: str) -> None:
    assert act(client, token, do="receive", theirs="执法队 王五").status_code == 302
    assert "已签收" in client.get(f"/referral/{token}").get_data(as_text=True)
    assert act(client, token, do="answer", theirs="王五", text="已查处。").status_code == 302
    assert status(bureau, token) is Status.ANSWERED


def test_a_program_does_the_same(client: FlaskClient, bureau: Bureau, token: str) -> None:
    address = f"/api/v1/referrals/{token}"
    told = client.get(address).get_json()
    assert told["status"] == "sent"
    assert told["signature"]
    returned = client.post(address, json={"do": "return", "theirs": "执法队", "text": "属工业"})
    assert returned.get_json()["status"] == "returned"
    assert status(bureau, token) is Status.ACCEPTED
    assert client.post(address, json={"do": "receive", "theirs": "x"}).status_code == 409


@pytest.mark.parametrize(
    "body", [None, [], {"do": "erase"}, {"do": "answer", "theirs": 1}, {"do": None}, "x"]
)
def test_a_program_that_asks_for_nonsense_is_told(
    client: FlaskClient, token: str, body: object
) -> None:
    answer = client.post(f"/api/v1/referrals/{token}", json=body)
    assert answer.status_code == 400
    assert "receive" in answer.get_json()["detail"]


def test_what_was_typed_stays_when_it_cannot_be_taken(client: FlaskClient, token: str) -> None:
    answer = act(client, token, do="answer", theirs="王五", text="字" * 2001)
    assert answer.status_code == 409
    text = unescape(answer.get_data(as_text=True))
    assert "最多 2000 字" in text
    assert "字" * 2001 in text


@pytest.mark.parametrize("token", ["1.x", "x", "9" * 400, "1.AAAAAAAAAAAAAAAAAAAAAA"])
def test_an_address_that_is_not_ours_gives_nothing_away(client: FlaskClient, token: str) -> None:
    assert client.get(f"/referral/{token}").status_code == 404
    assert client.post(f"/referral/{token}", data={"do": "receive"}).status_code == 404
    assert client.get(f"/api/v1/referrals/{token}").status_code == 404
    assert client.get(f"/referral/{token}/photos/1").status_code == 404


def test_what_is_too_large_is_refused_unread(client: FlaskClient, token: str) -> None:
    assert act(client, token, do="answer", text="x" * 40_000).status_code == 413
    large = client.post(f"/api/v1/referrals/{token}", json={"do": "x" * 40_000})
    assert large.status_code == 413


def test_a_photo_that_there_is_not_is_not_found(client: FlaskClient, token: str) -> None:
    for place in (0, 1, 99):
        assert client.get(f"/referral/{token}/photos/{place}").status_code == 404


def test_the_key_is_there_for_everybody(client: FlaskClient) -> None:
    assert "BEGIN PUBLIC KEY" in client.get("/referral/key.pem").get_data(as_text=True)


@pytest.fixture
def enclosing(bureau: Bureau) -> tuple[str, bytes]:
    """Return the token of a referral with one of its case's two files, and the bytes of that."""
    draft = Draft(categories=("air",), description="油烟")
    case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="files")
    referral, content = refer_with_a_file(bureau, case, at=AT)
    return bureau.referrals.address(referral).rpartition("/")[2], content


def test_the_authority_gets_exactly_the_files_that_were_chosen(
    client: FlaskClient, enclosing: tuple[str, bytes]
) -> None:
    token, sent = enclosing
    page = client.get(f"/referral/{token}").get_data(as_text=True)
    assert "附件清单（1 份）" in page
    assert "报告2" in page
    assert "报告1" not in page
    assert hashlib.sha256(sent).hexdigest() in page
    answer = client.get(f"/referral/{token}/files/1")
    assert answer.data == sent
    assert "attachment" in answer.headers["Content-Disposition"]
    for place in (0, 2, 99):
        assert client.get(f"/referral/{token}/files/{place}").status_code == 404
    assert client.get(f"/referral/x{token}/files/1").status_code == 404
    assert client.get(f"/referral/{token}/photos/1").status_code == 404


def test_a_program_finds_the_files_by_their_addresses(
    client: FlaskClient, enclosing: tuple[str, bytes]
) -> None:
    token, sent = enclosing
    [address] = client.get(f"/api/v1/referrals/{token}").get_json()["files"]
    assert client.get(address[address.index("/referral/") :]).data == sent


def test_a_file_that_was_withdrawn_is_gone_and_says_so(
    client: FlaskClient, bureau: Bureau, enclosing: tuple[str, bytes]
) -> None:
    token, _ = enclosing
    number = bureau.referrals.by_token(token).case
    bureau.attachments.withdraw(number=number, serial=2, reason="传错了", by="li", at=AT)
    answer = client.get(f"/referral/{token}/files/1")
    assert answer.status_code == 404
    assert "撤回" in answer.get_data(as_text=True)

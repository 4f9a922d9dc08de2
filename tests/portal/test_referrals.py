"""Officers hand cases to other authorities and see what becomes of them."""

from __future__ import annotations

import io
import json
import zipfile
from html import unescape

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bureau.cases import Draft, Status
from bureau.referrals import Referral
from bureau.referrals.seal import checks
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

CITIZEN = "c" * 32


@pytest.fixture
def referral(officer: Officer, bureau: Bureau) -> Referral:
    draft = Draft(categories=("air",), description="楼下烧烤店油烟，我电话13800001111")
    case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="m")
    address = f"/portal/cases/{case.number}"
    sent = officer.post(address, page=address, verb="refer", authority="city_enforcement")
    assert sent.status_code == 302
    (found,) = bureau.referrals.of_case(case.number)
    return found


def page(officer: Officer, address: str) -> str:
    return unescape(officer.get(address).get_data(as_text=True))


def test_the_register_and_the_case_tell_of_each_other(officer: Officer, referral: Referral) -> None:
    assert referral.number in page(officer, "/portal/referrals")
    assert f"/portal/cases/{referral.case}" in page(officer, f"/portal/referrals/{referral.id}")
    assert referral.number in page(officer, f"/portal/cases/{referral.case}")


def test_its_file_is_signed_and_the_same_each_time(officer: Officer, referral: Referral) -> None:
    address = f"/portal/referrals/{referral.id}/file.zip"
    content = officer.get(address).get_data()
    assert officer.get(address).get_data() == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = archive.read("referral.json")
        public = load_pem_public_key(archive.read("public-key.pem"))
        assert checks(document, archive.read("referral.json.sig").decode(), public)
    assert json.loads(document)["number"] == referral.number
    assert "13800001111" not in document.decode()


def test_an_officer_takes_it_back_with_a_reason(
    officer: Officer, bureau: Bureau, referral: Referral
) -> None:
    address = f"/portal/cases/{referral.case}"
    assert officer.post(address, page=address, verb="recall", note=" ").status_code == 409
    assert officer.post(address, page=address, verb="recall", note="归我局").status_code == 302
    case = bureau.cases.find(referral.case)
    assert case is not None
    assert case.status is Status.ACCEPTED
    assert "已收回" in page(officer, f"/portal/referrals/{referral.id}")


def test_who_handles_what_is_told_with_its_text(officer: Officer) -> None:
    text = page(officer, "/portal/authorities")
    assert "城镇排水与污水处理条例" in text
    assert "餐饮油烟" in text


def test_a_referral_that_is_none_is_not_found(officer: Officer) -> None:
    assert officer.get("/portal/referrals/9").status_code == 404
    assert officer.get("/portal/referrals/9/file.zip").status_code == 404


def attached(bureau: Bureau) -> str:
    """Return the number of a case with two documents."""
    draft = Draft(categories=("air",), description="油烟")
    case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key="files")
    for serial in (1, 2):
        content = b"%PDF-1.7\n" + bytes([48 + serial]) * 9 + b"\n%%EOF"
        bureau.attachments.add(
            number=case.number, data=content, shows=f"报告{serial}", by="li", at=AT
        )
    return case.number


def test_just_the_files_that_are_ticked_go_along_and_lie_in_the_signed_file(
    officer: Officer, bureau: Bureau
) -> None:
    number = attached(bureau)
    address = f"/portal/cases/{number}"
    assert "只转勾选的" in page(officer, address)
    form = {"verb": "refer", "authority": "city_enforcement", "attach": "2"}
    assert officer.post(address, page=address, **form).status_code == 302
    (found,) = bureau.referrals.of_case(number)
    assert [each.serial for each in found.enclosed] == [2]
    assert "报告2" in page(officer, f"/portal/referrals/{found.id}")
    content = officer.get(f"/portal/referrals/{found.id}/file.zip").get_data()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("enclosure-1.pdf") == b"%PDF-1.7\n222222222\n%%EOF"
        listed = json.loads(archive.read("referral.json"))["enclosures"]
        assert [each["shows"] for each in listed] == ["报告2"]
        assert len(archive.namelist()) == 4


@pytest.mark.parametrize("code", ["9", "p1", "1 or 2"])
def test_a_file_that_is_not_there_stops_the_referral(
    officer: Officer, bureau: Bureau, code: str
) -> None:
    number = attached(bureau)
    address = f"/portal/cases/{number}"
    form = {"verb": "refer", "authority": "city_enforcement", "attach": code}
    answer = officer.post(address, page=address, **form)
    assert answer.status_code == 409
    assert "请重新勾选" in unescape(answer.get_data(as_text=True))
    assert bureau.referrals.of_case(number) == []

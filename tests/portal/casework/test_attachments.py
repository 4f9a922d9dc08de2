"""Files on a case: added, blackened, sent with an answer, withdrawn."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from PIL import Image

from bureau.cases import Case
from bureau.wiring import Bureau
from tests.portal.casework.conftest import Report
from tests.portal.conftest import AT, Officer

PLATE = (40, 60, 80, 20)
RED = (200, 30, 30)


def picture(form: str = "JPEG", size: tuple[int, int] = (320, 240), colour: Any = RED) -> bytes:
    """A photo that says where it was taken."""
    photo, out = Image.new("RGB", size, colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker of the phone"
    photo.save(out, form, exif=exif)
    return out.getvalue()


def workbook(*more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", "xl/workbook.xml", *more):
            parts.writestr(name, "<x/>")
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def token(officer: Officer, page: str) -> str:
    text = officer.get(page).get_data(as_text=True)
    return text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def attach(
    officer: Officer, case: Case, data: bytes, name: str = "a.jpg", shows: str = "现场排口"
) -> str:
    """Add a file and return what the officer is told."""
    page = f"/portal/cases/{case.number}"
    form = {"csrf_token": token(officer, page), "shows": shows, "file": (io.BytesIO(data), name)}
    answer = officer.client.post(f"{page}/attachments", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def pixel(data: bytes, at: tuple[int, int]) -> Any:
    with Image.open(io.BytesIO(data)) as photo:
        return photo.convert("RGB").getpixel(at)


def answered(bureau: Bureau, officer: Officer, case: Case, **form: Any) -> str:
    """Answer a case and return the path of the page with its files."""
    page = f"/portal/cases/{case.number}"
    bureau.cases.take(verb="accept", number=case.number, by="admin", at=AT)
    officer.post(page, page=page, verb="answer", note="已查处，正在整改。", **form)
    address = bureau.cases.answer_address(case, at=AT)
    return "/answer/" + address.partition("/answer/")[2]


def test_a_photo_is_added_blackened_and_sent_and_the_citizen_sees_the_black_one_alone(
    officer: Officer, stranger: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    assert "已添加附件 1" in attach(officer, case, picture())
    page = f"/portal/cases/{case.number}"
    redacting = f"{page}/attachments/1/redact"
    answer = officer.post(redacting, page=redacting, boxes=",".join(map(str, PLATE)))
    assert answer.status_code == 302
    original, black = (officer.get(f"{page}/attachments/{each}").data for each in (1, 2))
    assert pixel(original, (80, 70)) != (0, 0, 0)
    assert pixel(black, (80, 70)) == (0, 0, 0)
    assert b"Maker" not in original + black
    path = answered(bureau, officer, case, attach="2")
    shown = stranger.get(path).get_data(as_text=True)
    assert f'src="{path}/2"' in shown
    served = stranger.get(f"{path}/2")
    assert served.status_code == 200
    assert {pixel(served.data, (x, y)) for x in (41, 80, 118) for y in (61, 70, 78)} == {(0, 0, 0)}
    assert stranger.get(f"{path}/1").status_code == 404
    [letter] = [
        each.content.body["text"]
        for each in bureau.outbox.of_citizen(to=case.citizen)
        if "有答复了" in each.content.body["text"]
    ]
    assert "附 1 张照片，点这里看" in letter
    assert path in letter

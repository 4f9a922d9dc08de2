"""Files on a case: added, blackened, sent with an answer, withdrawn."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from bureau.cases import Case
from bureau.messaging.media import LIMIT, inspect_photo
from bureau.officers import Post
from bureau.wiring import Bureau
from tests.portal.casework.conftest import Report, add_officer
from tests.portal.conftest import AT, Officer, Watch

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
    address = bureau.cases.notices.answer_address(case, at=AT)
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


def seen(officer: Officer, case: Case) -> str:
    return str(officer.get(f"/portal/cases/{case.number}").get_data(as_text=True))


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "a.jpg", "是空的"),
        (b"MZ" + bytes(300), "排口.jpg", "只能收"),
        (b"MZ" + bytes(300), "笔录.pdf", "只能收"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "只能收"),
        (b"<html><script>1</script>" + PDF, "a.pdf", "只能收"),
        (picture()[:200], "a.jpg", "打不开"),
        (b"x" * (LIMIT + 1), "a.jpg", "太大"),
        (workbook("xl/vbaProject.bin"), "a.xlsx", "宏"),
        (bytes(4) + b"ftypheic" + bytes(9), "IMG_1.HEIC", "HEIC"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_leaves_nothing(
    officer: Officer, bureau: Bureau, report: Report, data: bytes, name: str, told: str
) -> None:
    case = report()
    assert told in attach(officer, case, data, name)
    assert bureau.attachments.of_case(case.number) == []


def test_without_a_file_or_a_word_on_it_nothing_is_added(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    page = f"/portal/cases/{case.number}"
    officer.post(f"{page}/attachments", page=page, shows="排口")
    assert "请先选一张照片" in seen(officer, case)
    assert "请写明拍的是什么" in attach(officer, case, PDF, shows=" ")
    assert "请先选一张照片" in attach(officer, case, PDF, name="")
    assert bureau.attachments.of_case(case.number) == []


def test_sent_twice_it_is_there_once(officer: Officer, bureau: Bureau, report: Report) -> None:
    case = report()
    attach(officer, case, PDF)
    assert "没有重复添加" in attach(officer, case, PDF, name="another name.pdf")
    assert len(bureau.attachments.of_case(case.number)) == 1


def test_a_document_is_only_taken_along_under_a_name_of_ours(
    officer: Officer, stranger: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    attach(officer, case, PDF, "<b>张三.exe")
    attach(officer, case, workbook(), "a")
    path = answered(bureau, officer, case, attach="1")
    for answer in (
        officer.get(f"/portal/cases/{case.number}/attachments/1"),
        stranger.get(f"{path}/1"),
    ):
        assert answer.mimetype == "application/pdf"
        assert answer.data == PDF
        named = f'attachment; filename="{case.number}-1.pdf"'
        assert answer.headers["Content-Disposition"] == named
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    assert "张三" not in seen(officer, case)
    assert stranger.get(f"{path}/2").status_code == 404


def test_what_was_withdrawn_is_gone_for_everybody_and_the_page_says_so(
    officer: Officer, stranger: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    attach(officer, case, picture(), shows="厂区东门")
    path = answered(bureau, officer, case, attach="1")
    page = f"/portal/cases/{case.number}"
    officer.post(f"{page}/attachments/1/withdraw", page=page, reason="")
    assert "请写明原因" in seen(officer, case)
    assert stranger.get(f"{path}/1").status_code == 200
    officer.post(f"{page}/attachments/1/withdraw", page=page, reason="拍到了邻居的门牌")
    shown = seen(officer, case)
    assert "撤回：拍到了邻居的门牌" in shown
    assert "附件 1（现场照片）：厂区东门" in shown  # its line in the history
    assert officer.get(f"{page}/attachments/1").status_code == 404
    assert officer.get(f"{page}/attachments/1/redact").status_code == 404
    assert stranger.get(f"{path}/1").status_code == 404
    told = stranger.get(path).get_data(as_text=True)
    assert "厂区东门（已撤回）" in told
    assert "邻居" not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "还没有框出"),
        (" \n ", "还没有框出"),
        ("左上角", "第 1 行没看懂"),
        ("1,1,9,9\n1,1,9", "第 2 行没看懂"),
        ("1,1,9,9,9", "没看懂"),
        ("1.5,1,9,9", "没看懂"),
        ("999999,1,9,9", "没看懂"),
        ("320,0,10,10", "在照片外面"),
        ("0,0,0,10", "在照片外面"),
        ("\n".join(["1,1,9,9"] * 61), "最多框 60 处"),
    ],
)
def test_rectangles_that_are_none_are_explained_and_stay_to_be_mended(
    officer: Officer, bureau: Bureau, report: Report, typed: str, told: str
) -> None:
    case = report()
    attach(officer, case, picture())
    page = f"/portal/cases/{case.number}/attachments/1/redact"
    answer = officer.post(page, page=page, boxes=typed)
    assert answer.status_code == 409
    assert told in answer.get_data(as_text=True)
    assert typed.strip().splitlines()[-1:] == [] or typed.split()[-1] in answer.get_data(
        as_text=True
    )
    assert len(bureau.attachments.of_case(case.number)) == 1


@pytest.mark.parametrize(
    "typed", ["40,60,80,20", "40，60，80，20", "40 60 80 20", " 40、60, 80,20\r\n"]
)
def test_numbers_are_read_as_people_type_them(officer: Officer, report: Report, typed: str) -> None:
    case = report()
    attach(officer, case, picture("PNG"))
    page = f"/portal/cases/{case.number}"
    officer.post(f"{page}/attachments/1/redact", page=f"{page}/attachments/1/redact", boxes=typed)
    black = officer.get(f"{page}/attachments/2").data
    inside, outside = (pixel(black, at) for at in ((119, 79), (120, 80)))
    assert (inside, outside) == ((0, 0, 0), RED)


def test_a_citizens_photo_is_blackened_and_its_original_never_offered(
    officer: Officer, stranger: Officer, bureau: Bureau, report: Report
) -> None:
    photo = bureau.evidence.add(inspect_photo(picture()), kind="image", by="c1", at=AT)
    case = report(photos=(photo,))
    page = f"/portal/cases/{case.number}"
    redacting = f"{page}/photos/{photo}/redact"
    assert redacting in seen(officer, case)
    officer.post(redacting, page=redacting, boxes="40,60,80,20")
    path = answered(bureau, officer, case, attach="1")
    assert pixel(stranger.get(f"{path}/1").data, (80, 70)) == (0, 0, 0)
    for guess in (f"{path}/{photo}", f"{path}/0", f"{path}/2", f"{path}/-1", f"{path}/1/1"):
        assert stranger.get(guess).status_code == 404
    original = bureau.evidence.read(photo)[0]
    assert "这是市民发来的照片" in attach(officer, case, original)
    assert officer.get(f"{page}/photos/{'0' * 32}/redact").status_code == 404


def test_of_an_anonymous_case_only_who_may_see_originals_works_with_the_photo(
    officer: Officer, app: Flask, bureau: Bureau, report: Report
) -> None:
    photo = bureau.evidence.add(inspect_photo(picture()), kind="image", by="c1", at=AT)
    case = report(photos=(photo,), anonymous=True)
    redacting = f"/portal/cases/{case.number}/photos/{photo}/redact"
    add_officer(bureau, "clerk", "王芳")
    bureau.officers.post(name="clerk", post=Post("town_office", case.town), by="admin", at=AT)
    clerk = Officer(app.test_client())
    clerk.sign_in("clerk", "a password of his own")
    assert officer.get(redacting).status_code == 200
    assert clerk.get(redacting).status_code == 404
    assert redacting not in seen(clerk, case)
    assert clerk.post(redacting, page="/portal/account", boxes="1,1,9,9").status_code == 404
    assert "已添加附件 1" in attach(clerk, case, PDF)


def test_a_question_takes_files_along_and_a_wrong_tick_sends_nothing(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    attach(officer, case, picture(), shows="是不是这个排口")
    attach(officer, case, PDF, shows="已撤回的")
    bureau.attachments.withdraw(number=case.number, serial=2, reason="错了", by="x", at=AT)
    page = f"/portal/cases/{case.number}"
    for wrong in ("2", "3", "0", "-1", "abc", "9" * 50):
        answer = officer.post(page, page=page, verb="ask", note="是这里吗？", attach=wrong)
        assert answer.status_code == 409
        assert "是这里吗？" in answer.get_data(as_text=True)
    assert bureau.outbox.of_citizen(to=case.citizen) == []
    answer = officer.post(page, page=page, verb="accept", attach="1")
    assert answer.status_code == 409  # nothing goes along with what says nothing
    officer.post(page, page=page, verb="ask", note="是这里吗？", attach="1")
    [letter] = [each.content.body["text"] for each in bureau.outbox.of_citizen(to=case.citizen)]
    assert "附 1 张照片" in letter
    assert "附：附件 1" in seen(officer, case)


def test_to_several_reporters_no_document_can_be_ticked(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    case, other = report(), report("m2", by="c2")
    attach(officer, case, PDF, shows="答复书")
    attach(officer, case, picture(), shows="整改后")
    bureau.cases.take(verb="accept", number=case.number, by="admin", at=AT)
    assert "有几位市民" not in seen(officer, case)
    bureau.neighbours.merge(number=other.number, into=case.number, by="admin", at=AT)
    assert "这件并案有几位市民" in seen(officer, case)
    page = f"/portal/cases/{case.number}"
    answer = officer.post(page, page=page, verb="answer", note="已整改", attach="1")
    assert answer.status_code == 409
    officer.post(page, page=page, verb="answer", note="已整改", attach="2")
    for citizen in ("c1", "c2"):
        told = [each.content.body["text"] for each in bureau.outbox.of_citizen(to=citizen)]
        assert any("附 1 张照片" in text for text in told)


def test_a_file_stays_with_its_case(
    officer: Officer, stranger: Officer, bureau: Bureau, report: Report
) -> None:
    case, other = report(), report("m2", by="c2")
    attach(officer, case, picture())
    assert officer.get(f"/portal/cases/{other.number}/attachments/1").status_code == 404
    path = answered(bureau, officer, case, attach="1")
    theirs = answered(bureau, officer, other)
    assert stranger.get(f"{path}/1").status_code == 200
    assert stranger.get(f"{theirs}/1").status_code == 404
    assert stranger.get(f"{path}x/1").status_code == 404
    assert stranger.get(f"/portal/cases/{case.number}/attachments/1").status_code == 302


def test_after_its_time_the_files_are_shut_like_the_page(
    officer: Officer, stranger: Officer, bureau: Bureau, report: Report, watch: Watch
) -> None:
    case = report()
    attach(officer, case, picture())
    path = answered(bureau, officer, case, attach="1")
    watch.wait(days=91)
    assert stranger.get(path).status_code == 410
    assert stranger.get(f"{path}/1").status_code == 404


def test_a_session_that_ends_during_the_upload_leads_back_to_the_case(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    page = f"/portal/cases/{case.number}"
    form = {"csrf_token": token(officer, page), "shows": "排口", "file": (io.BytesIO(PDF), "a.pdf")}
    for session in bureau.officer_sessions.of("admin", at=AT):
        bureau.officer_sessions.end(session.key, officer="admin")
    answer = officer.client.post(
        f"{page}/attachments", data=form, headers={"Referer": f"http://localhost{page}"}
    )
    assert answer.status_code == 302
    assert answer.location.startswith("/portal/login")
    assert case.number in answer.location
    assert bureau.attachments.of_case(case.number) == []


def test_who_may_only_look_is_offered_no_form(
    app: Flask, officer: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    attach(officer, case, picture())
    add_officer(bureau, "auditor", "陈洁")
    bureau.officers.post(name="auditor", post=Post("auditor"), by="admin", at=AT)
    auditor = Officer(app.test_client())
    auditor.sign_in("auditor", "a password of his own")
    shown = seen(auditor, case)
    assert "attachments/1" in shown
    assert "withdraw" not in shown
    assert "attach-add" not in shown


def test_the_line_that_is_counted_is_as_long_as_the_one_that_is_sent(
    officer: Officer, bureau: Bureau, report: Report
) -> None:
    case = report()
    attach(officer, case, PDF)
    attach(officer, case, picture())
    bureau.cases.take(verb="accept", number=case.number, by="admin", at=AT)
    shown = seen(officer, case).partition('id="step-answer-note"')[2]
    frame, line = (
        int(shown.partition(f'data-{name}="')[2].partition('"')[0])
        for name in ("frame", "enclosed")
    )
    note, page = "已查处，正在整改。", f"/portal/cases/{case.number}"
    officer.post(page, page=page, verb="answer", note=note, attach=["1", "2"])
    letter = bureau.outbox.of_citizen(to=case.citizen)[0].content.body["text"]
    assert "附 1 张照片、1 份文件" in letter
    assert abs(len(letter.encode()) - len(note.encode()) - frame - line) < 10

"""Files on a case: once each, in its history, and only what may be seen goes to whom it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.attachments import StoredAttachments
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.evidence import StoredEvidence
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.cases import Case, StepError
from bureau.cases.enclosures import Enclosure
from bureau.casework import CaseworkError
from bureau.casework.attached_files import PixelBox
from bureau.casework.attachments import MOST, Attachment, AttachmentKind, Attachments
from bureau.messaging.media import inspect_photo
from tests.bureau.casework.conftest import AT, Office
from tests.bureau.casework.test_attached_files import PDF, photo

BOX = [PixelBox(8, 8, 16, 8)]
HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """The attachments of an office, with a citizen's photo."""

    office: Office
    files: Attachments
    evidence: StoredEvidence

    def case(self, **told: object) -> Case:
        return self.office.report(**told)  # type: ignore[arg-type]

    def add(self, case: Case, data: bytes, shows: str = "排口", by: str = "li") -> Attachment:
        return self.files.add(number=case.number, data=data, shows=shows, by=by, at=AT)[0]

    def black(self, case: Case, serial: int) -> Attachment:
        made, _ = self.files.redact(
            number=case.number, serial=serial, boxes=BOX, by="wang", at=AT + HOUR
        )
        return made


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Iterator[Desk]:
    writer = GroupCommit(office.database)
    evidence = StoredEvidence(office.database, writer, tmp_path / "e")
    store = StoredAttachments(office.database, tmp_path / "e")
    yield Desk(office, Attachments(store, StoredCases(office.database), evidence), evidence)
    writer.close()


def citizens(desk: Desk) -> tuple[Case, str]:
    """A case with a photo of its citizen."""
    key = desk.evidence.add(inspect_photo(photo()), kind="image", by="c1", at=AT)
    return desk.case(photos=(key,)), key


def test_a_file_stands_on_the_case_and_in_its_history(desk: Desk) -> None:
    case = desk.case()
    made = desk.add(case, photo(), shows="  北侧\n排口 ")
    paper = desk.add(case, PDF, shows="现场笔录", by="wang")
    assert (made.serial, made.kind, made.shows, made.by) == (1, "photo", "北侧 排口", "li")
    assert (paper.serial, paper.kind) == (2, AttachmentKind.DOCUMENT)
    assert desk.files.of_case(case.number) == [made, paper]
    assert desk.office.history(case)[1:] == [
        ("attach", "附件 1（现场照片）：北侧 排口"),
        ("attach", "附件 2（文件）：现场笔录"),
    ]
    assert desk.office.now(case) == case


def test_the_same_file_is_kept_once_however_often_and_by_whomever(desk: Desk) -> None:
    case, other = desk.case(), desk.case(key="m2")
    first, fresh = desk.files.add(number=case.number, data=PDF, shows="笔录", by="li", at=AT)
    again, new = desk.files.add(
        number=case.number, data=PDF, shows="另一种说法", by="wang", at=AT + HOUR
    )
    assert (fresh, new) == (True, False)
    assert again == first
    assert desk.add(other, PDF).serial == 1
    assert len(desk.office.history(case)) == 2


@pytest.mark.parametrize(
    ("shows", "why"), [("", "shows_missing"), (" 图 ", "shows_missing"), ("长" * 101, "text_long")]
)
def test_what_it_shows_is_said(desk: Desk, shows: str, why: str) -> None:
    case = desk.case()
    with pytest.raises(CaseworkError) as told:
        desk.add(case, PDF, shows=shows)
    assert told.value.code == why
    assert desk.files.of_case(case.number) == []


def test_a_case_has_only_so_many(desk: Desk) -> None:
    case = desk.case()
    for each in range(MOST):
        desk.add(case, PDF + bytes([each]))
    with pytest.raises(CaseworkError) as told:
        desk.add(case, PDF + b"more")
    assert told.value.code == "attachments_many"


def test_a_number_of_nobody_takes_nothing(desk: Desk) -> None:
    with pytest.raises(CaseworkError) as told:
        desk.files.add(number="20200101-0001-1", data=PDF, shows="笔录", by="li", at=AT)
    assert told.value.code == "unknown"
    with pytest.raises(LookupError):
        desk.files.withdraw(number="20200101-0001-1", serial=1, reason="错了", by="li", at=AT)


def test_a_photo_is_blackened_in_a_copy_of_its_own(desk: Desk) -> None:
    case = desk.case()
    original = desk.add(case, photo())
    before = desk.files.read(original)
    made = desk.black(case, 1)
    assert (made.serial, made.kind, made.of, made.of_photo) == (2, "redacted", 1, None)
    assert desk.files.read(original) == before != desk.files.read(made)
    assert desk.black(case, 1) == made  # the same rectangles once more
    assert desk.office.history(case)[-1] == ("redact", "附件 2（打码件）：排口，由附件 1 打码")
    deeper = desk.files.redact(
        number=case.number, serial=2, boxes=[PixelBox(0, 0, 4, 4)], by="li", at=AT
    )[0]
    assert (deeper.serial, deeper.of) == (3, 2)


def test_a_citizens_photo_is_blackened_likewise_and_never_attached_as_it_is(desk: Desk) -> None:
    case, key = citizens(desk)
    made, _ = desk.files.redact_photo(case=case, photo=key, boxes=BOX, by="li", at=AT)
    assert (made.kind, made.of, made.of_photo, made.shows) == ("redacted", None, key, "市民照片 1")
    assert desk.files.size_of(key) == (64, 48)
    with pytest.raises(CaseworkError) as told:
        desk.add(case, desk.evidence.read(key)[0])
    assert told.value.code == "file_citizens"


@pytest.mark.parametrize("serial", [0, 2, 3, 99])
def test_only_a_photo_that_stands_is_blackened(desk: Desk, serial: int) -> None:
    case = desk.case()
    desk.add(case, photo())
    desk.add(case, PDF)
    desk.add(case, photo("PNG"))
    desk.files.withdraw(number=case.number, serial=3, reason="错了", by="li", at=AT)
    with pytest.raises(LookupError):
        desk.black(case, serial)


def test_a_photo_of_another_case_or_a_recording_is_not_blackened(desk: Desk) -> None:
    case, _ = citizens(desk)
    other = desk.evidence.add(inspect_photo(photo("PNG")), kind="image", by="c2", at=AT)
    wanted = desk.evidence.want(id="w" * 32, kind="image", media_id="m", by="c1", at=AT)
    waiting = desk.case(key="m3", photos=(wanted,))
    for found, key in ((case, other), (case, "none"), (waiting, wanted)):
        with pytest.raises(LookupError):
            desk.files.redact_photo(case=found, photo=key, boxes=BOX, by="li", at=AT)


def test_what_was_withdrawn_is_not_opened_and_its_line_stays(desk: Desk) -> None:
    case = desk.case()
    desk.add(case, PDF)
    for reason in ("传错了", "又一次"):
        desk.files.withdraw(number=case.number, serial=1, reason=reason, by="wang", at=AT + HOUR)
    [gone] = desk.files.of_case(case.number)
    assert (gone.withdrawn, gone.withdrawn_by, gone.reason) == (AT + HOUR, "wang", "传错了")
    with pytest.raises(LookupError):
        desk.files.find(number=case.number, serial=1)
    assert desk.office.history(case)[-1] == ("detach", "附件 1（文件）：排口　原因：传错了")
    assert desk.add(case, PDF).serial == 2
    with pytest.raises(CaseworkError):
        desk.files.withdraw(number=case.number, serial=2, reason=" ", by="li", at=AT)


def test_what_stands_may_be_sent_but_no_original_beside_its_blackened_copy(desk: Desk) -> None:
    case = desk.case()
    for data in (photo(), PDF, photo("PNG")):
        desk.add(case, data)
    desk.black(case, 1)
    desk.files.withdraw(number=case.number, serial=3, reason="错了", by="li", at=AT)
    ways = desk.files.may_be_sent(case.number, several=False)
    assert {serial for serial, why in ways.items() if not why} == {2, 4}
    assert set(ways) == {1, 2, 4}
    chosen = desk.files.enclose(case=case, serials=[4, 2, 4])
    assert chosen == (Enclosure(2, photo=False), Enclosure(4, photo=True))
    assert desk.files.enclose(case=case, serials=[]) == ()
    for serial, why in ((1, "attachment_held"), (3, "attachment_gone"), (0, "attachment_gone")):
        with pytest.raises(CaseworkError) as told:
            desk.files.enclose(case=case, serials=[2, serial])
        assert told.value.code == why
    # The copy withdrawn, the original is the officer's to send again.
    desk.files.withdraw(number=case.number, serial=4, reason="框错了", by="li", at=AT)
    assert desk.files.may_be_sent(case.number, several=False)[1] == ""


def test_to_several_citizens_go_photos_and_no_document(desk: Desk) -> None:
    case = desk.case()
    desk.add(case, photo())
    desk.add(case, PDF)
    assert not desk.files.several(case)
    paper = desk.files.enclose(case=case, serials=[2])
    follower = desk.case(key="m2", by="c2")
    desk.office.neighbours.merge(number=follower.number, into=case.number, by="li", at=AT)
    assert desk.files.several(case)
    with pytest.raises(CaseworkError):
        desk.files.enclose(case=case, serials=[1, 2])
    service = desk.office.service
    service.take(verb="accept", number=case.number, by="li", at=AT)
    # Ticked before the other case came in: the step itself refuses it.
    with pytest.raises(StepError) as told:
        service.take(
            verb="answer", number=case.number, by="li", at=AT, note="已查处", enclosed=paper
        )
    assert told.value.code == "enclosed_to_several"
    shown = desk.files.enclose(case=case, serials=[1])
    service.take(verb="answer", number=case.number, by="li", at=AT, note="已查处", enclosed=shown)
    told_of = {each.to for each in desk.office.letters.said if "附 1 张照片" in each.text}
    assert told_of == {"c1", "c2"}


def test_two_cases_of_one_citizen_are_no_several(desk: Desk) -> None:
    case, follower = desk.case(), desk.case(key="m2")
    desk.office.neighbours.merge(number=follower.number, into=case.number, by="li", at=AT)
    assert not desk.files.several(case)


def test_when_each_went_is_known(desk: Desk) -> None:
    case = desk.case()
    desk.add(case, photo())
    desk.add(case, PDF)
    service = desk.office.service
    service.take(verb="accept", number=case.number, by="li", at=AT)
    for verb, at in (("ask", AT + HOUR), ("resume", AT + HOUR), ("answer", AT + 2 * HOUR)):
        enclosed = desk.files.enclose(case=case, serials=[1] if verb != "resume" else [])
        service.take(verb=verb, number=case.number, by="li", at=at, note="说明", enclosed=enclosed)
    assert desk.files.sent(case.number) == {1: AT + 2 * HOUR}


def test_a_long_answer_names_its_page_once_and_what_stands_there(desk: Desk) -> None:
    case = desk.case()
    desk.add(case, photo())
    desk.add(case, PDF)
    service = desk.office.service
    service.take(verb="accept", number=case.number, by="li", at=AT)
    enclosed = desk.files.enclose(case=case, serials=[1, 2])
    service.take(
        verb="answer", number=case.number, by="li", at=AT, note="已查处。" * 900, enclosed=enclosed
    )
    [letter] = [each.text for each in desk.office.letters.said if "全文点这里看" in each.text]
    assert letter.count("https://example.org/answer/") == 1
    assert letter.endswith("另附 1 张照片、1 份文件，在同一页。")
    assert service.notices.encloses(desk.office.now(case))


def test_an_answer_without_files_has_no_page_to_name(desk: Desk) -> None:
    case = desk.case()
    service = desk.office.service
    service.take(verb="accept", number=case.number, by="li", at=AT)
    assert not service.notices.encloses(case)
    service.take(verb="answer", number=case.number, by="li", at=AT, note="已查处")
    assert not service.notices.encloses(desk.office.now(case))
    assert "附" not in desk.office.letters.said[-1].text

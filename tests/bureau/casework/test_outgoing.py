"""What goes to another authority: what the officer chose, redacted copies first, and only that."""

from __future__ import annotations

import hashlib

import pytest

from bureau.casework import CaseworkError
from bureau.casework.outgoing import OutgoingFiles
from tests.bureau.casework.conftest import AT, Office
from tests.bureau.casework.test_attached_files import PDF, photo
from tests.bureau.casework.test_attachments import BOX, Desk, citizens, desk

__all__ = ["Office", "desk"]


def outgoing(desk: Desk) -> OutgoingFiles:
    return OutgoingFiles(desk.files, desk.evidence)


def test_copies_are_chosen_and_their_originals_are_not_offered(desk: Desk) -> None:
    case = desk.case()
    desk.add(case, photo())
    desk.add(case, PDF, shows="监测报告")
    desk.black(case, 1)
    found = outgoing(desk).choices(case)
    assert [(each.code, each.chosen, each.caution) for each in found] == [
        ("2", False, True),
        ("3", True, False),
    ]


def test_a_citizens_photo_goes_only_if_ticked_and_its_copy_in_its_place(
    desk: Desk,
) -> None:
    case, key = citizens(desk)
    [choice] = outgoing(desk).choices(case)
    assert (choice.code, choice.chosen, choice.caution) == ("p1", False, True)
    [file] = outgoing(desk).pick(case, ["p1"])
    assert (file.photo, file.serial) == (key, None)
    desk.files.redact_photo(case=case, photo=key, boxes=BOX, by="li", at=AT)
    assert [each.code for each in outgoing(desk).choices(case)] == ["1"]
    with pytest.raises(CaseworkError):
        outgoing(desk).pick(case, ["p1"])


def test_what_is_picked_has_the_fingerprint_of_its_bytes(desk: Desk) -> None:
    case, _ = citizens(desk)
    desk.add(case, PDF, shows="监测报告，联系 13800001111")
    files = outgoing(desk).pick(case, ["p1", "1"])
    assert [each.serial for each in files] == [1, None]
    assert "13800001111" not in files[0].shows
    for each in files:
        content = outgoing(desk).read(case.number, each)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each.sha256, each.size)


@pytest.mark.parametrize("code", ["9", "p2", "", "x", "1,2", "-1"])
def test_what_is_not_there_cannot_be_picked(desk: Desk, code: str) -> None:
    case, _ = citizens(desk)
    with pytest.raises(CaseworkError):
        outgoing(desk).pick(case, [code])


def test_what_was_withdrawn_goes_to_nobody_any_more(desk: Desk) -> None:
    case = desk.case()
    desk.add(case, PDF)
    [file] = outgoing(desk).pick(case, ["1"])
    desk.files.withdraw(number=case.number, serial=1, reason="传错了", by="li", at=AT)
    with pytest.raises(LookupError):
        outgoing(desk).read(case.number, file)
    assert outgoing(desk).choices(case) == []

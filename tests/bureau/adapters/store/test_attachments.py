"""Attachments are kept the same way on both databases, and their files as long as they may."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from bureau.adapters.store.attachments import StoredAttachments
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.erasure import nobodys_evidence
from bureau.adapters.store.evidence import StoredEvidence
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema.messages import evidence as rows
from bureau.casework.attachments import Attachment, Attachments
from bureau.messaging.media import inspect_photo
from bureau.retention import Rule
from tests.bureau.adapters.store.test_casework import AT, add
from tests.bureau.casework.test_attached_files import PDF, photo

DAY = timedelta(days=1)


@pytest.fixture
def evidence(database: Database, writer: GroupCommit, tmp_path: Path) -> StoredEvidence:
    return StoredEvidence(database, writer, tmp_path)


@pytest.fixture
def files(database: Database, evidence: StoredEvidence, tmp_path: Path) -> Attachments:
    store = StoredAttachments(database, tmp_path)
    return Attachments(store, StoredCases(database), evidence)


def attach(files: Attachments, number: str, data: bytes = PDF, by: str = "li") -> Attachment:
    return files.add(number=number, data=data, shows="笔录", by=by, at=AT)[0]


def age(folder: Path) -> None:
    """Let every file be a year old."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (AT.timestamp() - 365 * 86_400,) * 2)


def test_an_attachment_comes_back_as_it_was_kept(database: Database, files: Attachments) -> None:
    number = add(database)
    made = [attach(files, number, photo()), attach(files, number)]
    assert files.of_case(number) == made
    assert files.read(made[1]) == PDF
    files.withdraw(number=number, serial=1, reason="传错了", by="wang", at=AT + DAY)
    [gone, paper] = files.of_case(number)
    assert (gone.withdrawn, gone.withdrawn_by, gone.reason) == (AT + DAY, "wang", "传错了")
    assert paper == made[1]
    assert files.sent(number) == {}


@pytest.mark.parametrize("same", [True, False])
def test_officers_at_once_get_serials_of_their_own_and_the_same_file_once(
    database: Database, files: Attachments, same: bool
) -> None:
    number, ready = add(database), Barrier(6)

    def one(place: int) -> int:
        ready.wait()
        return attach(files, number, PDF + (b"" if same else bytes([place])), f"o{place}").serial

    with ThreadPoolExecutor(6) as officers:
        serials = sorted(officers.map(one, range(6)))
    assert serials == ([1] * 6 if same else [1, 2, 3, 4, 5, 6])
    assert len(files.of_case(number)) == (1 if same else 6)
    assert len(StoredCases(database).history(number)) == (2 if same else 7)


def test_a_file_goes_a_time_after_it_was_withdrawn_and_no_other(
    database: Database, files: Attachments, evidence: StoredEvidence, tmp_path: Path
) -> None:
    number, other = add(database), add(database, "m2")
    kept, gone = attach(files, number, photo()), attach(files, number)
    shared = attach(files, number, PDF + b"shared")
    assert attach(files, other, PDF + b"shared").sha256 == shared.sha256
    for each in (gone, shared):
        files.withdraw(number=number, serial=each.serial, reason="错了", by="li", at=AT)
    age(tmp_path)
    sweep = evidence.steps(at=AT)[Rule.STRAY_FILES]
    assert sweep(AT) == 0
    assert sweep(AT + DAY) == 1
    assert files.read(kept)
    assert files.read(shared)
    with pytest.raises(LookupError):
        files.read(gone)


def test_a_citizens_erased_photo_leaves_the_bytes_that_an_attachment_has(
    database: Database, files: Attachments, evidence: StoredEvidence, tmp_path: Path
) -> None:
    number = add(database)
    made = attach(files, number, photo())
    # By chance a citizen sent the very bytes that are kept of the officer's photo.
    key = evidence.add(inspect_photo(photo()), kind="image", by="c1", at=AT)
    with database.transaction() as connection:
        connection.execute(
            rows.update().where(rows.c.id == key).values(**nobodys_evidence(), sha256=made.sha256)
        )
    assert evidence.sweep() == 1
    assert files.read(made)

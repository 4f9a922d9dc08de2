from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from bureau.adapters.store.engine import Database
from bureau.adapters.store.evidence import StoredEvidence
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.messaging.media import (
    LIMIT,
    BadMediaError,
    inspect_photo,
    inspect_recording,
)
from bureau.messaging.ports import NoEvidenceError
from webhook.simulator.pictures import demo_photo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def evidence(database: Database, writer: GroupCommit, tmp_path: Path) -> StoredEvidence:
    return StoredEvidence(database, writer, tmp_path)


def want(evidence: StoredEvidence, key: str = "a" * 32) -> str:
    return evidence.want(id=key, kind="image", media_id="m1", by="lin", at=NOW)


def test_a_photo_is_kept_without_what_it_says_of_itself(evidence: StoredEvidence) -> None:
    key = want(evidence)
    evidence.keep(key, inspect_photo(demo_photo()), at=NOW)
    data, mime = evidence.read(key)
    with Image.open(io.BytesIO(data)) as photo:
        assert dict(photo.getexif()) == {}
    assert mime == "image/jpeg"
    assert "2026:11:23" not in str(evidence.about(key))


def test_the_same_photo_twice_is_one_file(evidence: StoredEvidence, tmp_path: Path) -> None:
    for key in ("a" * 32, "b" * 32):
        evidence.keep(want(evidence, key), inspect_photo(demo_photo()), at=NOW)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_was_not_fetched_cannot_be_read_and_is_listed(evidence: StoredEvidence) -> None:
    with pytest.raises(NoEvidenceError):
        evidence.read("none")
    key = want(evidence)
    with pytest.raises(NoEvidenceError):
        evidence.read(key)
    assert [row["id"] for row in evidence.missing()] == [key]


def test_a_fetch_is_taken_once_and_again_when_it_failed(evidence: StoredEvidence) -> None:
    key = want(evidence)
    want(evidence)
    assert [item.media_id for item in evidence.take_wanted(at=NOW, most=5)] == ["m1"]
    assert evidence.take_wanted(at=NOW, most=5) == []
    later = NOW + timedelta(seconds=2)
    evidence.postpone(key, due=later, note="busy")
    assert [item.attempts for item in evidence.take_wanted(at=later, most=5)] == [2]
    evidence.postpone(key, due=None, note="gone")
    assert evidence.take_wanted(at=later + timedelta(days=1), most=5) == []
    assert evidence.missing()[0]["note"] == "gone"


def test_evidence_from_a_page_is_stored_at_once(evidence: StoredEvidence) -> None:
    key = evidence.add(inspect_photo(demo_photo()), kind="image", by="lin", at=NOW)
    assert evidence.read(key)[1] == "image/jpeg"


def forged_png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"hello", forged_png(), gif(), demo_photo()[:400], b"x" * (LIMIT + 1)]
)
def test_what_is_no_good_photo_is_refused(data: bytes) -> None:
    with pytest.raises(BadMediaError):
        inspect_photo(data)


def test_a_photo_with_too_many_pixels_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(BadMediaError, match="pixels"):
        inspect_photo(out.getvalue())


def test_a_recording_is_checked_by_its_type() -> None:
    assert inspect_recording(b"#!AMR", kind="voice", mime="audio/amr").mime == "audio/amr"
    with pytest.raises(BadMediaError):
        inspect_recording(b"<html>", kind="voice", mime="text/html; charset=utf-8")

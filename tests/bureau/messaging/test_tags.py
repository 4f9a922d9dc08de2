"""Tags of recordings are blank, and every other byte keeps its place."""

from __future__ import annotations

import pytest

from bureau.messaging.tags import without_tags

PLACE = b"+30.6212+120.7234/"
START = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"


def box(kind: bytes, *inside: bytes, wide: bool = False) -> bytes:
    body = b"".join(inside)
    if wide:
        return b"\x00\x00\x00\x01" + kind + (16 + len(body)).to_bytes(8, "big") + body
    return (8 + len(body)).to_bytes(4, "big") + kind + body


SOUND = box(b"mdat", b"the very sound")


@pytest.mark.parametrize(
    "telling",
    [
        box(b"moov", box(b"udta", box(b"\xa9xyz", PLACE))),
        box(b"moov", box(b"trak", box(b"udta", box(b"loci", PLACE)))),
        box(b"moov", box(b"trak", box(b"mdia", box(b"udta", PLACE)))),
        box(b"moov", box(b"meta", PLACE)),
        box(b"meta", PLACE),
        box(b"uuid", PLACE),
        box(b"udta", PLACE, wide=True),
        box(b"moov", box(b"udta", PLACE), wide=True),
    ],
)
def test_a_tag_is_blank_wherever_it_stands(telling: bytes) -> None:
    video = START + telling + SOUND
    kept = without_tags(video)
    assert PLACE not in kept
    assert len(kept) == len(video)
    assert kept.endswith(SOUND)


def test_when_a_video_was_made_is_blank_and_how_long_it_is_stays() -> None:
    header = b"\x00" * 4 + b"MADEWHEN" + b"and how long"
    kept = without_tags(START + box(b"moov", box(b"mvhd", header)))
    assert b"MADE" not in kept
    assert b"WHEN" not in kept
    assert b"and how long" in kept


@pytest.mark.parametrize(
    "plain",
    [
        START + SOUND,
        START + box(b"mdat", b"udta in the sound itself"),
        START + b"\xff\xff\xff\xffmoovdamaged",
        START + b"\x00\x00\x00\x04udta",
        START + b"\x00\x00\x00\x01moov",
        b"#!AMR\nthe very sound",
        b"\xff\xfbmp3 without a tag",
        b"ID3",
        b"",
    ],
)
def test_what_has_no_tag_stays_as_it_is(plain: bytes) -> None:
    assert without_tags(plain) == plain


def test_an_mp3_is_kept_without_the_blocks_before_and_after_it() -> None:
    before = b"ID3\x04\x00\x00\x00\x00\x01\x00" + PLACE.ljust(128)
    after = b"TAG" + PLACE.ljust(125)
    assert without_tags(before + b"the very sound" + after) == b"the very sound"


def test_a_forged_video_of_endless_boxes_breaks_nothing() -> None:
    boxes = b"".join((8 * n).to_bytes(4, "big") + b"moov" for n in range(100_000, 0, -1))
    assert without_tags(START + boxes) == START + boxes

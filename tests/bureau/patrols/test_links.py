"""Addresses of the patrol page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.patrols.links import LIVES, PatrolLinkError, PatrolLinks

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OLD, NEW, LASTING = b"o" * 32, b"n" * 32, b"l" * 32
SITE = "https://bureau.example"


def token(links: PatrolLinks, volunteer: int = 7) -> str:
    return links.address(volunteer, at=AT).rpartition("/")[2]


def test_a_link_names_its_volunteer_until_it_ends() -> None:
    links = PatrolLinks([NEW], LASTING, SITE)
    assert links.address(7, at=AT).startswith(f"{SITE}/patrol/7.")
    assert links.read(token(links), at=AT + LIVES - timedelta(seconds=1)) == (7, AT + LIVES)
    with pytest.raises(PatrolLinkError) as over:
        links.read(token(links), at=AT + LIVES)
    assert (over.value.code, over.value.volunteer) == ("expired", 7)


def test_a_link_outlives_a_change_of_key_and_a_phones_points_keep_their_owner() -> None:
    before, after = PatrolLinks([OLD], LASTING, SITE), PatrolLinks([NEW, OLD], LASTING, SITE)
    assert after.read(token(before), at=AT)[0] == 7
    with pytest.raises(PatrolLinkError):
        before.read(token(after), at=AT)
    assert before.owner("c1") == after.owner("c1") != after.owner("c2")
    assert "c1" not in after.owner("c1")


@pytest.mark.parametrize(
    "typed",
    ["", "x", "..", "7.1", "7.99999999999.AAAA", "7..", "志愿者", "7.x.y", "-1.0.", "\ud800"],
)
def test_what_somebody_types_is_unknown(typed: str) -> None:
    with pytest.raises(PatrolLinkError) as wrong:
        PatrolLinks([NEW], LASTING, SITE).read(typed, at=AT)
    assert wrong.value.code == "unknown"

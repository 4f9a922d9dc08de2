"""The address of an answer's page is ours alone, expires, and names nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.cases import AnswerLinks, LinkError
from bureau.cases.answer_links import LIVES

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LINKS = AnswerLinks([b"new", b"old"], "https://example.test")


def token(links: AnswerLinks = LINKS) -> str:
    return links.address(42, at=AT).rpartition("/")[2]


def test_an_address_leads_to_its_notice_until_it_expires() -> None:
    assert LINKS.address(42, at=AT).startswith("https://example.test/answer/42.")
    assert LINKS.read(token(), at=AT + LIVES - timedelta(seconds=1)) == 42
    with pytest.raises(LinkError) as wrong:
        LINKS.read(token(), at=AT + LIVES)
    assert wrong.value.code == "expired"


def test_an_address_outlives_a_change_of_key_but_not_a_second_one() -> None:
    before = AnswerLinks([b"old"], "https://example.test")
    assert LINKS.read(token(before), at=AT) == 42
    with pytest.raises(LinkError):
        AnswerLinks([b"newer", b"new"], "").read(token(before), at=AT)


@pytest.mark.parametrize(
    "forged",
    ["", "42", "43.{rest}", "{token}x", "{head}.9999999999.{mac}", "…", "42..", "x.y.z", "%00"],
)
def test_whatever_was_changed_is_unknown(forged: str) -> None:
    good = token()
    notice, until, mac = good.split(".")
    told = forged.format(token=good, rest=f"{until}.{mac}", head=notice, mac=mac)
    with pytest.raises(LinkError) as wrong:
        LINKS.read(told, at=AT)
    assert wrong.value.code == "unknown"

"""What a reward's citizen was told, and whether they know."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from basis.packaged import yaml_beside
from bureau.rewards.telling import service_notice

AT = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
NOTICES = (
    "told", "remind", "approved_named", "approved_anonymous", "paid", "refused", "recalled",
    "expired", "revised",
)  # fmt: skip


@pytest.mark.parametrize("notice", NOTICES)
def test_a_template_message_says_it_shortly_and_nothing_of_the_report(notice: str) -> None:
    service = service_notice("T" * 43, number="奖2026-0001", notice=notice, at=AT)
    assert service is not None
    assert service.fields["character_string1"] == "奖2026-0001"
    assert all(0 < len(value) <= 20 for value in service.fields.values())
    assert service_notice(None, number="奖2026-0001", notice=notice, at=AT) is None


def test_every_notice_has_its_words() -> None:
    said = yaml_beside("bureau/rewards/words.py", "words.yml")
    told = set(said["notices"]) - {"pending"}
    assert told == set(NOTICES) == set(said["told"]) == set(said["service"]["what"])

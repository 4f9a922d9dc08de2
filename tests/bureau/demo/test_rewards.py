"""The demonstration shows rewards at every stage, marked as invented, and tells nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bureau.demo.records import load_demo
from bureau.rewards import RewardStatus
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    var: Path = tmp_path_factory.mktemp("var")
    made = Bureau(load({"DEMO": "1", "VAR_DIR": str(var)}))
    load_demo(made, AT)
    yield made
    made.close()


def test_there_is_a_reward_at_every_stage_and_each_is_marked(bureau: Bureau) -> None:
    rewards, count = bureau.rewards.page(tuple(RewardStatus), limit=50, offset=0)
    assert count == 8
    assert {each.status for each in rewards} == {
        RewardStatus.TOLD, RewardStatus.CLAIMED, RewardStatus.COMPUTED, RewardStatus.APPROVED,
        RewardStatus.PAID, RewardStatus.REFUSED,
    }  # fmt: skip
    for each in rewards:
        assert "演示数据" in bureau.rewards.matter(each.matter).findings.decision


def test_three_pairs_of_hands_were_on_what_was_paid(bureau: Bureau) -> None:
    [paid], _ = bureau.rewards.page((RewardStatus.PAID,), limit=5, offset=0)
    hands = {paid.computed_by, paid.approved_by, paid.paid_by}
    assert len(hands) == 3
    assert all("演示数据" in each for each in hands)
    assert paid.voucher.startswith("DEMO-")


def test_nobody_is_told_and_the_time_to_claim_runs_on(bureau: Bureau) -> None:
    bureau.rewards.sweep(at=AT)
    assert bureau.outbox.undelivered() == []
    [told], _ = bureau.rewards.page((RewardStatus.TOLD,), limit=5, offset=0)
    assert told.until is not None
    assert told.until > AT

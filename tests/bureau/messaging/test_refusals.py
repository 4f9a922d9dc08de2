from datetime import UTC, datetime, timedelta

import pytest

from bureau.messaging import Verdict, next_attempt, quota_returns, verdict

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("errcode", "expected"),
    [
        (0, Verdict.SENT),
        (-1, Verdict.RETRY),
        (40001, Verdict.RENEW_TOKEN),
        (40014, Verdict.RENEW_TOKEN),
        (42001, Verdict.RENEW_TOKEN),
        (45015, Verdict.KEEP),
        (45047, Verdict.KEEP),
        (43004, Verdict.KEEP),
        (43019, Verdict.KEEP),
        (45009, Verdict.PAUSE),
        (40003, Verdict.FAIL),
        (99999, Verdict.FAIL),
    ],
)
def test_only_what_the_platform_allows_is_tried_again(errcode: int, expected: Verdict) -> None:
    assert verdict(errcode) is expected


def test_waits_grow_and_end() -> None:
    waits = []
    for attempts in range(1, 20):
        due = next_attempt(attempts=attempts, at=NOW)
        if due is None:
            break
        waits.append(due - NOW)
    assert waits == sorted(waits)
    assert 3 < len(waits) < 12
    assert waits[-1] <= timedelta(hours=1)


def test_the_quota_returns_at_midnight_in_shanghai() -> None:
    assert quota_returns(NOW) == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert quota_returns(NOW + timedelta(hours=5)) == datetime(2026, 11, 21, 16, tzinfo=UTC)

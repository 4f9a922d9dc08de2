"""The platform's clock is heard; ours may be wrong, and old requests are still refused."""

from __future__ import annotations

import pytest

from webhook.platform_clock import PlatformClock

NOW = 1_800_000_000.0


class Steady:
    """A clock that nobody sets, in the test's hands."""

    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def clock(steady: Steady) -> PlatformClock:
    return PlatformClock(300, steady)


def test_nothing_was_heard_at_first(clock: PlatformClock) -> None:
    assert clock.ahead(NOW) is None


@pytest.mark.parametrize("jump", [-86400, -600, 600, 86400])
def test_when_our_clock_jumps_messages_go_on_and_the_difference_is_known(
    clock: PlatformClock, steady: Steady, jump: float
) -> None:
    assert clock.accepts(NOW, NOW)
    for later in range(0, 3600, 40):
        steady.at = 50.0 + later
        assert clock.accepts(NOW + later, NOW + later + jump)
    assert clock.ahead(NOW + 3560 + jump) == pytest.approx(jump)


@pytest.mark.parametrize("off", [-600, 301, 600])
def test_after_a_start_with_a_wrong_clock_the_platforms_next_try_is_believed(
    clock: PlatformClock, steady: Steady, off: float
) -> None:
    assert not clock.accepts(NOW, NOW + off)
    steady.at += 5
    assert clock.accepts(NOW + 5, NOW + 5 + off)
    assert clock.accepts(NOW + 5, NOW + 5 + off)


def test_an_old_request_sent_again_and_again_is_never_believed(
    clock: PlatformClock, steady: Steady
) -> None:
    for _ in range(5):
        assert not clock.accepts(NOW - 900, NOW)
        steady.at += 5
    assert clock.accepts(NOW + 25, NOW + 25)
    assert not clock.accepts(NOW - 900, NOW + 25)


def test_requests_that_are_a_little_old_do_not_turn_the_clock_back(
    clock: PlatformClock, steady: Steady
) -> None:
    assert clock.accepts(NOW, NOW)
    for step in range(1, 20):
        clock.accepts(NOW - step * 250, NOW)
    assert clock.ahead(NOW) == 0
    assert not clock.accepts(NOW - 301, NOW)


def test_tries_of_older_messages_in_between_do_not_keep_the_platform_from_being_believed(
    clock: PlatformClock, steady: Steady
) -> None:
    for later, first_sent in ((0, 0), (2, -7), (3, -12)):
        steady.at = 50.0 + later
        assert not clock.accepts(NOW + first_sent, NOW + later + 600)
    steady.at = 54.0
    assert clock.accepts(NOW + 4, NOW + 604)

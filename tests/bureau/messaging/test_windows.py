from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bureau.messaging import WINDOWS, WindowEvent, allowance

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def after(**time: float) -> datetime:
    return NOON + timedelta(**time)


def test_a_message_allows_five_answers_in_48_hours() -> None:
    acts = [(WindowEvent.MESSAGE, NOON)]
    assert allowance(acts=acts, sent=[], at=after(hours=47.9)).left == 5
    assert allowance(acts=acts, sent=[], at=after(hours=47.9)).ends == after(hours=48)
    assert allowance(acts=acts, sent=[after(hours=1)] * 5, at=after(hours=2)).left == 0
    assert allowance(acts=acts, sent=[], at=after(hours=48)).left == 0


def test_a_click_allows_three_in_one_minute() -> None:
    acts = [(WindowEvent.TOUCH, NOON)]
    assert allowance(acts=acts, sent=[after(seconds=1)], at=after(seconds=59)).left == 2
    assert allowance(acts=acts, sent=[], at=after(seconds=60)).left == 0


def test_a_new_message_opens_the_window_anew() -> None:
    sent = [after(hours=1)] * 5
    acts = [(WindowEvent.MESSAGE, NOON), (WindowEvent.MESSAGE, after(hours=3))]
    assert allowance(acts=acts, sent=sent, at=after(hours=4)).left == 5


def test_a_click_after_the_count_is_spent_lets_three_through() -> None:
    acts = [(WindowEvent.MESSAGE, NOON), (WindowEvent.TOUCH, after(hours=3))]
    assert allowance(acts=acts, sent=[after(hours=1)] * 5, at=after(hours=3)).left == 3


def test_nobody_may_be_written_to_who_never_wrote() -> None:
    assert allowance(acts=[], sent=[], at=NOON).left == 0


@given(
    acts=st.lists(st.tuples(st.sampled_from(WindowEvent), st.integers(0, 300000)), max_size=6),
    sent=st.lists(st.integers(0, 300000), max_size=8),
    at=st.integers(0, 300000),
)
def test_what_is_left_is_never_negative_nor_beyond_the_widest_window(
    acts: list[tuple[WindowEvent, int]], sent: list[int], at: int
) -> None:
    left = allowance(
        acts=[(act, after(seconds=s)) for act, s in acts],
        sent=[after(seconds=s) for s in sent],
        at=after(seconds=at),
    ).left
    assert 0 <= left <= max(window.count for window in WINDOWS.values())

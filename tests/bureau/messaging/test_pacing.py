from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from basis.clock import SHANGHAI
from bureau.messaging.pacing import DAY_BEGINS, DAY_ENDS, leaving

NOON = datetime(2026, 11, 20, 12, tzinfo=SHANGHAI)


def test_a_large_send_leaves_evenly_over_its_time() -> None:
    moments = list(leaving(10, start=NOON, over=timedelta(hours=1)))
    assert moments == [NOON + timedelta(minutes=6 * n) for n in range(10)]


def test_what_falls_into_the_night_goes_on_in_the_morning() -> None:
    evening = NOON.replace(hour=20)
    moments = list(leaving(4, start=evening, over=timedelta(hours=14)))
    assert [f"{m:%d %H:%M}" for m in moments] == ["20 20:00", "20 20:45", "21 08:00", "21 08:45"]
    late = NOON.replace(hour=23)
    assert next(leaving(1, start=late, over=timedelta(0))) == late.replace(day=21, hour=8)


def test_what_is_urgent_leaves_by_night() -> None:
    night = NOON.replace(hour=3)
    assert list(leaving(2, start=night, over=timedelta(hours=1), by_night=True)) == [
        night,
        night + timedelta(minutes=30),
    ]


def test_nothing_leaves_faster_than_five_a_second() -> None:
    moments = list(leaving(11, start=NOON, over=timedelta(0)))
    assert moments[-1] - moments[0] == timedelta(seconds=2)


@given(
    count=st.integers(0, 60),
    start=st.integers(0, 365 * 86400),
    over=st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_letters_leave_in_order_by_day_and_in_time(count: int, start: int, over: timedelta) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    moments = list(leaving(count, start=begin, over=over))
    assert len(moments) == count
    assert moments == sorted(moments)
    for moment in moments:
        assert moment >= begin
        assert DAY_BEGINS <= moment.astimezone(SHANGHAI).time() < DAY_ENDS
    if moments:
        # Where the night takes it all, the next morning is the time.
        assert moments[-1] <= begin + max(over, timedelta(hours=11)) + timedelta(minutes=1)

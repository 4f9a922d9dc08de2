"""Asking the sources on their timetables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from basis.clock import SHANGHAI
from bureau.quality.model import AirObservation, Fetched, RawAnswer, Saved, SourceState, Station
from bureau.quality.polling import Poller
from bureau.quality.ports import SourceError
from bureau.quality.timetable import AIR_HOURLY, WATER_FOUR_HOURLY, after_failure
from tests.bureau.quality.memory import Told

NOON = datetime(2026, 8, 21, 12, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
COMPLETE = {
    "pm10_ug_m3": 43.0, "so2_ug_m3": 5.0, "no2_ug_m3": 20.0, "co_mg_m3": 0.6, "o3_ug_m3": 80.0
}  # fmt: skip


def at_noon(n: int = 0) -> Fetched:
    observation = AirObservation("S", NOON + timedelta(hours=n), "national", 20.0 + n)
    return Fetched(air=(observation,), stations=(Station("S", "站", "national"),))


def test_a_source_is_asked_just_after_it_publishes_and_then_left_alone(store):
    source = Told(at_noon(), at_noon(1))
    poller = Poller([source], store)
    poller.poll(at=NOON + 32 * MINUTE)
    assert poller.next_look(at=NOON + 83 * MINUTE) == NOON + 90 * MINUTE
    assert poller.poll(at=NOON + 60 * MINUTE) == []
    [polled] = poller.poll(at=NOON + 91 * MINUTE)
    assert (polled.newest, polled.saved) == (NOON + 60 * MINUTE, Saved(new=1))
    assert len(source.looks) == 2


def test_when_the_value_is_late_it_is_asked_for_again_soon(store):
    poller = Poller([Told(at_noon())], store)
    poller.poll(at=NOON + 91 * MINUTE)
    assert poller.poll(at=NOON + 94 * MINUTE) == []
    assert poller.next_look(at=NOON + 94 * MINUTE) == NOON + 97 * MINUTE
    assert len(poller.poll(at=NOON + 97 * MINUTE)) == 1


def test_at_start_everything_is_asked(store):
    poller = Poller([Told(at_noon())], store)
    poller.poll(at=NOON + 32 * MINUTE)
    assert len(poller.poll(at=NOON + 33 * MINUTE, everything=True)) == 1


def test_a_failing_source_keeps_its_error_and_does_not_hold_the_others(store):
    raw = RawAnswer("told_air", NOON, "GET /", 500, b"oops")
    failing = Told(SourceError("HTTP status 500", [raw]), name="failing")
    poller = Poller([failing, Told(at_noon())], store)
    failed, fine = poller.poll(at=NOON)
    assert (failed.error, fine.saved.new) == ("HTTP status 500", 1)
    state = store.state("failing")
    assert (state.error, state.failures, state.succeeded) == ("HTTP status 500", 1, None)


def test_a_source_that_we_misread_is_our_fault_and_does_not_stop_the_ones_after_it(store, caplog):
    poller = Poller([Told(KeyError("secret cell"), name="odd"), Told(at_noon())], store)
    odd, fine = poller.poll(at=NOON)
    assert (odd.error, fine.saved.new) == ("a fault of ours (KeyError)", 1)
    assert store.state("odd").failures == 1
    assert "reading odd failed" in caplog.text


def test_success_clears_the_error(store):
    source = Told(SourceError("no connection"), at_noon())
    poller = Poller([source], store)
    poller.poll(at=NOON)
    poller.poll(at=NOON + 6 * MINUTE)
    state = store.state("told_air")
    assert (state.error, state.failures, state.newest) == ("", 0, NOON)


def test_from_the_third_failure_on_the_breaker_is_open_for_longer_and_longer():
    state, retry = SourceState("s"), timedelta(minutes=6)
    pauses = []
    for _ in range(9):
        state = after_failure(state, at=NOON, error="x", retry=retry)
        pauses.append(None if state.closed_until is None else state.closed_until - NOON)
    assert pauses[:5] == [None, None, 2 * retry, 4 * retry, 8 * retry]
    assert pauses[-1] == timedelta(hours=2)
    assert AIR_HOURLY.next_look(state, at=NOON) == NOON + timedelta(hours=2)


def test_an_open_breaker_is_not_asked_but_a_start_asks(store):
    poller = Poller([Told(SourceError("no connection"))], store)
    for n in range(3):
        assert len(poller.poll(at=NOON + n * 6 * MINUTE)) == 1
    assert poller.poll(at=NOON + 20 * MINUTE) == []
    assert len(poller.poll(at=NOON + 20 * MINUTE, everything=True)) == 1


def test_yesterdays_data_are_told(store):
    poller = Poller([Told(at_noon())], store)
    [polled] = poller.poll(at=NOON + timedelta(hours=26))
    assert polled.findings == ("the newest value is 26 h old",)
    assert store.state("told_air").findings == polled.findings


def test_a_source_that_lies_is_flagged_with_its_sites_until_it_stops(store):
    lie = replace(at_noon().air[0], published_aqi=300, **COMPLETE)
    truth = replace(lie, at=NOON + timedelta(hours=1), published_aqi=43)
    source = Told(Fetched(air=(lie,)), Fetched(air=(lie, truth)))
    poller = Poller([source], store)
    [polled] = poller.poll(at=NOON + 31 * MINUTE)
    assert polled.findings == ("index_disagrees: S",)
    assert store.state("told_air").findings == polled.findings
    poller.poll(at=NOON + 91 * MINUTE)
    assert store.state("told_air").findings == ()


def test_water_is_due_every_four_hours():
    assert WATER_FOUR_HOURLY.next_value(NOON) == NOON + timedelta(hours=5, minutes=10)


def test_the_past_is_filled_piece_by_piece_and_a_failure_ends_that_source_only(store):
    def breaks():
        yield at_noon()
        raise SourceError("HTTP status 500")

    def goes_on():
        yield at_noon(1)
        yield at_noon(2)

    sources = [
        Told(at_noon(), name="no_past"),
        Told(at_noon(), name="breaks", past=breaks),
        Told(at_noon(), name="goes_on", past=goes_on),
    ]
    day = date(2026, 8, 21)
    pieces = list(Poller(sources, store).backfill(first=day, last=day, at=NOON))
    assert [(p.source, p.error) for p in pieces] == [
        ("breaks", ""), ("breaks", "HTTP status 500"), ("goes_on", ""), ("goes_on", ""),
    ]  # fmt: skip
    assert len(store.air_series(["S"], start=NOON - MINUTE, end=NOON + timedelta(1))) == 3

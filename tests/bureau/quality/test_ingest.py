"""What becomes of observations that come in, told with plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bureau.quality.ingest import (
    days_to_average,
    hours_of,
    ingest_air,
    ingest_periods,
    ingest_water,
    month_of_samples,
    months_to_average,
    outranks,
    samples_of,
)
from bureau.quality.model import AirDay, AirObservation, Saved, WaterMonth, WaterObservation
from bureau.quality.reading import SHANGHAI

NOON = datetime(2026, 8, 21, 12, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
TODAY = date(2026, 8, 21)


def hour(at: datetime, pm2_5: float = 20, source: str = "national") -> AirObservation:
    return AirObservation("1252A", at, source, pm2_5, 40.0, 5.0, 20.0, 0.6, 80.0)


def sample(at: datetime, source: str = "national", **values: float) -> WaterObservation:
    usual = {"DO": 6.5, "CODMn": 3.5, "NH3N": 0.2, "TP": 0.1}
    return WaterObservation("wjj", at, source, usual | values, 2)


def test_what_nobody_knew_is_new():
    ingested = ingest_air([hour(NOON)], [])
    assert (ingested.changed, ingested.replaced) == ((hour(NOON),), ())
    assert ingested.saved == Saved(new=1)


def test_what_is_known_changes_nothing():
    ingested = ingest_water([sample(NOON)], [sample(NOON)], {})
    assert (ingested.changed, ingested.saved) == ((), Saved(unchanged=1))


def test_a_correction_names_what_it_replaces():
    ingested = ingest_air([hour(NOON, 25)], [hour(NOON, 20)])
    assert ingested.replaced == ((hour(NOON, 20), hour(NOON, 25)),)
    assert ingested.saved == Saved(corrected=1)


@pytest.mark.parametrize(
    ("known", "comes", "stands"),
    [("bureau", "national", "bureau"), ("national", "bureau", "bureau")],
)
def test_of_two_sources_the_better_ones_word_stands(known, comes, stands):
    assert outranks("bureau", "national")
    ingested = ingest_air([hour(NOON, 25, comes)], [hour(NOON, 20, known)])
    assert {new.source for new in ingested.changed} == {stands} - {known}


def test_a_source_without_a_rank_stands_behind_those_with_one():
    assert outranks("national", "a stranger")


def test_hours_that_do_not_change_are_doubted_whether_stored_or_new():
    known = [hour(NOON + number * HOUR) for number in range(3)]
    new = [hour(NOON + number * HOUR) for number in range(3, 6)]
    ingested = ingest_air(reversed(new), known)
    assert [one.suspicions for one in ingested.changed] == [(), (), ("frozen",)]
    assert ingested.saved.doubts == ("frozen: 1252A",)


def test_a_doubt_alone_is_no_correction():
    known = [hour(NOON + number * HOUR) for number in range(6)]
    assert ingest_air(known, known).changed == ()


def test_only_the_newest_value_of_a_site_casts_doubt_on_it():
    wrong, right = replace(hour(NOON), co_mg_m3=90.0), hour(NOON + HOUR)
    assert ingest_air([wrong], []).saved.doubts == ("impossible: 1252A",)
    assert ingest_air([wrong, right], []).saved.doubts == ()


def test_a_day_is_averaged_when_it_is_over_and_midnight_belongs_to_the_day_before():
    midnight = datetime(2026, 8, 22, tzinfo=SHANGHAI)
    changed = [hour(NOON), hour(midnight), hour(midnight + HOUR)]
    assert days_to_average(changed, at=midnight) == {TODAY: {"1252A"}}
    assert days_to_average(changed, at=midnight - HOUR) == {}
    start, end = hours_of(TODAY)
    assert start < NOON < end == midnight


def test_a_month_begins_with_the_sample_of_midnight():
    first = sample(datetime(2026, 8, 1, tzinfo=SHANGHAI))
    assert months_to_average([first]) == {("wjj", date(2026, 8, 1))}
    start, end = samples_of(date(2026, 8, 1))
    assert start < first.at <= end < datetime(2026, 9, 1, tzinfo=SHANGHAI)


def test_a_month_is_as_good_as_the_least_of_its_sources():
    samples = [sample(NOON, "bureau", TP=0.1), sample(NOON + HOUR, "national", TP=0.3)]
    month = month_of_samples("wjj", date(2026, 8, 1), samples)
    assert (month.source, month.count) == ("national", 2)
    assert month.values["TP"] == pytest.approx(0.2)


def day(pm2_5: float, source: str = "national", *, hours: int | None) -> AirDay:
    return AirDay("1252A", TODAY, source, pm2_5, 40, 5, 20, 0.6, 80, hours=hours)


@pytest.mark.parametrize(
    ("known", "comes", "stands"),
    [
        (day(20, hours=24), day(25, hours=23), False),  # our mean follows its hours
        (day(20, hours=None), day(25, hours=24), True),  # what the source printed
        (day(20, hours=24), day(25, hours=None), False),
        (day(20, "bureau", hours=24), day(25, hours=None), True),  # the better source
        (day(20, hours=None), day(25, "bureau", hours=24), False),
        (day(20, hours=24), day(20, hours=24), True),
    ],
)
def test_a_day_stands_if_printed_by_its_source_or_given_by_a_better_one(known, comes, stands):
    changed, saved = ingest_periods([comes], [known])
    assert changed == ([] if stands else [comes])
    assert saved == (Saved(unchanged=1) if stands else Saved(corrected=1))


def test_a_month_nobody_knew_is_new():
    month = WaterMonth("wjj", date(2026, 8, 1), "bureau", {"TP": 0.1}, None)
    assert ingest_periods([month], []) == ([month], Saved(new=1))

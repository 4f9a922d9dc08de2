from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bureau.odor.clustering import ReportCluster
from bureau.odor.events import Placement, plan
from bureau.odor.model import Sighting

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def group(*places: tuple[str, float]) -> ReportCluster:
    return ReportCluster(
        tuple(Sighting(key, AT + timedelta(minutes=n), x, 0) for n, (key, x) in enumerate(places))
    )


def test_a_new_group_is_a_new_event() -> None:
    found = plan([group(("a", 0), ("b", 1))], {"a": Placement(), "b": Placement()})
    assert found.fresh == [("a", "b")]
    assert found.touched == set()


def test_a_new_report_joins_the_event_of_its_group() -> None:
    found = plan([group(("a", 0), ("b", 1))], {"a": Placement(4)})
    assert found.placed == {"b": 4}
    assert found.fresh == []


def test_events_that_have_grown_together_become_the_older_one() -> None:
    found = plan([group(("a", 0), ("b", 1), ("c", 2))], {"a": Placement(7), "b": Placement(4)})
    assert found.merged == {7: 4}
    assert found.placed["c"] == 4


def test_what_an_officer_split_stays_split_and_new_reports_go_to_the_nearest() -> None:
    placements = {"a": Placement(4, pinned=True), "b": Placement(9, pinned=True)}
    found = plan([group(("a", 0), ("b", 2000), ("c", 1900), ("d", 10))], placements)
    assert found.merged == {}
    assert found.placed == {"c": 9, "d": 4}


def test_an_event_with_a_pinned_report_is_not_merged_away() -> None:
    placements = {"a": Placement(4, pinned=True), "b": Placement(4), "c": Placement(9)}
    assert plan([group(("a", 0), ("b", 1), ("c", 2))], placements).merged == {}


def test_the_same_groups_again_change_nothing() -> None:
    assert (
        plan([group(("a", 0), ("b", 1))], {"a": Placement(4), "b": Placement(4)}).touched == set()
    )

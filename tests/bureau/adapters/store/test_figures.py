"""Figures are the same on both databases, and the sums are those of the cases themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.figures import StoredFigures
from bureau.cases import Location, Status, Verb, Who
from bureau.figures import Measures, MonthSpan, SpotCount
from bureau.finding.entry import cell
from bureau.officers import OfficerScope
from tests.bureau.adapters.store.test_finding import AT, FACTORY, RIVER, Shelf

NOWHERE = OfficerScope("330421")
NOVEMBER = MonthSpan(202611, 202611)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


@pytest.fixture
def figures(database: Database) -> StoredFigures:
    return StoredFigures(database)


def test_a_cases_life_is_summed_under_the_month_in_which_it_came(
    shelf: Shelf, figures: StoredFigures
) -> None:
    good, slow, waiting = shelf.add(FACTORY), shelf.add(RIVER), shelf.add(FACTORY)
    for number, late in ((good, timedelta()), (slow, timedelta(days=20))):
        shelf.step(number, Verb.ACCEPT, Status.ACCEPTED, due=AT + timedelta(days=9))
        shelf.step(number, Verb.ANSWER, Status.ANSWERED, at=AT + late, due=None)
    shelf.step(slow, Verb.REOPEN, Status.REOPENED, who=Who.CITIZEN, satisfied=False,
               reopenings=1)  # fmt: skip
    shelf.step(good, Verb.SATISFIED, Status.CLOSED, who=Who.CITIZEN, satisfied=True)
    ((_, whole),) = figures.sums(NOVEMBER, by=(), at=AT + timedelta(days=3)).items()
    assert (whole.received, whole.answered, whole.reopened, whole.closed) == (3, 2, 1, 1)
    assert (whole.response.part, whole.response.whole) == (2, 3)
    assert (whole.on_time.part, whole.on_time.whole) == (1, 2)
    assert (whole.again.part, whole.again.whole) == (1, 2)
    assert (whole.satisfaction.part, whole.satisfaction.whole) == (1, 2)
    assert whole.late_response == 1
    by_town = figures.sums(NOVEMBER, by=("town", "handler"), at=AT)
    assert by_town[FACTORY.place, "li"].received == 1
    assert by_town[FACTORY.place, ""].received == 1
    assert figures.sums(NOVEMBER, by=("category",), at=AT)[("water",)].reopened == 1
    assert waiting


def test_what_is_late_now_is_counted_by_town_whatever_month_it_came_in(
    shelf: Shelf, figures: StoredFigures
) -> None:
    old, answered = shelf.add(FACTORY, day=date(2026, 8, 3)), shelf.add(FACTORY)
    river = [shelf.add(RIVER) for _ in range(3)]
    due = AT + timedelta(days=9)
    shelf.step(old, Verb.ACCEPT, Status.ACCEPTED, due=due)
    shelf.step(answered, Verb.ANSWER, Status.ANSWERED, due=None)
    for number in river:
        shelf.step(number, Verb.NOTE, Status.SUBMITTED, due=due + timedelta(days=1))
    assert figures.late(at=due) == []
    found = figures.late(at=due + timedelta(days=2))
    assert [(one.town, one.unaccepted, one.unanswered) for one in found] == [
        (RIVER.place, 3, 0),
        (FACTORY.place, 0, 1),
    ]
    assert [one.count for one in found] == [3, 1]
    assert found[1].since == due
    assert found[1].county == "330411"
    (mine,) = figures.late(at=due + timedelta(days=2), scope=OfficerScope("330411"))
    assert mine == found[1]
    assert figures.late(at=due + timedelta(days=2), scope=NOWHERE) == []


def test_figures_keep_to_an_area_and_to_what_an_officer_may_see(
    shelf: Shelf, figures: StoredFigures
) -> None:
    shelf.add(FACTORY)
    shelf.add(RIVER)
    for asked in (
        {"area": "330411"},
        {"area": str(FACTORY.place)},
        {"scope": OfficerScope("330411")},
    ):
        found = figures.sums(NOVEMBER, by=("county",), at=AT, **asked)  # type: ignore[arg-type]
        assert {key: sums.received for key, sums in found.items()} == {("330411",): 1}
    assert figures.sums(NOVEMBER, by=("county",), at=AT, scope=NOWHERE) == {}
    assert figures.sums(MonthSpan(202610, 202610), by=(), at=AT) == {}


def test_the_map_counts_cells_and_towns_where_no_point_is_known(
    shelf: Shelf, figures: StoredFigures
) -> None:
    spot = Location(120.72, 30.63)
    for _ in range(2):
        shelf.add(replace(FACTORY, location=spot))
    shelf.add(RIVER)
    shelf.add(RIVER, day=date(2026, 11, 20))
    day = date(2026, 11, 24)
    found = figures.spots(day, day)
    assert set(found) == {
        SpotCount(cell(120.72, 30.63), str(FACTORY.place), 2),
        SpotCount(None, str(RIVER.place), 1),
    }
    assert figures.spots(day, day, category="water") == [SpotCount(None, str(RIVER.place), 1)]
    assert figures.spots(day, day, area="330482") == [SpotCount(None, str(RIVER.place), 1)]
    assert figures.spots(day, day, scope=NOWHERE) == []
    assert figures.days(date(2026, 11, 1), day) == {date(2026, 11, 20): 1, day: 3}


def test_nothing_is_a_sum_of_nothing(figures: StoredFigures) -> None:
    assert figures.sums(NOVEMBER, by=("town",), at=AT) == {}
    assert Measures().response.value is None

from __future__ import annotations

from datetime import UTC, datetime

from bureau.adapters.store.engine import Database
from bureau.adapters.store.patrol_routes import StoredRoutes
from bureau.patrols import PatrolKind
from bureau.patrols.routes import PatrolRoute, read_grid, read_spots

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_a_route_comes_back_as_it_was_planned_and_is_closed_once(database: Database) -> None:
    store = StoredRoutes(database)
    grid = read_grid("120.7", "30.7", "250", "2", "1")
    spots = read_spots("东门，120.70，30.70\n西门,120.71,30.70")
    area = ("330411", "330411101")
    walked = store.add_route(PatrolRoute(0, "圈", PatrolKind.WATER, *area, spots, None, AT, "li"))
    squared = store.add_route(
        PatrolRoute(0, "格", PatrolKind.ODOR, None, None, grid.spots(), grid, AT, "li")
    )
    assert store.routes() == [squared, walked]
    assert store.route(squared.id) == squared
    assert squared.grid == grid
    assert store.close_route(walked.id, at=AT)
    assert not store.close_route(walked.id, at=AT)
    assert store.routes() == [squared]
    assert [each.closed for each in store.routes(closed=True)] == [None, AT]
    assert store.route(999) is None

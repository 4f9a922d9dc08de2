"""Routes and grids of patrols in the database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.patrols import patrol_routes
from bureau.patrols import PatrolKind
from bureau.patrols.routes import GridShape, PatrolRoute, RouteSpot


class StoredRoutes:
    """`bureau.patrols.ports.RouteStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def routes(self, *, closed: bool = False) -> list[PatrolRoute]:
        """Return the open routes, or with `closed` all of them, the newest first."""
        query = select(patrol_routes).order_by(patrol_routes.c.id.desc())
        if not closed:
            query = query.where(patrol_routes.c.closed.is_(None))
        with self._database.reading() as connection:
            return [_route(row._mapping) for row in connection.execute(query)]

    def route(self, route: int) -> PatrolRoute | None:
        """Return a route by its id."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(patrol_routes).where(patrol_routes.c.id == route)
            ).one_or_none()
        return _route(row._mapping) if row else None

    def add_route(self, route: PatrolRoute) -> PatrolRoute:
        """Keep a route, whose `id` is not read; return it with its id."""
        facts = asdict(route)
        del facts["id"]
        facts["spots"] = [asdict(each) for each in route.spots]
        with self._database.transaction() as connection:
            row = connection.execute(
                insert(patrol_routes).values(**facts).returning(*patrol_routes.c)
            ).one()
        return _route(row._mapping)

    def close_route(self, route: int, *, at: datetime) -> bool:
        """Close a route, once; return whether it was open."""
        running = (patrol_routes.c.id == route, patrol_routes.c.closed.is_(None))
        with self._database.transaction() as connection:
            closed = connection.execute(
                update(patrol_routes)
                .where(*running)
                .values(closed=at)
                .returning(patrol_routes.c.id)
            )
            return closed.first() is not None


def _route(row: Any) -> PatrolRoute:
    facts = dict(row)
    return PatrolRoute(
        **{
            **facts,
            "kind": PatrolKind(facts["kind"]),
            "spots": tuple(RouteSpot(**each) for each in facts["spots"]),
            "grid": GridShape(**facts["grid"]) if facts["grid"] else None,
        }
    )

"""An officer's scope as conditions of a query."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from bureau.officers import OfficerScope


def within(
    scope: OfficerScope,
    county: ColumnElement[str],
    town: ColumnElement[str],
    category: ColumnElement[str],
) -> list[ColumnElement[bool]]:
    """Return what must hold of a row for it to lie within a scope; nothing for the whole city's."""
    conditions: list[ColumnElement[bool]] = []
    if scope.county:
        conditions.append(county == scope.county)
    if scope.town:
        conditions.append(town == scope.town)
    if scope.categories:
        conditions.append(category.in_(scope.categories))
    return conditions

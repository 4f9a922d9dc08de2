"""An officer's scope as conditions of a query."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, false, or_, select

from bureau.adapters.store.schema.casework import case_hands, case_helpers
from bureau.officers import OfficerScope


def within(
    scope: OfficerScope,
    county: ColumnElement[str],
    town: ColumnElement[str],
    category: ColumnElement[str],
) -> list[ColumnElement[bool]]:
    """Return what must hold of a row for it to lie within a scope; nothing for the whole city's.

    Of what knows no village nothing lies within the scope of one who is bound to villages.
    """
    conditions = _within_town(scope, county, town, category)
    return [*conditions, false()] if scope.bound_to else conditions


def cases_within(scope: OfficerScope, table: Table) -> list[ColumnElement[bool]]:
    """Return what must hold of a row of cases, by its number, to lie within a scope."""
    row = table.c
    conditions = _within_town(scope, row.county, row.town, row.category)
    if scope.bound_to:
        name = scope.bound_to
        led = select(case_hands.c.number).where(case_hands.c.lead == name)
        helped = select(case_helpers.c.number).where(case_helpers.c.officer == name)
        conditions.append(
            or_(row.village.in_(scope.villages), row.number.in_(led), row.number.in_(helped))
        )
    return conditions


def _within_town(
    scope: OfficerScope,
    county: ColumnElement[str],
    town: ColumnElement[str],
    category: ColumnElement[str],
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.county:
        conditions.append(county == scope.county)
    if scope.town:
        conditions.append(town == scope.town)
    if scope.categories:
        conditions.append(category.in_(scope.categories))
    return conditions

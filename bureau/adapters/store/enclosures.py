"""Which files went with which notice, within the transactions of the store of cases."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from bureau.adapters.store.schema.attachments import case_enclosures
from bureau.cases.enclosures import Enclosure


def keep_enclosed(
    connection: Connection, notice: int, number: str, enclosed: Sequence[Enclosure]
) -> None:
    """Keep what goes with a notice."""
    rows = [
        {"notice": notice, "number": number, "serial": each.serial, "photo": each.photo}
        for each in enclosed
    ]
    if rows:
        connection.execute(insert(case_enclosures), rows)


def enclosed_with(
    connection: Connection, notices: Sequence[int]
) -> dict[int, tuple[Enclosure, ...]]:
    """Return what goes with notices, by their ids; one with nothing is left out."""
    if not notices:
        return {}
    query = (
        select(case_enclosures)
        .where(case_enclosures.c.notice.in_(notices))
        .order_by(case_enclosures.c.notice, case_enclosures.c.serial)
    )
    found: dict[int, tuple[Enclosure, ...]] = {}
    for row in connection.execute(query):
        found[row.notice] = (*found.get(row.notice, ()), Enclosure(row.serial, row.photo))
    return found

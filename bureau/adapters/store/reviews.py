"""Acts that wait for a second officer, in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.reviews import reviews as table
from bureau.adapters.store.upsert import insert_ignore
from bureau.officers import Right
from bureau.reviews import Review, ReviewState

_REVIEW = [column for column in table.c if column.name != "same"]
_OPEN = (ReviewState.WAITING, ReviewState.RUNNING)


class StoredReviews:
    """`bureau.reviews.KeptReviews` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        *,
        act: str,
        right: Right,
        facts: Mapping[str, str],
        number: str,
        words: str,
        by: str,
        at: datetime,
    ) -> int | None:
        # Of a case one act of a kind waits, whatever it says: two answers to one question are none.
        same = f"{act} {number or json.dumps(dict(facts), sort_keys=True)}"[:200]
        with self._database.transaction() as connection:
            inserted = insert_ignore(
                connection,
                table,
                act=act,
                right=right,
                facts=dict(facts),
                number=number,
                words=words,
                asked_by=by,
                asked=at,
                state=ReviewState.WAITING,
                decided_by="",
                why="",
                same=same,
            )
            waiting = table.c.same == same, table.c.state == ReviewState.WAITING
            return connection.scalar(select(table.c.id).where(*waiting)) if inserted else None

    def get(self, review: int) -> Review | None:
        with self._database.reading() as connection:
            row = connection.execute(select(*_REVIEW).where(table.c.id == review)).one_or_none()
        return _review(row) if row else None

    def waiting(self) -> list[Review]:
        wanted = select(*_REVIEW).where(table.c.state == ReviewState.WAITING)
        with self._database.reading() as connection:
            return [_review(row) for row in connection.execute(wanted.order_by(table.c.id))]

    def decided(self, *, limit: int) -> list[Review]:
        wanted = select(*_REVIEW).where(table.c.state != ReviewState.WAITING)
        newest = wanted.order_by(table.c.decided.desc(), table.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_review(row) for row in connection.execute(newest)]

    def move(
        self, review: int, *, before: ReviewState, to: ReviewState, by: str, at: datetime, why: str
    ) -> bool:
        words = {} if to in _OPEN else {"words": ""}
        moved = (
            update(table)
            .where(table.c.id == review, table.c.state == before)
            .values(state=to, decided_by=by, decided=at, why=why[:200], **words)
        )
        with self._database.transaction() as connection:
            return connection.execute(moved.returning(table.c.id)).first() is not None


def _review(row: Any) -> Review:
    facts = dict(row._mapping)
    return Review(**{**facts, "right": Right(facts["right"]), "state": ReviewState(facts["state"])})

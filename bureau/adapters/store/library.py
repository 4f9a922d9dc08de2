"""The library's texts and what was asked in vain, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.answers import (
    library_passages as passages,
)
from bureau.adapters.store.schema.answers import (
    library_texts as texts,
)
from bureau.adapters.store.schema.answers import (
    library_versions as versions,
)
from bureau.adapters.store.schema.answers import (
    library_withdrawals as withdrawals,
)
from bureau.adapters.store.schema.answers import (
    unanswered_questions as questions,
)
from bureau.adapters.store.upsert import insert_ignore
from bureau.answers import LibraryText, Origin, Passage, Unanswered

_FACTS = ("key", "title", "issuer", "number", "article", "in_force", "until", "link", "checked",
          "file", "added", "added_by")  # fmt: skip

_ASKED = ("id", "text", "count", "first", "last")


class StoredLibrary:
    """`bureau.answers.LibraryStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        with self._database.reading() as connection:
            return connection.scalar(select(versions.c.version)) or 0

    def texts(self) -> list[LibraryText]:
        with self._database.reading() as connection:
            of: dict[int, list[Passage]] = {}
            ordered = select(passages).order_by(passages.c.text_id, passages.c.place)
            for row in connection.execute(ordered):
                passage = Passage(
                    text=row.text, heading=row.heading, article=row.article, ask=tuple(row.ask)
                )
                of.setdefault(row.text_id, []).append(passage)
            rows = connection.execute(select(texts).order_by(texts.c.id)).all()
        return [_text(row, of.get(row.id, [])) for row in rows]

    def withdrawn(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(withdrawals.c.key)))

    def add(self, added: Sequence[LibraryText], *, by: str, at: datetime) -> None:
        with self._database.transaction() as connection:
            for text in added:
                _add(connection, text, by, at)
            _changed(connection)

    def withdraw(self, *, key: str, by: str, at: datetime) -> None:
        with self._database.transaction() as connection:
            _drop(connection, key)
            insert_ignore(connection, withdrawals, key=key, at=at, by=by)
            _changed(connection)

    def ask(self, *, question: str, at: datetime) -> None:
        with self._database.transaction() as connection:
            fresh = {"count": 0, "first": at, "last": at, "settled_by": "", "answer_key": ""}
            insert_ignore(connection, questions, text=question, **fresh)
            # Asked again after it was answered, it was not answered well enough.
            connection.execute(
                update(questions)
                .where(questions.c.text == question)
                .values(count=questions.c.count + 1, last=at, settled=None)
            )

    def unanswered(self, *, most: int) -> list[Unanswered]:
        waiting = select(questions).where(questions.c.settled.is_(None))
        newest = waiting.order_by(questions.c.last.desc(), questions.c.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [
                Unanswered(**{name: row._mapping[name] for name in _ASKED})
                for row in connection.execute(newest)
            ]

    def settle(
        self, ids: Sequence[int], *, entry: LibraryText | None, by: str, at: datetime
    ) -> list[str]:
        with self._database.transaction() as connection:
            waiting = questions.c.id.in_(ids) & questions.c.settled.is_(None)
            settled = (
                update(questions)
                .where(waiting)
                .values(settled=at, settled_by=by, answer_key=entry.key if entry else "")
                .returning(questions.c.text)
            )
            asked = list(connection.scalars(settled))
            if asked and entry is not None:
                first, *others = entry.passages
                answers = replace(first, ask=(*first.ask, *asked))
                _add(connection, replace(entry, passages=(answers, *others)), by, at)
                _changed(connection)
        return asked


def _add(connection: Connection, text: LibraryText, by: str, at: datetime) -> None:
    _drop(connection, text.key)
    connection.execute(delete(withdrawals).where(withdrawals.c.key == text.key))
    row = {name: getattr(text, name) for name in _FACTS} | {
        "see_also": list(text.see_also),
        "origin": text.origin,
        "added": at,
        "added_by": by,
    }
    id_ = connection.execute(insert(texts).values(row).returning(texts.c.id)).scalar_one()
    connection.execute(
        insert(passages),
        [
            {
                "text_id": id_,
                "place": place,
                "heading": passage.heading,
                "article": passage.article,
                "text": passage.text,
                "ask": list(passage.ask),
            }
            for place, passage in enumerate(text.passages)
        ],
    )


def _drop(connection: Connection, key: str) -> None:
    mine = select(texts.c.id).where(texts.c.key == key)
    connection.execute(delete(passages).where(passages.c.text_id.in_(mine)))
    connection.execute(delete(texts).where(texts.c.key == key))


def _changed(connection: Connection) -> None:
    insert_ignore(connection, versions, id=1, version=0)
    connection.execute(update(versions).values(version=versions.c.version + 1))


def _text(row: Any, cut: list[Passage]) -> LibraryText:
    facts = {name: row._mapping[name] for name in _FACTS}
    return LibraryText(
        **facts, see_also=tuple(row.see_also), origin=Origin(row.origin), passages=tuple(cut)
    )

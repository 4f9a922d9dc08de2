"""Talks between citizens and officers, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.hotline import hotline_lines as lines
from bureau.adapters.store.schema.hotline import hotline_shifts as shifts
from bureau.adapters.store.schema.hotline import hotline_talks as talks
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.adapters.store.schema.rewards import reward_hushed
from bureau.adapters.store.upsert import insert_ignore
from bureau.hotline import Line, Shift, Speaker, Talk, TalkStatus, Why
from bureau.messaging import Outcome, Outgoing
from bureau.messaging.text import without_links

_OPEN = talks.c.status != TalkStatus.ENDED
_REACHED = (Outcome.SENT, Outcome.SENT_WITH_REPLY)


class StoredTalks:
    """`bureau.hotline.TalkStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, *, citizen: str, at: datetime) -> Talk:
        """Begin a talk that waits, or return the citizen's one that has not ended."""
        with self._database.transaction() as connection:
            insert_ignore(
                connection,
                talks,
                citizen=citizen,
                asked=at,
                last=at,
                status=TalkStatus.WAITING,
                officer="",
                case="",
            )
            mine = select(talks).where(talks.c.citizen == citizen, _OPEN)
            return _talk(connection.execute(mine).one())

    def get(self, number: int) -> Talk | None:
        """Return a talk by its number."""
        found = self._read(select(talks).where(talks.c.number == number))
        return found[0] if found else None

    def current(self, citizen: str) -> Talk | None:
        """Return a citizen's talk that has not ended."""
        found = self._read(select(talks).where(talks.c.citizen == citizen, _OPEN))
        return found[0] if found else None

    def open(self) -> list[Talk]:
        """Return the talks that have not ended, the longest first."""
        return self._read(select(talks).where(_OPEN).order_by(talks.c.number))

    def ended(self, *, limit: int, offset: int) -> tuple[list[Talk], int]:
        """Return a page of ended talks, the newest end first, and how many there are in all."""
        with self._database.reading() as connection:
            counted = select(func.count()).select_from(talks).where(~_OPEN)
            total = connection.execute(counted).scalar_one()
        query = select(talks).where(~_OPEN).order_by(talks.c.ended.desc(), talks.c.number.desc())
        return self._read(query.limit(limit).offset(offset)), total

    def take(self, *, number: int, officer: str, at: datetime) -> Talk | None:
        """Give a waiting talk to an officer; None when it does not wait (any more)."""
        waits = (talks.c.number == number, talks.c.status == TalkStatus.WAITING)
        return self._change(
            update(talks)
            .where(*waits)
            .values(status=TalkStatus.TALKING, officer=officer, taken=at, last=at)
        )

    def pass_on(self, *, number: int, officer: str, to: str, at: datetime) -> Talk | None:
        """Give a talk from the officer who has it to another; None when they do not have it."""
        theirs = (
            talks.c.number == number,
            talks.c.status == TalkStatus.TALKING,
            talks.c.officer == officer,
        )
        return self._change(update(talks).where(*theirs).values(officer=to, last=at))

    def say(self, *, number: int, line: Line, key: str) -> bool:
        """Add a line to a talk that has not ended, each key once; whether it stands there."""
        with self._database.transaction() as connection:
            goes_on = update(talks).where(talks.c.number == number, _OPEN).values(last=line.at)
            if connection.execute(goes_on.returning(talks.c.number)).first() is None:
                return False
            insert_ignore(
                connection,
                lines,
                talk=number,
                key=key,
                at=line.at,
                speaker=line.speaker,
                text=line.text,
                photo=line.photo,
                officer=line.officer,
            )
        return True

    def end(
        self, *, number: int, why: Why, at: datetime, officer: str | None = None
    ) -> Talk | None:
        """End a talk, of this officer where one is named; None when there is none to end."""
        which = [talks.c.number == number, _OPEN]
        if officer is not None:
            which.append(talks.c.officer == officer)
        ending = update(talks).where(*which)
        return self._change(ending.values(status=TalkStatus.ENDED, ended=at, why=why))

    def note_case(self, *, number: int, case: str) -> None:
        """Note the case that was made of a talk."""
        self._change(update(talks).where(talks.c.number == number).values(case=case))

    def lines(self, number: int) -> list[Line]:
        """Return what was said in a talk, in its order."""
        query = select(lines).where(lines.c.talk == number).order_by(lines.c.id)
        with self._database.reading() as connection:
            return [
                Line(row.at, Speaker(row.speaker), row.text, row.photo, row.officer)
                for row in connection.execute(query)
            ]

    def earlier(self, *, citizen: str, before: datetime, limit: int) -> list[Line]:
        """Return what citizen and assistant said last before an instant, in its order."""
        asked = (
            select(inbox)
            .where(inbox.c.citizen == citizen, inbox.c.at <= before, ~_private(inbox.c.key))
            .order_by(inbox.c.seq.desc())
            .limit(limit)
        )
        told = (
            select(outbox)
            .where(
                outbox.c.to == citizen,
                outbox.c.created <= before,
                outbox.c.kind == "text",
                outbox.c.outcome.in_(_REACHED),
                ~_private(outbox.c.message_key),
            )
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            said = [line for row in connection.execute(asked).all()[::-1] for line in _said(row)]
            said += [
                Line(row.created, Speaker.ASSISTANT, without_links(row.body["text"]))
                for row in connection.execute(told).all()[::-1]
            ]
        return sorted(said, key=lambda line: line.at)[-limit:]

    def add_shift(self, *, officer: str, begins: datetime, ends: datetime) -> Shift:
        """Keep a shift."""
        row = insert(shifts).values(officer=officer, begins=begins, ends=ends).returning(shifts)
        with self._database.transaction() as connection:
            return Shift(**connection.execute(row).one()._mapping)

    def drop_shift(self, shift: int, *, officer: str) -> None:
        """Forget an officer's shift."""
        theirs = (shifts.c.id == shift, shifts.c.officer == officer)
        with self._database.transaction() as connection:
            connection.execute(delete(shifts).where(*theirs))

    def shifts(self, *, begin: datetime, end: datetime) -> list[Shift]:
        """Return the shifts that touch a time, by their beginning."""
        touching = select(shifts).where(shifts.c.ends > begin, shifts.c.begins < end)
        with self._database.reading() as connection:
            found = connection.execute(touching.order_by(shifts.c.begins, shifts.c.id))
            return [Shift(**row._mapping) for row in found]

    def _read(self, query: Any) -> list[Talk]:
        with self._database.reading() as connection:
            return [_talk(row) for row in connection.execute(query)]

    def _change(self, change: Any) -> Talk | None:
        with self._database.transaction() as connection:
            row = connection.execute(change.returning(talks)).one_or_none()
        return _talk(row) if row else None


def _talk(row: Any) -> Talk:
    facts = dict(row._mapping)
    why = Why(facts.pop("why")) if facts["why"] else None
    return Talk(**{**facts, "status": TalkStatus(facts["status"]), "why": why})


def _private(message_key: Any) -> Any:
    """The condition that a message is to lose its words: who claims a reward told who they are."""
    return exists().where(reward_hushed.c.message_key == message_key)


def _said(row: Any) -> Iterator[Line]:
    """Yield a message and, where one went back with it, its answer."""
    text, photo = str(row.body.get("text") or ""), row.key if row.kind == "image" else ""
    if text or photo:
        yield Line(row.at, Speaker.CITIZEN, text, photo)
    answer = Outgoing(*row.answer) if row.passive and row.answer else None
    if answer is not None and answer.kind == "text":
        yield Line(row.finished or row.at, Speaker.ASSISTANT, without_links(answer.body["text"]))

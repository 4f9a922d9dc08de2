"""Attachments of cases in the database, their bytes beside the evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, func, select

from bureau.adapters.store.case_index import prepare, step_indexed
from bureau.adapters.store.case_rows import held_case
from bureau.adapters.store.cases import add_event
from bureau.adapters.store.engine import Database
from bureau.adapters.store.hashed_files import HashedFiles
from bureau.adapters.store.schema.attachments import case_attachments, case_enclosures
from bureau.adapters.store.schema.cases import case_notices
from bureau.adapters.store.schema.messages import evidence
from bureau.adapters.store.upsert import upsert
from bureau.cases import Case
from bureau.casework.attachments import Attachment, AttachmentChange, AttachmentKind


class StoredAttachments:
    """`bureau.casework.attachments.AttachmentStore` on the database and a folder."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._files = HashedFiles(folder)

    def put(self, data: bytes) -> str:
        """Keep bytes; return their hash (SHA-256)."""
        return self._files.keep(data)

    def change(
        self, *, number: str, decide: Callable[[Case, Sequence[Attachment]], AttachmentChange]
    ) -> AttachmentChange | None:
        """Apply a decision to a case that nobody else changes meanwhile; None if there is none."""
        prepare()
        with self._database.transaction() as connection:
            case = held_case(connection, number)
            if case is None:
                return None
            change = decide(case, _of_case(connection, number))
            if change.event is not None:
                upsert(
                    connection, case_attachments, [asdict(change.attachment)], ["number", "serial"]
                )
                add_event(connection, number, change.event)
                step_indexed(connection, case, case, change.event)
        return change

    def of_case(self, number: str) -> list[Attachment]:
        """Return the attachments of a case by their serials, withdrawn ones too."""
        with self._database.reading() as connection:
            return _of_case(connection, number)

    def read(self, attachment: Attachment) -> bytes:
        """Return the bytes; raises `LookupError` when they are gone."""
        try:
            return self._files.read(attachment.sha256)
        except FileNotFoundError:
            raise LookupError(attachment.serial) from None

    def sent(self, number: str) -> dict[int, datetime]:
        """Return which attachments of a case went to its citizen, with when they last did."""
        query = (
            select(case_enclosures.c.serial, func.max(case_notices.c.at))
            .join(case_notices, case_notices.c.id == case_enclosures.c.notice)
            .where(case_enclosures.c.number == number)
            .group_by(case_enclosures.c.serial)
        )
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def from_a_citizen(self, key: str) -> bool:
        """Return whether a file of this hash is a citizen's photo."""
        with self._database.reading() as connection:
            return bool(connection.scalar(select(exists().where(evidence.c.sha256 == key))))


def _of_case(connection: Connection, number: str) -> list[Attachment]:
    query = select(case_attachments).where(case_attachments.c.number == number)
    rows = connection.execute(query.order_by(case_attachments.c.serial))
    return [_attachment(row._mapping) for row in rows]


def _attachment(row: Any) -> Attachment:
    return Attachment(**{**row, "kind": AttachmentKind(row["kind"])})

"""Evidence: photos and recordings from citizens, stripped of metadata, under their hash."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.erasure import ERASED
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.hashed_files import HashedFiles
from bureau.adapters.store.schema.attachments import case_attachments
from bureau.adapters.store.schema.messages import evidence
from bureau.adapters.store.upsert import insert_ignore
from bureau.messaging import ON_PLATFORM, InspectedMedia, WantedMedia
from bureau.messaging.ports import NoEvidenceError
from bureau.retention import Rule, Step

LEASE = timedelta(seconds=60)


class StoredEvidence:
    """Evidence in the database, its bytes in a folder named by their hashes."""

    def __init__(self, database: Database, writer: GroupCommit, folder: Path) -> None:
        self._database = database
        self._writer = writer
        self._files = HashedFiles(folder)

    def want(self, *, id: str, kind: str, media_id: str, by: str, at: datetime) -> str:  # noqa: A002
        """Note that a citizen sent media (image, voice, video); the same id does nothing twice."""

        def act(connection: Connection) -> str:
            insert_ignore(
                connection,
                evidence,
                id=id,
                citizen=by,
                kind=kind,
                media_id=media_id,
                created=at,
                due=at,
                state="wanted",
                attempts=0,
                note="",
            )
            return id

        return self._writer.run(act)

    def add(self, content: InspectedMedia, *, kind: str, by: str, at: datetime) -> str:
        """Store evidence that came another way than by the platform; return its id."""
        key = self.want(id=secrets.token_hex(16), kind=kind, media_id="", by=by, at=at)
        self.keep(key, content, at=at)
        return key

    def take_wanted(self, *, at: datetime, most: int) -> list[WantedMedia]:
        """Take media that are due to be fetched."""

        def act(connection: Connection) -> list[WantedMedia]:
            rows = connection.execute(
                select(evidence)
                .where(evidence.c.state == "wanted", evidence.c.due <= at)
                .order_by(evidence.c.due)
                .limit(most)
                .with_for_update(skip_locked=True)
            ).all()
            connection.execute(
                update(evidence)
                .where(evidence.c.id.in_([row.id for row in rows]))
                .values(due=at + LEASE, attempts=evidence.c.attempts + 1)
            )
            return [
                WantedMedia(row.id, row.kind, row.media_id, row.attempts + 1, row.created)
                for row in rows
            ]

        with self._database.reading() as connection:
            due = connection.execute(
                select(evidence.c.id)
                .where(evidence.c.state == "wanted", evidence.c.due <= at)
                .limit(1)
            ).first()
        return self._writer.run(act) if due else []

    def keep(self, id: str, content: InspectedMedia, *, at: datetime) -> None:  # noqa: A002
        """Store fetched bytes under their hash."""
        digest = self._files.keep(content.data)

        def act(connection: Connection) -> None:
            connection.execute(
                update(evidence)
                # One that was erased meanwhile stays erased.
                .where(evidence.c.id == id, evidence.c.state == "wanted")
                .values(
                    state="stored",
                    sha256=digest,
                    mime=content.mime,
                    size=len(content.data),
                    note="",
                )
            )

        self._writer.run(act)

    def postpone(self, id: str, *, due: datetime | None, note: str) -> None:  # noqa: A002
        """Note a failed fetch; without `due` it was the last."""

        def act(connection: Connection) -> None:
            values: dict[str, Any] = {"note": note, "state": "wanted" if due else "failed"}
            if due:
                values["due"] = due
            waiting = (evidence.c.id == id, evidence.c.state == "wanted")
            connection.execute(update(evidence).where(*waiting).values(**values))

        self._writer.run(act)

    def read(self, id: str) -> tuple[bytes, str]:  # noqa: A002
        """Return the bytes and their media type; raises `NoEvidenceError`."""
        row = self.about(id)
        if row is None or row["state"] != "stored":
            raise NoEvidenceError(id)
        return self._files.read(row["sha256"]), row["mime"]

    def about(self, id: str) -> dict[str, Any] | None:  # noqa: A002
        """Return the record of a piece of evidence."""
        with self._database.reading() as connection:
            row = connection.execute(select(evidence).where(evidence.c.id == id)).one_or_none()
        return dict(row._mapping) if row else None

    def missing(self, *, limit: int = 100) -> list[dict[str, Any]]:
        """Return media that were not or not yet fetched, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(evidence)
                .where(evidence.c.state.in_(("wanted", "failed")))
                .order_by(evidence.c.created.desc())
                .limit(limit)
            )
            return [dict(row._mapping) for row in rows]

    def again(self, id: str, *, at: datetime) -> bool:  # noqa: A002
        """Fetch anew what had failed, while the platform has it; return whether there was any."""

        def act(connection: Connection) -> bool:
            failed = (
                evidence.c.id == id,
                evidence.c.state == "failed",
                evidence.c.created > at - ON_PLATFORM,
            )
            values = {"state": "wanted", "due": at, "attempts": 0}
            return connection.execute(update(evidence).where(*failed).values(values)).rowcount > 0

        return self._writer.run(act)

    def sweep(self) -> int:
        """Delete the bytes of what was erased, unless another piece has the same; return how many.

        The row goes last: a sweep that breaks off is taken up again.
        """
        with self._database.reading() as connection:
            erased = connection.execute(
                select(evidence.c.id, evidence.c.sha256).where(evidence.c.state == ERASED)
            ).all()
        for id_, digest in erased:

            def act(connection: Connection, id_: str = id_, digest: str | None = digest) -> None:
                other = exists().where(evidence.c.sha256 == digest, evidence.c.id != id_)
                attached = exists().where(case_attachments.c.sha256 == digest)
                if digest and not connection.scalar(select(other | attached)):
                    self._files.drop(digest)
                connection.execute(delete(evidence).where(evidence.c.id == id_))

            self._writer.run(act)
        return len(erased)

    def steps(self, *, at: datetime) -> Mapping[Rule, Step]:
        """Return the retention job's step over the folder."""
        return {Rule.STRAY_FILES: self._sweep_strays}

    def _sweep_strays(self, before: datetime) -> int:
        """Delete files that no row names and that nobody is writing any more.

        An attachment names its file until so long after it was withdrawn.
        """
        gone = 0
        withdrawn = case_attachments.c.withdrawn
        for name in self._files.older(before):
            shown = exists().where(evidence.c.sha256 == name)
            attached = exists().where(
                case_attachments.c.sha256 == name, withdrawn.is_(None) | (withdrawn >= before)
            )
            with self._database.reading() as connection:
                named = connection.scalar(select(shown | attached))
            if not named:
                self._files.drop(name)
                gone += 1
        return gone

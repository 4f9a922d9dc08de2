"""Monthly diagnoses in the database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.diagnosis import diagnoses, diagnosis_notes
from bureau.diagnosis.model import (
    Diagnosis,
    DiagnosisEntry,
    DiagnosisNote,
    DiagnosisState,
    MonthFindings,
)


class StoredDiagnoses:
    """`bureau.diagnosis.ports.DiagnosisShelf` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, findings: MonthFindings, *, at: datetime) -> Diagnosis | None:
        version = select(diagnoses.c.version, diagnoses.c.state).where(
            *_of(findings.area, findings.month)
        )
        row = {
            "area": findings.area,
            "month": findings.month,
            "made": at,
            "findings": findings.kept(),
            "state": DiagnosisState.MADE,
            "officer": "",
            "reason": "",
        }
        try:
            with self._database.transaction() as connection:
                known = connection.execute(version.order_by(diagnoses.c.version)).all()
                if known and known[-1].state == DiagnosisState.RELEASED:
                    return None
                row["version"] = 1 + (known[-1].version if known else 0)
                made = insert(diagnoses).values(**row).returning(diagnoses)
                return _diagnosis(connection, connection.execute(made).one())
        except IntegrityError:
            return None  # another worker came first

    def newest(self, area: str, month: date) -> Diagnosis | None:
        query = select(diagnoses).where(*_of(area, month))
        return self._one(query.order_by(diagnoses.c.version.desc()).limit(1))

    def released(self, area: str, month: date) -> Diagnosis | None:
        released = diagnoses.c.state == DiagnosisState.RELEASED
        query = select(diagnoses).where(*_of(area, month), released)
        return self._one(query.order_by(diagnoses.c.version.desc()).limit(1))

    def entries(self, month: date) -> list[DiagnosisEntry]:
        table = diagnoses.c
        notes = (
            select(func.count()).where(diagnosis_notes.c.diagnosis == table.id).scalar_subquery()
        )
        query = select(table.area, table.month, table.version, table.state, table.made, notes)
        found: dict[str, DiagnosisEntry] = {}
        with self._database.reading() as connection:
            rows = connection.execute(
                query.where(table.month == month).order_by(table.area, table.version)
            )
            for area, of, version, state, made, many in rows:
                entry = DiagnosisEntry(area, of, version, DiagnosisState(state), made, many)
                found[area] = entry
        return list(found.values())

    def areas(self, month: date) -> set[str]:
        query = select(diagnoses.c.area).where(diagnoses.c.month == month).distinct()
        with self._database.reading() as connection:
            return set(connection.scalars(query))

    def months(self, *, released: bool) -> list[date]:
        query = select(diagnoses.c.month).distinct().order_by(diagnoses.c.month.desc())
        if released:
            query = query.where(diagnoses.c.state == DiagnosisState.RELEASED)
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def released_areas(self, month: date) -> list[str]:
        released = diagnoses.c.state == DiagnosisState.RELEASED
        query = select(diagnoses.c.area).where(diagnoses.c.month == month, released)
        with self._database.reading() as connection:
            return list(connection.scalars(query.distinct().order_by(diagnoses.c.area)))

    def released_months(self, area: str) -> list[date]:
        released = diagnoses.c.state == DiagnosisState.RELEASED
        query = select(diagnoses.c.month).where(diagnoses.c.area == area, released)
        with self._database.reading() as connection:
            return list(connection.scalars(query.distinct().order_by(diagnoses.c.month.desc())))

    def annotate(self, id: int, *, text: str, by: str, at: datetime) -> bool:  # noqa: A002
        with self._database.transaction() as connection:
            if not _still_made(connection, id):
                return False
            row = {"diagnosis": id, "at": at, "officer": by, "text": text}
            connection.execute(insert(diagnosis_notes).values(**row))
            return True

    def drop_note(self, id: int, note: int) -> bool:  # noqa: A002
        that = (diagnosis_notes.c.id == note, diagnosis_notes.c.diagnosis == id)
        with self._database.transaction() as connection:
            if not _still_made(connection, id):
                return False
            return bool(connection.execute(delete(diagnosis_notes).where(*that)).rowcount)

    def move(
        self,
        id: int,  # noqa: A002
        *,
        state: DiagnosisState,
        to: DiagnosisState,
        reason: str,
        by: str,
        at: datetime,
    ) -> bool:
        moved = (
            update(diagnoses)
            .where(diagnoses.c.id == id, diagnoses.c.state == state)
            .values(state=to, changed=at, officer=by, reason=reason)
        )
        with self._database.transaction() as connection:
            return bool(connection.execute(moved).rowcount)

    def _one(self, query: Select[Any]) -> Diagnosis | None:
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _diagnosis(connection, row)


def _of(area: str, month: date) -> tuple[Any, Any]:
    return diagnoses.c.area == area, diagnoses.c.month == month


def _still_made(connection: Connection, id: int) -> bool:  # noqa: A002
    # The row is locked until commit: a release never runs past a note that is being written.
    row = select(diagnoses.c.state).where(diagnoses.c.id == id).with_for_update()
    return connection.scalar(row) == DiagnosisState.MADE


def _diagnosis(connection: Connection, row: Any) -> Diagnosis:
    query = select(diagnosis_notes).where(diagnosis_notes.c.diagnosis == row.id)
    notes = connection.execute(query.order_by(diagnosis_notes.c.id))
    return Diagnosis(
        row.id,
        row.version,
        row.made,
        MonthFindings.read(row.findings),
        DiagnosisState(row.state),
        row.changed,
        row.officer,
        row.reason,
        tuple(DiagnosisNote(each.id, each.at, each.officer, each.text) for each in notes),
    )

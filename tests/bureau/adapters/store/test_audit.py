"""The audit log on both databases: lines are added, found, and neither changed nor deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from bureau.adapters.store.audit import StoredAudit, purge
from bureau.adapters.store.engine import MIGRATIONS, Database
from bureau.adapters.store.schema.audit import audit_lines, audit_purges
from bureau.adapters.store.upsert import lock_migrations
from bureau.audit import SAME_LOOK, AuditFilter, AuditLine, AuditOutcome, Deed

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LOOK = AuditLine(AT, "li", Deed.SAW, "cases.case", number="20261124-0001-7")


@pytest.fixture
def audit(database: Database) -> StoredAudit:
    return StoredAudit(database)


def every(audit: StoredAudit, **wanted: object) -> list[AuditLine]:
    return audit.page(AuditFilter(**wanted), limit=99, offset=0)[0]  # type: ignore[arg-type]


def test_a_line_comes_back_as_it_was(audit: StoredAudit) -> None:
    line = AuditLine(
        AT, "li", Deed.DID, "cases.step", "n", "s", "verb=refer", "why", AuditOutcome.ASKED, "wang"
    )
    audit.note(line)
    assert every(audit) == [line]


def test_seeing_a_case_again_soon_is_the_same_look(audit: StoredAudit) -> None:
    later = replace(LOOK, at=AT + SAME_LOOK)
    colleague = replace(LOOK, at=AT + SECOND, officer="wang")
    another = replace(LOOK, at=AT + 2 * SECOND, number="20261124-0002-5")
    photo = replace(LOOK, at=AT + 3 * SECOND, verb="cases.case_photo")
    same = replace(LOOK, at=AT + SAME_LOOK - SECOND)
    for line in (LOOK, colleague, another, photo, same, later):
        audit.note_once(line)
    assert every(audit) == [later, another, colleague, LOOK]


def test_seeing_anything_else_again_soon_is_the_same_look_in_its_room(audit: StoredAudit) -> None:
    talk = AuditLine(AT, "li", Deed.SAW, "hotline.talk", subject="7")
    others = [
        replace(talk, at=AT + SECOND, subject="8"),
        replace(talk, at=AT + 2 * SECOND, verb="hotlines.talk"),
        replace(talk, at=AT + 3 * SECOND, verb="hotline_x"),
    ]
    for line in (talk, replace(talk, at=AT + SECOND, verb="hotline.lines"), *others):
        audit.note_once(line)
    assert every(audit) == [*reversed(others), talk]


def test_lines_are_found_by_who_what_which_case_and_when(audit: StoredAudit) -> None:
    did = replace(LOOK, at=AT + SECOND, deed=Deed.DID, verb="cases.step", second="wang")
    door = AuditLine(AT + 2 * SECOND, "wang", Deed.DOOR, "login")
    for line in (LOOK, did, door):
        audit.note(line)
    assert every(audit, officer="li") == [did, LOOK]
    assert every(audit, officer="wang") == [door, did]
    assert every(audit, deed=Deed.SAW) == [LOOK]
    assert every(audit, verb="login") == [door]
    assert every(audit, number=LOOK.number) == [did, LOOK]
    assert every(audit, since=AT + SECOND, until=AT + 2 * SECOND) == [did]
    assert audit.page(AuditFilter(), limit=1, offset=1) == ([did], 3)


def test_no_line_is_changed(audit: StoredAudit, database: Database) -> None:
    audit.note(LOOK)
    for change in (
        update(audit_lines).values(officer="nobody"),
        update(audit_lines).values(at=AT - SECOND),
        update(audit_lines).values(id=99),
    ):
        with pytest.raises(DatabaseError, match="neither changed"), database.transaction() as c:
            c.execute(change)
    assert every(audit) == [LOOK]


def test_no_line_is_deleted_but_by_its_age(audit: StoredAudit, database: Database) -> None:
    young = replace(LOOK, at=AT + timedelta(days=1))
    audit.note(LOOK)
    audit.note(young)
    statements = [delete(audit_lines), delete(audit_lines).where(audit_lines.c.officer == "li")]
    if database.engine.dialect.name == "postgresql":
        statements.append(text("TRUNCATE audit_lines"))  # type: ignore[arg-type]
    for statement in statements:
        with pytest.raises(DatabaseError, match="neither changed"), database.transaction() as c:
            c.execute(statement)
    with database.transaction() as connection:
        assert purge(connection, AT) == 0
        assert connection.scalar(select(func.count()).select_from(audit_purges)) == 0
        assert purge(connection, AT + SECOND) == 1
        assert connection.scalars(select(audit_purges.c.before)).all() == [AT + SECOND]
    assert every(audit) == [young]
    # What was allowed then allows nothing of what is younger.
    with pytest.raises(DatabaseError, match="neither changed"), database.transaction() as c:
        c.execute(delete(audit_lines))


def test_who_opened_which_case_before_is_in_the_log_and_goes_back_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    def move(to: str, *, down: bool = False) -> None:
        with lock_migrations(database.engine) as connection:
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, to)

    move("0027_desk_words")
    with database.transaction() as connection:
        for reason in ("", "需回访核实"):
            connection.exec_driver_sql(
                "INSERT INTO case_looks (at, officer, number, reason)"
                " VALUES ('2026-11-24 03:00:00.000000', 'li', '20261124-0001-7', ?)",
                (reason,),
            )
    database.migrate()
    asked = replace(LOOK, deed=Deed.DID, verb="cases.original", reason="需回访核实")
    assert every(StoredAudit(database)) == [asked, LOOK]
    move("0027_desk_words", down=True)
    with database.reading() as connection:
        looks = connection.exec_driver_sql("SELECT number, reason FROM case_looks ORDER BY id")
        assert looks.all() == [(LOOK.number, ""), (LOOK.number, "需回访核实")]
    database.close()

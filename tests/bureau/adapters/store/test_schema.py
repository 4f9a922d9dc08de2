"""The migrations make exactly the schema that the code describes."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy import text as sql

from basis.tokens import token_hash
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import MIGRATIONS, Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema import metadata
from bureau.adapters.store.survey_outputs import StoredApiKeys
from bureau.adapters.store.upsert import lock_migrations
from bureau.citizens import IdentityKeys
from bureau.survey_access.api_keys import Scope, begins, new_secret

# What one database alone has: SQLite's full text with its tables, PostgreSQL's index of terms.
_OF_ONE = ("case_fts", "ix_case_words_words")


def test_the_migrated_schema_equals_the_metadata(migrated: Database) -> None:
    def compared(name: str | None, *_: object) -> bool:
        return not (name or "").startswith(_OF_ONE)

    with migrated.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": compared}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_migrations_stand_in_one_line() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_migrating_again_does_nothing(migrated: Database) -> None:
    migrated.migrate()


def test_a_key_made_before_keys_expired_goes_on_for_a_year_unless_its_owner_left(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with lock_migrations(database.engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0015_consents")
    secrets = {"li": new_secret(), "left": new_secret()}
    with database.transaction() as connection:
        for owner, secret in secrets.items():
            connection.exec_driver_sql(
                "INSERT INTO officers (name, full_name, password_hash, active, session, created)"
                " VALUES (?, ?, '', ?, 1, '2026-01-01 00:00:00')",
                (owner, owner, owner == "li"),
            )
            connection.exec_driver_sql(
                "INSERT INTO api_keys (label, begins, hash, made_by, made_at)"
                " VALUES ('x', ?, ?, ?, '2026-01-01 00:00:00')",
                (begins(secret), token_hash(secret), owner),
            )
    database.migrate()
    keys, now = StoredApiKeys(database), datetime.now(UTC)
    key = keys.find(secret=secrets["li"], at=now + timedelta(days=364))
    assert key is not None
    assert key.scope is Scope.ALL
    assert keys.find(secret=secrets["li"], at=now + timedelta(days=366)) is None
    assert keys.find(secret=secrets["left"], at=now) is None
    database.close()


def test_who_was_erased_by_the_old_rule_is_erased_by_the_new_and_others_keep_their_key(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with lock_migrations(database.engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0018_trusted_officers")
    keys = IdentityKeys("a secret")
    here, gone = keys.mark("oHere"), keys.mark("oGone")
    with database.transaction() as connection:
        for key in (here, gone):
            connection.exec_driver_sql(
                "INSERT INTO citizens (key, followed, first_seen, last_seen)"
                " VALUES (?, 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
                (key,),
            )
        connection.exec_driver_sql(
            "INSERT INTO identities (citizen_key, openid_sealed) VALUES (?, ?)",
            (here, keys.seal("oHere")),
        )
    database.migrate()
    writer = GroupCommit(database)
    citizens = StoredCitizens(database, writer, keys, lambda wave, who: who)
    assert (citizens.known("oHere"), citizens.known("oGone")) == (here, None)
    assert citizens.erasing() == [gone]
    assert citizens.finish_erasing(gone, at=datetime.now(UTC))
    assert citizens.get(gone) is None
    assert citizens.meet(openid="oGone", at=datetime.now(UTC)).key != gone
    writer.close()
    database.close()


def test_whoever_worked_on_a_running_case_before_hands_came_has_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with lock_migrations(database.engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0022_roles")
    text = dict.fromkeys(
        ("authority", "answer", "place_text", "location_label", "description", "time_text",
         "pattern", "suspected_firm"), "",
    )  # fmt: skip
    lists = dict.fromkeys(("categories", "odor_qualities", "effects", "photos"), "[]")
    day = "2026-01-01 00:00:00"
    with database.transaction() as connection:
        for number, status in (("1", "accepted"), ("2", "submitted"), ("3", "closed")):
            row = {
                "number": number, "message_key": number, "status": status, "citizen": "c",
                "created": day, "updated": day, "extended": 0, "category": "odor",
                "anonymous": 0, "urgent": 1, **text, **lists,
            }  # fmt: skip
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(sql(f"INSERT INTO cases ({names}) VALUES ({marks})"), row)
        for number, actor, verb in (("1", "li", "accept"), ("1", "wang", "start"),
                                    ("1", "chen", "note"), ("3", "li", "answer")):  # fmt: skip
            connection.execute(
                sql(
                    "INSERT INTO case_events (number, at, verb, who, actor, after, audit, note)"
                    " VALUES (:number, :at, :verb, 'officer', :actor, 'accepted', 'accepted', '')"
                ),
                {"number": number, "at": day, "verb": verb, "actor": actor},
            )
    database.migrate()
    hands = StoredHands(database)
    assert [each.lead for each in hands.hands(["1", "2", "3"]).values()] == ["wang", "", ""]
    assert hands.untaken_urgent() == ["2"]
    database.close()


def test_whoever_was_an_officer_before_roles_came_is_one_of_the_city(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with lock_migrations(database.engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0021_erasures")
    with database.transaction() as connection:
        for name in ("admin", "li"):
            connection.exec_driver_sql(
                "INSERT INTO officers (name, full_name, password_hash, active, session, created)"
                " VALUES (?, ?, '', 1, 1, '2026-01-01 00:00:00')",
                (name, name),
            )
    database.migrate()
    kept = {each.name: (each.role, each.scope.whole) for each in StoredOfficers(database).every()}
    assert kept == {"admin": ("administrator", True), "li": ("city", True)}
    database.close()


# What a migration may do while the version before it serves.
EXPANDING = {"create_table", "create_index", "add_column", "execute", "batch_alter_table"}


def expanding_only(source: str) -> bool:
    """Whether a migration's upgrade adds only what the version before does not notice."""
    (upgrade,) = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    ]
    for call in (node for node in ast.walk(upgrade) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        said = ast.unparse(call)
        if name.startswith(("drop_", "rename_", "alter_")) and name != "batch_alter_table":
            return False
        if name == "execute" and re.search(r"\b(DROP|ALTER|RENAME|DELETE|TRUNCATE)\b", said, re.I):
            return False
        if name == "add_column" and "nullable=False" in said and "server_default" not in said:
            return False
        if name in ("create_unique_constraint", "create_check_constraint", "create_foreign_key"):
            return False
    return True


def test_a_migration_takes_nothing_away_from_the_version_before_unless_it_says_so() -> None:
    for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        if int(script.revision[:4]) > 50 and not getattr(script.module, "contracts", False):
            assert expanding_only(Path(script.path).read_text(encoding="utf-8")), script.revision


@pytest.mark.parametrize(
    ("step", "good"),
    [
        ('op.create_table("t", sa.Column("a", sa.Integer, nullable=False))', True),
        ('op.add_column("t", sa.Column("a", sa.Integer))', True),
        (
            'op.add_column("t", sa.Column("a", sa.Integer, nullable=False, server_default="0"))',
            True,
        ),
        ('op.execute("UPDATE t SET a = 1")', True),
        ('op.add_column("t", sa.Column("a", sa.Integer, nullable=False))', False),
        ('op.drop_column("t", "a")', False),
        ('op.drop_table("t")', False),
        ('op.alter_column("t", "a", nullable=False)', False),
        ('op.rename_table("t", "s")', False),
        ('op.create_unique_constraint("u", "t", ["a"])', False),
        ('op.execute("alter table t rename a to b")', False),
        ('with op.batch_alter_table("t") as b:\n        b.drop_column("a")', False),
    ],
)
def test_what_the_version_before_would_notice_is_found(step: str, good: bool) -> None:
    assert expanding_only(f"def upgrade():\n    {step}\n") is good


def test_every_statement_of_the_release_before_holds_on_the_newest_schema(tmp_path: Path) -> None:
    """The schema of the release before, from its own migrations, is wholly in today's."""
    database = Database(f"sqlite:///{tmp_path / 'before.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory(str(MIGRATIONS))
    first = next(s for s in scripts.walk_revisions() if s.revision == "0051_processes")
    with lock_migrations(database.engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, str(first.down_revision))
        before = inspect(connection)
        old = {name: before.get_columns(name) for name in before.get_table_names()}
    database.migrate()
    now = inspect(database.engine)
    for table, columns in old.items():
        today = {column["name"]: column for column in now.get_columns(table)}
        for column in columns:  # what it reads and writes is there, and may still be left out
            same = today.pop(column["name"])
            assert str(same["type"]) == str(column["type"]), (table, column["name"])
            assert same["nullable"] or not column["nullable"], (table, column["name"])
        for column in today.values():  # what it does not know it need not write
            assert column["nullable"] or column["default"] is not None, (table, column["name"])
    database.close()

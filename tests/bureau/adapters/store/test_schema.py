"""The migrations make exactly the schema that the code describes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from basis.tokens import token_hash
from bureau.adapters.store.engine import MIGRATIONS, Database
from bureau.adapters.store.schema import metadata
from bureau.adapters.store.survey_outputs import StoredApiKeys
from bureau.adapters.store.upsert import lock_migrations
from bureau.survey_access.api_keys import Scope, begins, new_secret


def test_the_migrated_schema_equals_the_metadata(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
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

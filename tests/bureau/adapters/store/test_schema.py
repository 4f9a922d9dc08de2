"""The migrations make exactly the schema that the code describes."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bureau.adapters.store.engine import MIGRATIONS, Database
from bureau.adapters.store.schema import metadata


def test_the_migrated_schema_equals_the_metadata(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_stand_in_one_line() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_migrating_again_does_nothing(migrated: Database) -> None:
    migrated.migrate()

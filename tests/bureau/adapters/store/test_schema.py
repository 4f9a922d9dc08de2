"""The migrations make exactly the schema that the code describes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
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

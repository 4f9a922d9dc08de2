"""Cases are found by any two characters, and lists and figures no longer count every row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from bureau.adapters.store.schema.base import Instant

revision = "0030_finding"
down_revision = "0036_second_factors"
branch_labels = None
depends_on = None

_DIGITS = sa.String(20).with_variant(sa.String(20, collation="C"), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MEASURES = ("received", "responded", "responded_in_time", "answered", "limited",
             "answered_in_time", "reopened", "closed", "told", "settled", "rated", "satisfied")
_FTS = (
    "CREATE VIRTUAL TABLE case_fts USING fts5"
    "(words, content='case_words', content_rowid='serial', columnsize=0, tokenize='unicode61')",
    "CREATE TRIGGER case_words_added AFTER INSERT ON case_words BEGIN "
    "INSERT INTO case_fts (rowid, words) VALUES (new.serial, new.words); END",
    "CREATE TRIGGER case_words_gone AFTER DELETE ON case_words BEGIN "
    "INSERT INTO case_fts (case_fts, rowid, words) VALUES ('delete', old.serial, old.words); END",
    "CREATE TRIGGER case_words_changed AFTER UPDATE ON case_words BEGIN "
    "INSERT INTO case_fts (case_fts, rowid, words) VALUES ('delete', old.serial, old.words); "
    "INSERT INTO case_fts (rowid, words) VALUES (new.serial, new.words); END",
)


def upgrade() -> None:
    op.create_table(
        "case_index",
        sa.Column("serial", _SERIAL, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), nullable=False,
                  unique=True),
        sa.Column("tail", _DIGITS, nullable=False, index=True),
        sa.Column("stem", _DIGITS, nullable=False, index=True),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("town", sa.String(9), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("due", Instant),
        sa.Column("queue", sa.BigInteger, nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("cell", sa.BigInteger),
        sa.Column("response_due", Instant),
        sa.Column("responded", Instant),
        sa.Column("answer_due", Instant),
        sa.Column("answered", Instant),
        sa.Column("reopened", sa.SmallInteger, nullable=False),
        sa.Column("settled", sa.Boolean),
        sa.Column("satisfied", sa.Boolean),
    )
    for name in ("", "county", "town", "status", "category"):
        columns = [name, "queue", "serial"] if name else ["queue", "serial"]
        op.create_index("_".join(("ix_case_index", *columns[:-1])), "case_index", columns)
    op.create_index("ix_case_index_day", "case_index", ["day", "county", "town", "category", "cell"])
    op.create_index("ix_case_index_waiting_due", "case_index", ["waiting", "due"])
    op.create_table(
        "case_words",
        sa.Column("serial", _SERIAL, primary_key=True, autoincrement=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    )
    op.create_table(
        "case_tallies",
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("town", sa.String(9), primary_key=True),
        sa.Column("category", sa.String(16), primary_key=True),
        sa.Column("status", sa.String(16), primary_key=True),
        sa.Column("urgent", sa.Boolean, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "case_sums",
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("town", sa.String(9), primary_key=True),
        sa.Column("category", sa.String(16), primary_key=True),
        sa.Column("handler", sa.String(64), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _MEASURES),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("officer", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_case_words_words ON case_words USING gin (words) WITH (fastupdate = off)")
        return
    for statement in _FTS:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_fts")
    for name in ("saved_searches", "case_sums", "case_tallies", "case_words", "case_index"):
        op.drop_table(name)

"""The index of cases: properties, terms, sums that the steps keep up, and officers' searches."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from bureau.adapters.store.schema.base import Instant, metadata

# Compared by bytes on both databases, so that the beginning of a number is a range.
_DIGITS = String(20).with_variant(String(20, collation="C"), "postgresql")

# On SQLite the row's own number, so that every index leads to it.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

case_index = Table(
    "case_index",
    metadata,
    Column("serial", _SERIAL, primary_key=True, autoincrement=False),
    Column("number", String(24), ForeignKey("cases.number"), nullable=False, unique=True),
    Column("tail", _DIGITS, nullable=False, index=True),
    Column("stem", _DIGITS, nullable=False, index=True),
    Column("county", String(6), nullable=False),
    Column("town", String(9), nullable=False),
    Column("village", String(12), nullable=False, server_default=""),
    Column("category", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("handler", String(64), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("due", Instant),
    Column("queue", BigInteger, nullable=False),
    Column("month", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("cell", BigInteger),
    Column("response_due", Instant),
    Column("responded", Instant),
    Column("answer_due", Instant),
    Column("answered", Instant),
    Column("reopened", SmallInteger, nullable=False),
    Column("settled", Boolean),
    Column("satisfied", Boolean),
    Index("ix_case_index_queue", "queue", "serial"),
    Index("ix_case_index_county_queue", "county", "queue", "serial"),
    Index("ix_case_index_town_queue", "town", "queue", "serial"),
    Index("ix_case_index_village_queue", "village", "queue", "serial"),
    Index("ix_case_index_status_queue", "status", "queue", "serial"),
    Index("ix_case_index_category_queue", "category", "queue", "serial"),
    Index("ix_case_index_waiting_due", "waiting", "due"),
    # All that the map asks for.
    Index("ix_case_index_day", "day", "county", "town", "category", "cell"),
)

# The migration lays SQLite's FTS5 over it, fed by triggers; PostgreSQL has a GIN index.
case_words = Table(
    "case_words",
    metadata,
    Column("serial", _SERIAL, primary_key=True, autoincrement=False),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)

# How many cases stand where: what lists say above them, without counting a million rows.
case_tallies = Table(
    "case_tallies",
    metadata,
    Column("county", String(6), primary_key=True),
    Column("town", String(9), primary_key=True),
    Column("category", String(16), primary_key=True),
    Column("status", String(16), primary_key=True),
    Column("urgent", Boolean, primary_key=True),
    Column("count", Integer, nullable=False),
)

# What the cases that came in a month have come to.
MEASURES = (
    "received",
    "responded",
    "responded_in_time",
    "answered",
    "limited",
    "answered_in_time",
    "reopened",
    "closed",
    "told",
    "settled",
    "rated",
    "satisfied",
)
case_sums = Table(
    "case_sums",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("county", String(6), primary_key=True),
    Column("town", String(9), primary_key=True),
    Column("category", String(16), primary_key=True),
    Column("handler", String(64), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in MEASURES),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer", String(64), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("query", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

handed_lists = Table(
    "handed_lists",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(12), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("asked", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("form", String(8), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

"""The library of answers: texts, their passages, what was withdrawn, what was asked in vain."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bureau.adapters.store.schema.base import Instant, metadata

library_texts = Table(
    "library_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("in_force", Date),
    Column("until", Date),
    Column("link", Text, nullable=False),
    Column("checked", Boolean, nullable=False),
    Column("see_also", JSON, nullable=False),
    Column("origin", String(10), nullable=False),
    Column("file", Text, nullable=False),
    Column("added", Instant, nullable=False),
    Column("added_by", String(64), nullable=False),
)

library_passages = Table(
    "library_passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text_id", Integer, ForeignKey("library_texts.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("heading", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("ask", JSON, nullable=False),
    UniqueConstraint("text_id", "place"),
)

# Keys that are not answered from: of shipped texts and of the folder's, too.
library_withdrawals = Table(
    "library_withdrawals",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
)

# One row: it counts whatever changes what is answered, so that every process notices.
library_versions = Table(
    "library_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

unanswered_questions = Table(
    "unanswered_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String(200), nullable=False, unique=True),
    Column("count", Integer, nullable=False),
    Column("first", Instant, nullable=False),
    Column("last", Instant, nullable=False),
    Column("settled", Instant),
    Column("settled_by", String(64), nullable=False),
    Column("answer_key", String(64), nullable=False),
    Index(None, "settled", "last"),
)

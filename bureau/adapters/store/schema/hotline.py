"""Talks between citizens and officers, what was said in them, and who sits at the desk when."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from bureau.adapters.store.schema.base import Instant, metadata

_NOT_ENDED = text("status <> 'ended'")

hotline_talks = Table(
    "hotline_talks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("citizen", String(64), nullable=False),
    Column("asked", Instant, nullable=False),
    Column("last", Instant, nullable=False),
    Column("status", String(10), nullable=False),
    Column("officer", String(32), nullable=False),
    Column("taken", Instant),
    Column("ended", Instant),
    Column("why", String(12)),
    Column("case", String(24), nullable=False),
    # Every message of a citizen asks for theirs: a handful of a great many rows.
    Index(
        "ix_hotline_talks_open",
        "citizen",
        unique=True,
        sqlite_where=_NOT_ENDED,
        postgresql_where=_NOT_ENDED,
    ),
    Index("ix_hotline_talks_ended", "ended"),
)

hotline_lines = Table(
    "hotline_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("talk", Integer, ForeignKey("hotline_talks.number"), nullable=False, index=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("speaker", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("photo", String(32), nullable=False),
    Column("officer", String(32), nullable=False),
)

hotline_shifts = Table(
    "hotline_shifts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer", String(32), ForeignKey("officers.name"), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False, index=True),
)

"""Acts that wait for a second officer, and what became of them."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, text

from bureau.adapters.store.schema.base import Instant, metadata

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("act", String(40), nullable=False),
    Column("right", String(32), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("number", String(24), nullable=False),
    Column("words", Text, nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_by", String(32), nullable=False),
    Column("decided", Instant),
    Column("why", String(200), nullable=False),
    # What an act does to what: the same one waits once.
    Column("same", String(200), nullable=False),
)
_WAITS = text("state = 'waiting'")
Index(
    "ix_reviews_waiting", reviews.c.same, unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS
)

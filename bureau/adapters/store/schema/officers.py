"""Officers and the hashes of their passwords."""

from sqlalchemy import Boolean, Column, Integer, String, Table

from bureau.adapters.store.schema.base import Instant, metadata

officers = Table(
    "officers",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("full_name", String(64), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("session", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("last_seen", Instant),
)

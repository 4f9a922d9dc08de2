"""Officers, their posts, their passwords' hashes and their sessions."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, false

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
    Column("must_change", Boolean, nullable=False, server_default=false()),
    Column("role", String(32), nullable=False, server_default="city"),
    Column("area", String(9)),
    Column("categories", JSON, nullable=False, server_default="[]"),
)

officer_sessions = Table(
    "officer_sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("officer", String(32), ForeignKey("officers.name"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("address", String(45), nullable=False),
    Column("agent", String(80), nullable=False),
)

"""What officers saw, did and took along; and which old lines the retention job took away."""

from sqlalchemy import Column, Index, Integer, String, Table

from bureau.adapters.store.schema.base import Instant, metadata

# Triggers (migration 0023) refuse to change a line, and to delete one that is not older than
# what a row of `audit_purges` names. An officer that is gone leaves the lines as they are.
audit_lines = Table(
    "audit_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("officer", String(32), nullable=False),
    Column("deed", String(8), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("number", String(24), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", String(120), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("second", String(32), nullable=False),
    Index("ix_audit_lines_at", "at"),
    Index("ix_audit_lines_officer_at", "officer", "at"),
    Index("ix_audit_lines_number_at", "number", "at"),
)

audit_purges = Table(
    "audit_purges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("before", Instant, nullable=False),
)

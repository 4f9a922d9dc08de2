"""Cases handed to other authorities, and each year's last number."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bureau.adapters.store.schema.base import Instant, metadata

referral_numbers = Table(
    "referral_numbers",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

referrals = Table(
    "referrals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("case", String(24), ForeignKey("cases.number"), nullable=False),
    Column("authority", String(32), nullable=False),
    Column("by", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("sent", Instant, nullable=False),
    Column("status", String(10), nullable=False),
    Column("theirs", String(60), nullable=False),
    Column("received", Instant),
    Column("reply", Text, nullable=False),
    Column("ended", Instant),
    Column("document", Text),
    Column("enclosed", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("year", "sequence"),
    Index(None, "case"),
    Index(None, "status"),
)

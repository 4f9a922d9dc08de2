"""What citizens left for an officer to answer."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from bureau.adapters.store.schema.base import Instant, metadata

callback_tickets = Table(
    "callback_tickets",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("message_key", String(200), nullable=False, unique=True),
    Column("citizen", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("left", Instant, nullable=False),
    Column("status", String(10), nullable=False),
    Column("answer", Text, nullable=False),
    Column("ended", Instant),
    Column("ended_by", String(32), nullable=False),
    Column("promised", Instant),
    Index(None, "citizen"),
    Index(None, "status"),
)

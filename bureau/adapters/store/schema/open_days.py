"""Facilities that open their doors, their days, and who comes."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from bureau.adapters.store.schema.base import Instant, metadata

_LIVE = text("state IN ('booked', 'waiting', 'offered')")

open_facilities = Table(
    "open_facilities",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(60), nullable=False),
    Column("town", String(9), nullable=False),
    Column("meeting", String(120), nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("least_age", Integer, nullable=False),
    Column("alone_age", Integer, nullable=False),
    Column("most_each", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
)

open_days = Table(
    "open_days",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("facility", String(32), ForeignKey("open_facilities.code"), nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("opens", Instant, nullable=False),
    Column("closes", Instant, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed", Instant, nullable=False),
    Index(None, "starts"),
)

open_day_bookings = Table(
    "open_day_bookings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Integer, ForeignKey("open_days.id"), nullable=False),
    Column("citizen", String(64), nullable=False),
    Column("message_key", String(200), nullable=False, unique=True),
    Column("party", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("code", String(16), nullable=False, unique=True),
    Column("made", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("confirm_by", Instant),
    Column("checked_in", Instant),
    Column("reason", Text, nullable=False),
    Column("phone", LargeBinary),
    Column("rating", Integer),
    Column("opinion", Text, nullable=False),
    Index(None, "citizen"),
    Index("ix_open_day_bookings_day_state", "day", "state"),
    # Whoever books twice at the same instant has one booking.
    Index(
        "uq_open_day_bookings_live",
        "day",
        "citizen",
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
)

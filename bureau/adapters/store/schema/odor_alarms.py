"""Alarms about odor events, who took them, and whom it was asked of who agreed to be asked."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bureau.adapters.store.schema.base import Instant, metadata

odor_alarms = Table(
    "odor_alarms",
    metadata,
    Column("event", Integer, ForeignKey("odor_events.id"), primary_key=True),
    Column("step", String(16), primary_key=True),
    Column("raised", Instant, nullable=False),
    Column("people", Integer, nullable=False),
    Column("taken", Instant),
    Column("taken_by", String(64), nullable=False),
    Index("ix_odor_alarms_taken", "taken"),
)

odor_asks = Table(
    "odor_asks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event", Integer, ForeignKey("odor_events.id"), nullable=False),
    Column("citizen", String(64), nullable=False),
    Column("place", String(12), nullable=False),
    Column("asked", Instant, nullable=False),
    # They have said something else since: a bare word is no answer any more.
    Column("talked", Boolean, nullable=False),
    Column("answered", Instant),
    Column("answer_key", String(200)),
    Column("noticed", Boolean),
    Column("intensity", SmallInteger),
    UniqueConstraint("event", "citizen"),
    Index("ix_odor_asks_citizen_asked", "citizen", "asked"),
    Index("ix_odor_asks_answered", "answered"),
)

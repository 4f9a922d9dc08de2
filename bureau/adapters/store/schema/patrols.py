"""Volunteers and what they saw, apart from residents' reports."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from bureau.adapters.store.schema.base import Instant, metadata

volunteers = Table(
    "volunteers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_key", String(200), nullable=False, unique=True),
    Column("citizen", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("town", String(9)),
    Column("standing", String(16), nullable=False),
    Column("applied", Instant, nullable=False),
    Column("decided", Instant),
    Column("decided_by", String(64), nullable=False),
)

patrols = Table(
    "patrols",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_key", String(200), nullable=False, unique=True),
    Column("volunteer", Integer, ForeignKey("volunteers.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("county", String(6)),
    Column("town", String(9)),
    Column("place", String(32)),
    Column("place_text", Text, nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("intensity", SmallInteger),
    Column("water_look", Text, nullable=False),
    Column("found", Boolean, nullable=False),
    Column("seen", Text, nullable=False),
    Column("photos", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)

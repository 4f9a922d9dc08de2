"""Monthly diagnoses as they were made, what became of them, what officers wrote beside them."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bureau.adapters.store.schema.base import Instant, metadata

diagnoses = Table(
    "diagnoses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", String(9), nullable=False),
    Column("month", Date, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("made", Instant, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("state", String(9), nullable=False),
    Column("changed", Instant),
    Column("officer", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("area", "month", "version"),
    Index("ix_diagnoses_month_state", "month", "state"),
)

diagnosis_notes = Table(
    "diagnosis_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("diagnosis", Integer, ForeignKey("diagnoses.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("officer", String(64), nullable=False),
    Column("text", Text, nullable=False),
)

"""What the public sees of odor, frozen as it was published; tonight's chances; winds forecast."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from bureau.adapters.store.schema.base import Instant, metadata

odor_public = Table(
    "odor_public",
    metadata,
    Column("event", Integer, ForeignKey("odor_events.id"), primary_key=True),
    Column("published", Instant, nullable=False),
    # Blurred once, so that no later report shows by a difference; null where too few told.
    Column("body", JSON),
    Column("held", Instant),
    Column("held_by", String(64), nullable=False),
    Index("ix_odor_public_published", "published"),
)

odor_released = Table(
    "odor_released",
    metadata,
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    # What the public knows it by: drawn by lot, leads to no number.
    Column("mark", String(32), nullable=False, unique=True),
    Column("published", Instant, nullable=False),
    Column("released_by", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("held", Instant),
    Column("held_by", String(64), nullable=False),
    Index("ix_odor_released_published", "published"),
)

odor_tonight = Table(
    "odor_tonight",
    metadata,
    Column("day", Date, primary_key=True),
    Column("town", String(9), primary_key=True),
    Column("chance", Float),
    Column("usual", Float, nullable=False),
    Column("smelt", Boolean),
)

odor_tonight_fits = Table(
    "odor_tonight_fits",
    metadata,
    Column("day", Date, primary_key=True),
    Column("body", JSON, nullable=False),
)

wind_forecasts = Table(
    "wind_forecasts",
    metadata,
    Column("station", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("speed_m_s", Float, nullable=False),
    Column("from_deg", Float),
    Index("ix_wind_forecasts_at", "at"),
    sqlite_with_rowid=False,
)

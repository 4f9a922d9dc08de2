"""Wind by the hour; what was smelt, the events it makes, what officers did to them."""

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
)

from bureau.adapters.store.schema.base import Instant, metadata

wind_hours = Table(
    "wind_hours",
    metadata,
    Column("station", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("speed_m_s", Float, nullable=False),
    Column("from_deg", Float),
    Column("temperature_c", Float),
    Column("humidity_percent", Float),
    Column("rain_mm", Float),
    Index("ix_wind_hours_at", "at"),
    sqlite_with_rowid=False,
)

odor_events = Table(
    "odor_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first", Instant, nullable=False),
    Column("last", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("across_m", Float, nullable=False),
    Column("x_m", Float, nullable=False),
    Column("y_m", Float, nullable=False),
    Column("mean_intensity", Float),
    Column("qualities", JSON, nullable=False),
    Column("towns", JSON, nullable=False),
    Column("county", String(6)),
    Column("town", String(9)),
    Column("chance", Float),
    Column("merged_into", Integer, ForeignKey("odor_events.id")),
    Column("updated", Instant, nullable=False),
    Index("ix_odor_events_last", "last"),
)

# Names nobody: a case's number or a patrol point's, and what either says.
odor_sightings = Table(
    "odor_sightings",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("x_m", Float, nullable=False),
    Column("y_m", Float, nullable=False),
    Column("blur_m", Float, nullable=False),
    Column("noticed", Boolean, nullable=False),
    Column("intensity", SmallInteger),
    Column("qualities", JSON, nullable=False),
    Column("county", String(6)),
    Column("town", String(9)),
    Column("event", Integer, ForeignKey("odor_events.id")),
    Column("pinned", Boolean, nullable=False),
    Index("ix_odor_sightings_at", "at"),
    Index("ix_odor_sightings_event", "event"),
)

odor_acts = Table(
    "odor_acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event", Integer, ForeignKey("odor_events.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("verb", String(16), nullable=False),
    Column("officer", String(64), nullable=False),
    Column("other", Integer),
    Index("ix_odor_acts_event", "event"),
)

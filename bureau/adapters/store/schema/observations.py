"""Air and water: sites, hourly and daily series, corrections, raw answers, how sources do."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from bureau.adapters.store.schema.base import Instant, metadata

sites = Table(
    "sites",
    metadata,
    Column("medium", String(5), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("kind", String(5), nullable=False),
    Column("place", String(9)),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("aliases", JSON, nullable=False),
)

# The key is the whole access path (a site's series by time), so the rows live in it.
air_observations = Table(
    "air_observations",
    metadata,
    Column("station", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("pm2_5_ug_m3", Float),
    Column("pm10_ug_m3", Float),
    Column("so2_ug_m3", Float),
    Column("no2_ug_m3", Float),
    Column("co_mg_m3", Float),
    Column("o3_ug_m3", Float),
    Column("published_aqi", SmallInteger),
    Column("published_primary", Text, nullable=False),
    Column("suspicions", Text, nullable=False),
    Index("ix_air_observations_at", "at"),
    sqlite_with_rowid=False,
)

air_days = Table(
    "air_days",
    metadata,
    Column("station", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("pm2_5_ug_m3", Float),
    Column("pm10_ug_m3", Float),
    Column("so2_ug_m3", Float),
    Column("no2_ug_m3", Float),
    Column("co_mg_m3", Float),
    Column("o3_8h_ug_m3", Float),
    Column("hours", SmallInteger),
    sqlite_with_rowid=False,
)

water_observations = Table(
    "water_observations",
    metadata,
    Column("section", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("values", JSON, nullable=False),
    Column("published_class", SmallInteger),
    Column("failed", Text, nullable=False),
    Column("suspicions", Text, nullable=False),
    Index("ix_water_observations_at", "at"),
    sqlite_with_rowid=False,
)

water_months = Table(
    "water_months",
    metadata,
    Column("section", String(64), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("values", JSON, nullable=False),
    Column("count", SmallInteger),
    sqlite_with_rowid=False,
)

# Points of another country's scale stay out of the series above.
foreign_indices = Table(
    "foreign_indices",
    metadata,
    Column("station", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("scale", String(16), nullable=False),
    Column("points", JSON, nullable=False),
)

air_forecasts = Table(
    "air_forecasts",
    metadata,
    Column("place", String(9), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("issued", Instant, nullable=False),
    Column("aqi", SmallInteger),
    Column("primary", Text, nullable=False),
    Column("values", JSON, nullable=False),
)

# What stood in a row before a source corrected it.
observation_corrections = Table(
    "observation_corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("medium", String(5), nullable=False),
    Column("site", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("noticed", Instant, nullable=False),
    Column("before", JSON, nullable=False),
    Index("ix_observation_corrections_site_noticed", "site", "noticed"),
)

raw_answers = Table(
    "raw_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("fetched", Instant, nullable=False, index=True),
    Column("request", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body_zlib", LargeBinary, nullable=False),
)

source_states = Table(
    "source_states",
    metadata,
    Column("source", String(16), primary_key=True),
    Column("tried", Instant),
    Column("succeeded", Instant),
    Column("newest", Instant),
    Column("failures", Integer, nullable=False),
    Column("closed_until", Instant),
    Column("error", Text, nullable=False),
    Column("findings", JSON, nullable=False),
)

ion_hours = Table(
    "ion_hours",
    metadata,
    Column("station", String(64), primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("per_cm3", Float, nullable=False),
    Index("ix_ion_hours_at", "at"),
    sqlite_with_rowid=False,
)

"""Cases, their history, the notices decided with their steps, and the day's last sequence."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
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

case_days = Table(
    "case_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

# `citizen` is a key drawn by lot; the openid stands in `identities` alone.
cases = Table(
    "cases",
    metadata,
    Column("number", String(24), primary_key=True),
    Column("message_key", String(200), nullable=False, unique=True),
    Column("status", String(16), nullable=False),
    Column("citizen", String(64), nullable=False),
    Column("county", String(6)),
    Column("town", String(9)),
    Column("authority", String(32), nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("due", Instant),
    Column("extended", Boolean, nullable=False),
    Column("answer", Text, nullable=False),
    Column("satisfied", Boolean),
    Column("merged_into", String(24), ForeignKey("cases.number")),
    Column("category", String(16), nullable=False),
    Column("categories", JSON, nullable=False),
    Column("place", String(32)),
    Column("place_text", Text, nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("location_label", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("started", Instant),
    Column("ended", Instant),
    Column("time_text", Text, nullable=False),
    Column("pattern", Text, nullable=False),
    Column("odor_qualities", JSON, nullable=False),
    Column("intensity", SmallInteger),
    Column("ongoing", Boolean),
    Column("effects", JSON, nullable=False),
    Column("suspected_firm", Text, nullable=False),
    Column("photos", JSON, nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Index(None, "citizen", "created"),
    Index(None, "status", "due"),
    Index(None, "county", "created"),
    Index(None, "merged_into"),
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(24), ForeignKey("cases.number"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("verb", String(16), nullable=False),
    Column("who", String(16), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("before", String(16)),
    Column("after", String(16), nullable=False),
    Column("audit", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("message_key", String(200), unique=True),
)

case_notices = Table(
    "case_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(24), ForeignKey("cases.number"), nullable=False),
    Column("citizen", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("handed_on", Boolean, nullable=False),
    Index(None, "handed_on", "number"),
    Index(None, "citizen"),
)

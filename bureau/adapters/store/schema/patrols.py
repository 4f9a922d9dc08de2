"""Volunteers and what they saw, apart from residents' reports."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
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
    Column("motive", Text, nullable=False, default="", server_default=""),
    Column("team", String(40), nullable=False, default="", server_default=""),
    Column("trained", Instant),
)

# Where a volunteer can be reached, by choice: apart from what they do, and sealed.
volunteer_contacts = Table(
    "volunteer_contacts",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("noted", Instant, nullable=False),
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
    Column("qualities", JSON, nullable=False, server_default="[]"),
    Column("colour", String(16), nullable=False, server_default=""),
    Column("smell", String(16), nullable=False, server_default=""),
    Column("floating", JSON, nullable=False, server_default="[]"),
    Column("forel_ule", SmallInteger),
    Column("consents", Boolean, nullable=False, server_default=false()),
    Column("route", Integer),
    Column("spot", String(32), nullable=False, server_default=""),
    Column("recognised", SmallInteger),
    Column("breaths", SmallInteger),
    Column("phone_at", Instant),
    Column("fixed", Boolean, nullable=False, server_default=false()),
    Column("confirmed", Instant),
    Column("case_number", String(32)),
    Index(None, "at"),
    Index("ix_patrols_volunteer_at", "volunteer", "at"),
)

patrol_routes = Table(
    "patrol_routes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("county", String(6)),
    Column("town", String(9)),
    Column("spots", JSON, nullable=False),
    Column("grid", JSON(none_as_null=True)),
    Column("made", Instant, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("closed", Instant),
)

patrol_shifts = Table(
    "patrol_shifts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("begins", Instant, nullable=False, index=True),
    Column("ends", Instant, nullable=False),
    Column("county", String(6)),
    Column("town", String(9)),
    Column("meet", Text, nullable=False),
    Column("seats", SmallInteger, nullable=False),
    Column("route", Integer),
    Column("made", Instant, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("cancelled", Instant),
)

patrol_signups = Table(
    "patrol_signups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shift", Integer, ForeignKey("patrol_shifts.id"), nullable=False),
    Column("volunteer", Integer, ForeignKey("volunteers.id"), nullable=False),
    Column("signed", Instant, nullable=False),
    Column("offered", Instant),
    Column("arrived", Instant),
    UniqueConstraint("shift", "volunteer", name="uq_patrol_signups_shift"),
)

"""The register of supervision, and the last number of each kind of letter and year."""

from sqlalchemy import (
    Boolean,
    Column,
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

supervision_measures = Table(
    "supervision_measures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(24), ForeignKey("cases.number"), nullable=False),
    Column("rung", String(16), nullable=False),
    Column("stage", String(24), nullable=False),
    Column("paper", String(16)),
    Column("mark", String(8)),
    Column("year", SmallInteger),
    Column("sequence", Integer),
    Column("clock", String(16), nullable=False),
    Column("unit", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("due", Instant, nullable=False),
    Column("received", Instant, nullable=False),
    Column("issued", Instant, nullable=False),
    Column("ended", Instant),
    # Whether it stands in the case's history.
    Column("told", Boolean, nullable=False),
    UniqueConstraint("number", "rung", "stage"),
    UniqueConstraint("paper", "year", "sequence"),
    Index(None, "ended", "issued"),
    Index(None, "told"),
)

supervision_counters = Table(
    "supervision_counters",
    metadata,
    Column("paper", String(16), primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("last", Integer, nullable=False),
)

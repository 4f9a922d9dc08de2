"""Surveys: no row here names a citizen; a respondent is a hash under a key kept elsewhere."""

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
)

from bureau.adapters.store.schema.base import Instant, metadata

survey_waves = Table(
    "survey_waves",
    metadata,
    Column("key", String(8), primary_key=True),
    Column("questionnaire", String(40), nullable=False),
    Column("version", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("targets", JSON, nullable=False),
    Column("planned", Boolean, nullable=False),
    Column("frozen_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", String(64)),
)

# Who did what to a wave, beside the files in `survey_intakes`.
survey_acts = Table(
    "survey_acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("wave", String(8), nullable=False, index=True),
    Column("verb", String(20), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
)

survey_sittings = Table(
    "survey_sittings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("respondent", String(64), nullable=False, unique=True),
    Column("wave", String(8), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("via", String(20)),
    Column("town", String(12)),
    Column("status", String(10), nullable=False),
    Column("state", JSON, nullable=False),
    Column("started", Instant, nullable=False),
    Column("touched", Instant, nullable=False),
    Column("finished", Instant),
    Column("seconds", Float),
    Column("device", String(64)),
    Column("address", String(64)),
    Column("interviewer", String(64)),
    Column("panel", String(64)),
    Column("revision", Integer, nullable=False),
    Column("last_key", String(128)),
    Column("last_turn", JSON),
    Column("intake", String(64), index=True),  # the digest of the file that it came with
    Index("ix_survey_sittings_wave_status", "wave", "status"),
)

# Clustered by sitting, so that a wave's answers are read in one pass without a sort.
survey_answers = Table(
    "survey_answers",
    metadata,
    Column("sitting", ForeignKey("survey_sittings.id"), primary_key=True),
    Column("question", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("score", SmallInteger),
    sqlite_with_rowid=False,
)

survey_intakes = Table(
    "survey_intakes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("wave", String(8), nullable=False),
    Column("name", String(200), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

# Files that were looked at and not yet taken in: for a day.
survey_staged = Table(
    "survey_staged",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("wave", String(8), nullable=False),
    Column("name", String(200), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

# A wave is given away once: of two versions that differ by a few people, those could be told.
survey_releases = Table(
    "survey_releases",
    metadata,
    Column("wave", String(8), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)

# Invitations name citizens by their key, answers by another hash: the two tables cannot be joined.
survey_invitations = Table(
    "survey_invitations",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("wave", String(8), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("at", Instant, nullable=False),
    Index("ix_survey_invitations_wave_kind", "wave", "kind"),
)

survey_wishes = Table(
    "survey_wishes",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("wish", String(10), nullable=False),
    Column("at", Instant, nullable=False),
)

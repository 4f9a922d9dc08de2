"""What was handed out of the surveys, and the keys of programs that read their results."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from bureau.adapters.store.schema.base import Instant, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("label", String(60), nullable=False),
    Column("begins", String(16), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("last_used", Instant),
    Column("revoked_at", Instant),
    Column("revoked_by", String(64)),
    Column("scope", String(16), nullable=False, server_default="all"),
    Column("expires", Instant, nullable=False),
)

survey_sheets = Table(
    "survey_sheets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(12), nullable=False),
    Column("wave", String(8), nullable=False),
    Column("level", String(8), nullable=False),
    Column("mode", String(40), nullable=False),
    Column("questionnaire", String(84), nullable=False),
    Column("mapping", String(80), nullable=False),
    Column("made_on", String(10), nullable=False),
    Column("form", String(8), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", String(10), nullable=False),
    UniqueConstraint("fingerprint", "form", "by", "day", name="uq_survey_sheets_once_a_day"),
    Index("ix_survey_sheets_fingerprint", "fingerprint"),
)

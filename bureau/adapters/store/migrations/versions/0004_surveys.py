"""Surveys: waves, sittings under keyed hashes, answers a question, third-party files."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0004_surveys"
down_revision = "0003_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_waves",
        sa.Column("key", sa.String(8), primary_key=True),
        sa.Column("questionnaire", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("targets", sa.JSON, nullable=False),
        sa.Column("planned", sa.Boolean, nullable=False),
        sa.Column("frozen_at", Instant),
        sa.Column("closed_at", Instant),
        sa.Column("closed_by", sa.String(64)),
    )
    op.create_table(
        "survey_sittings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("respondent", sa.String(64), nullable=False, unique=True),
        sa.Column("wave", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("town", sa.String(12)),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("started", Instant, nullable=False),
        sa.Column("touched", Instant, nullable=False),
        sa.Column("finished", Instant),
        sa.Column("seconds", sa.Float),
        sa.Column("device", sa.String(64)),
        sa.Column("address", sa.String(64)),
        sa.Column("interviewer", sa.String(64)),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("last_key", sa.String(128)),
        sa.Column("last_turn", sa.JSON),
    )
    op.create_index("ix_survey_sittings_wave_status", "survey_sittings", ["wave", "status"])
    op.create_table(
        "survey_answers",
        sa.Column("sitting", sa.Integer, sa.ForeignKey("survey_sittings.id"), primary_key=True),
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("score", sa.SmallInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_intakes",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("wave", sa.String(8), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("survey_intakes")
    op.drop_table("survey_answers")
    op.drop_table("survey_sittings")
    op.drop_table("survey_waves")

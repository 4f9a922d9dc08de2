"""What was handed out of the surveys, and the keys that read their results."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0013_survey_outputs"
down_revision = "0010_alerts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("begins", sa.String(16), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("last_used", Instant),
        sa.Column("revoked_at", Instant),
        sa.Column("revoked_by", sa.String(64)),
    )
    op.create_table(
        "survey_sheets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String(12), nullable=False),
        sa.Column("wave", sa.String(8), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("mode", sa.String(40), nullable=False),
        sa.Column("questionnaire", sa.String(84), nullable=False),
        sa.Column("mapping", sa.String(80), nullable=False),
        sa.Column("made_on", sa.String(10), nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.UniqueConstraint("fingerprint", "form", "by", "day", name="uq_survey_sheets_once_a_day"),
    )
    op.create_index("ix_survey_sheets_fingerprint", "survey_sheets", ["fingerprint"])


def downgrade() -> None:
    op.drop_table("survey_sheets")
    op.drop_table("api_keys")

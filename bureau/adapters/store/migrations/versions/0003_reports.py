"""Reports become cases: numbers by the day, steps with a history, notices with their steps."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0003_reports"
down_revision = "0002_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "cases",
        sa.Column("number", sa.String(24), primary_key=True),
        sa.Column("message_key", sa.String(200), nullable=False, unique=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("county", sa.String(6)),
        sa.Column("town", sa.String(9)),
        sa.Column("authority", sa.String(32), nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("updated", Instant, nullable=False),
        sa.Column("due", Instant),
        sa.Column("extended", sa.Boolean, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("satisfied", sa.Boolean),
        sa.Column("merged_into", sa.String(24), sa.ForeignKey("cases.number")),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("categories", sa.JSON, nullable=False),
        sa.Column("place", sa.String(32)),
        sa.Column("place_text", sa.Text, nullable=False),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("location_label", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("started", Instant),
        sa.Column("ended", Instant),
        sa.Column("time_text", sa.Text, nullable=False),
        sa.Column("pattern", sa.Text, nullable=False),
        sa.Column("odor_qualities", sa.JSON, nullable=False),
        sa.Column("intensity", sa.SmallInteger),
        sa.Column("ongoing", sa.Boolean),
        sa.Column("effects", sa.JSON, nullable=False),
        sa.Column("suspected_firm", sa.Text, nullable=False),
        sa.Column("photos", sa.JSON, nullable=False),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
    )
    op.create_index("ix_cases_citizen_created", "cases", ["citizen", "created"])
    op.create_index("ix_cases_status_due", "cases", ["status", "due"])
    op.create_index("ix_cases_county_created", "cases", ["county", "created"])
    op.create_index("ix_cases_merged_into", "cases", ["merged_into"])
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("who", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("before", sa.String(16)),
        sa.Column("after", sa.String(16), nullable=False),
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("message_key", sa.String(200), unique=True),
    )
    op.create_index("ix_case_events_number", "case_events", ["number"])
    op.create_table(
        "case_notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("handed_on", sa.Boolean, nullable=False),
    )
    op.create_index("ix_case_notices_handed_on_number", "case_notices", ["handed_on", "number"])


def downgrade() -> None:
    op.drop_table("case_notices")
    op.drop_table("case_events")
    op.drop_table("cases")
    op.drop_table("case_days")

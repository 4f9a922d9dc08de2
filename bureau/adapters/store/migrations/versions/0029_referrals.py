"""Cases are handed to other authorities under a number."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0029_referrals"
down_revision = "0025_supervision"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_numbers",
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("case", sa.String(24), sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("authority", sa.String(32), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sent", Instant, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("theirs", sa.String(60), nullable=False),
        sa.Column("received", Instant),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("ended", Instant),
        sa.UniqueConstraint("year", "sequence", name="uq_referrals_year_sequence"),
    )
    op.create_index("ix_referrals_case", "referrals", ["case"])
    op.create_index("ix_referrals_status", "referrals", ["status"])


def downgrade() -> None:
    op.drop_table("referrals")
    op.drop_table("referral_numbers")

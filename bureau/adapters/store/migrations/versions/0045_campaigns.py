"""Events are announced to who wants to hear of them, and a quiz counts its answers."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0045_campaigns"
down_revision = "0044_open_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("starts", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("area", sa.String(9), nullable=False),
        sa.Column("link", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("announced", Instant),
        sa.Column("demo", sa.Boolean, nullable=False),
    )
    op.create_index("ix_campaigns_ends", "campaigns", ["ends"])
    op.create_table(
        "campaign_subscriptions",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("area", sa.String(9), primary_key=True),
        sa.Column("since", Instant, nullable=False),
    )
    op.create_table(
        "campaign_joins",
        sa.Column("campaign", sa.Integer, sa.ForeignKey("campaigns.id"), primary_key=True),
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_campaign_joins_citizen", "campaign_joins", ["citizen"])
    op.create_table(
        "quiz_tallies",
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("rightly", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("quiz_tallies")
    op.drop_table("campaign_joins")
    op.drop_table("campaign_subscriptions")
    op.drop_table("campaigns")

"""Alerts, and letters that replace one another."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0010_alerts"
down_revision = "0012_large_sends"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("message_key", sa.String(200), nullable=False),
        sa.Column("ended", Instant),
        sa.Column("ended_key", sa.String(200)),
        sa.Column("above", sa.Boolean, nullable=False),
        sa.Column("told", Instant),
        sa.UniqueConstraint(
            "citizen", "kind", "place", "what", name="uq_alerts_citizen_kind_place_what"
        ),
    )
    op.add_column("outbox", sa.Column("topic", sa.String(20)))


def downgrade() -> None:
    op.drop_column("outbox", "topic")
    op.drop_table("alerts")

"""What citizens left for an officer to answer."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0017_callbacks"
down_revision = "0016_duty"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback_tickets",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("message_key", sa.String(200), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("left", Instant, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("ended", Instant),
        sa.Column("ended_by", sa.String(32), nullable=False),
        sa.UniqueConstraint("message_key", name="uq_callback_tickets_message_key"),
    )
    op.create_index("ix_callback_tickets_citizen", "callback_tickets", ["citizen"])
    op.create_index("ix_callback_tickets_status", "callback_tickets", ["status"])


def downgrade() -> None:
    op.drop_table("callback_tickets")

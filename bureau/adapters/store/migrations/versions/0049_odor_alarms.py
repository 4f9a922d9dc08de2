"""An odor event that passes a threshold is alarmed, and those who agreed are asked."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0049_odor_alarms"
down_revision = "0048_negative_oxygen_ions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "odor_alarms",
        sa.Column("event", sa.Integer, sa.ForeignKey("odor_events.id"), primary_key=True),
        sa.Column("step", sa.String(16), primary_key=True),
        sa.Column("raised", Instant, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("taken", Instant),
        sa.Column("taken_by", sa.String(64), nullable=False),
    )
    op.create_index("ix_odor_alarms_taken", "odor_alarms", ["taken"])
    op.create_table(
        "odor_asks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event", sa.Integer, sa.ForeignKey("odor_events.id"), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("asked", Instant, nullable=False),
        sa.Column("talked", sa.Boolean, nullable=False),
        sa.Column("answered", Instant),
        sa.Column("answer_key", sa.String(200)),
        sa.Column("noticed", sa.Boolean),
        sa.Column("intensity", sa.SmallInteger),
        sa.UniqueConstraint("event", "citizen", name="uq_odor_asks_event_citizen"),
    )
    op.create_index("ix_odor_asks_citizen_asked", "odor_asks", ["citizen", "asked"])
    op.create_index("ix_odor_asks_answered", "odor_asks", ["answered"])


def downgrade() -> None:
    op.drop_table("odor_asks")
    op.drop_table("odor_alarms")

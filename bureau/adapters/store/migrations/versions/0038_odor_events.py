"""Reports of smell make events, which officers may merge and split."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0038_odor_events"
down_revision = "0037_wind"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "odor_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("first", Instant, nullable=False),
        sa.Column("last", Instant, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("across_m", sa.Float, nullable=False),
        sa.Column("x_m", sa.Float, nullable=False),
        sa.Column("y_m", sa.Float, nullable=False),
        sa.Column("mean_intensity", sa.Float),
        sa.Column("qualities", sa.JSON, nullable=False),
        sa.Column("towns", sa.JSON, nullable=False),
        sa.Column("county", sa.String(6)),
        sa.Column("town", sa.String(9)),
        sa.Column("chance", sa.Float),
        sa.Column("merged_into", sa.Integer, sa.ForeignKey("odor_events.id")),
        sa.Column("updated", Instant, nullable=False),
    )
    op.create_index("ix_odor_events_last", "odor_events", ["last"])
    op.create_table(
        "odor_sightings",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("x_m", sa.Float, nullable=False),
        sa.Column("y_m", sa.Float, nullable=False),
        sa.Column("blur_m", sa.Float, nullable=False),
        sa.Column("noticed", sa.Boolean, nullable=False),
        sa.Column("intensity", sa.SmallInteger),
        sa.Column("qualities", sa.JSON, nullable=False),
        sa.Column("county", sa.String(6)),
        sa.Column("town", sa.String(9)),
        sa.Column("event", sa.Integer, sa.ForeignKey("odor_events.id")),
        sa.Column("pinned", sa.Boolean, nullable=False),
    )
    op.create_index("ix_odor_sightings_at", "odor_sightings", ["at"])
    op.create_index("ix_odor_sightings_event", "odor_sightings", ["event"])
    op.create_table(
        "odor_acts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event", sa.Integer, sa.ForeignKey("odor_events.id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("other", sa.Integer),
    )
    op.create_index("ix_odor_acts_event", "odor_acts", ["event"])


def downgrade() -> None:
    op.drop_table("odor_acts")
    op.drop_table("odor_sightings")
    op.drop_table("odor_events")

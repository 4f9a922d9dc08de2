"""Odor is published, blurred and frozen; tonight's chance is forecast and kept to be judged."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0050_odor_public"
down_revision = "0049_odor_alarms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "odor_public",
        sa.Column("event", sa.Integer, sa.ForeignKey("odor_events.id"), primary_key=True),
        sa.Column("published", Instant, nullable=False),
        sa.Column("body", sa.JSON),
        sa.Column("held", Instant),
        sa.Column("held_by", sa.String(64), nullable=False),
    )
    op.create_index("ix_odor_public_published", "odor_public", ["published"])
    op.create_table(
        "odor_released",
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("published", Instant, nullable=False),
        sa.Column("released_by", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("held", Instant),
        sa.Column("held_by", sa.String(64), nullable=False),
        sa.UniqueConstraint("mark", name="uq_odor_released_mark"),
    )
    op.create_index("ix_odor_released_published", "odor_released", ["published"])
    op.create_table(
        "odor_tonight",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("town", sa.String(9), primary_key=True),
        sa.Column("chance", sa.Float),
        sa.Column("usual", sa.Float, nullable=False),
        sa.Column("smelt", sa.Boolean),
    )
    op.create_table(
        "odor_tonight_fits",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "wind_forecasts",
        sa.Column("station", sa.String(64), primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("speed_m_s", sa.Float, nullable=False),
        sa.Column("from_deg", sa.Float),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wind_forecasts_at", "wind_forecasts", ["at"])


def downgrade() -> None:
    op.drop_table("wind_forecasts")
    op.drop_table("odor_tonight_fits")
    op.drop_table("odor_tonight")
    op.drop_table("odor_released")
    op.drop_table("odor_public")

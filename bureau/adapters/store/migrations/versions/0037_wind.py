"""The wind is kept by the hour, as its stations measured it."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0037_wind"
down_revision = "0031_handed_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wind_hours",
        sa.Column("station", sa.String(64), primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("speed_m_s", sa.Float, nullable=False),
        sa.Column("from_deg", sa.Float),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wind_hours_at", "wind_hours", ["at"])


def downgrade() -> None:
    op.drop_table("wind_hours")

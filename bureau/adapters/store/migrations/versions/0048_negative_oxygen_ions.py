"""Negative oxygen ions by the hour, from the bureau's network of clean air."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0048_negative_oxygen_ions"
down_revision = "0047_patrols_on_the_phone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ion_hours",
        sa.Column("station", sa.String(64), primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("per_cm3", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ion_hours_at", "ion_hours", ["at"])


def downgrade() -> None:
    op.drop_table("ion_hours")

"""What sources expect of the air of coming days."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0008_air_forecasts"
down_revision = "0007_officers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "air_forecasts",
        sa.Column("place", sa.String(9), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("source", sa.String(16), primary_key=True),
        sa.Column("issued", Instant, nullable=False),
        sa.Column("aqi", sa.SmallInteger),
        sa.Column("primary", sa.Text, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("air_forecasts")

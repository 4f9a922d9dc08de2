"""Large sends: letters that wait behind answers, and letters that are of no use after a time."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0012_large_sends"
down_revision = "0008_air_forecasts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("bulk", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("outbox", sa.Column("until", Instant))


def downgrade() -> None:
    op.drop_column("outbox", "until")
    op.drop_column("outbox", "bulk")

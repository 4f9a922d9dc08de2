"""Who was erased, for restored backups; and which older versions may run on a schema."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0052_marks"
down_revision = "0051_processes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_marks",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "schema_floor",
        sa.Column("revision", sa.String(32), primary_key=True),
        sa.Column("floor", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("schema_floor")
    op.drop_table("erasure_marks")

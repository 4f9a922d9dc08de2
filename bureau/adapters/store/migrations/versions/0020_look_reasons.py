"""Whoever reads the original words of an anonymous case says why, and the reason is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0020_look_reasons"
down_revision = "0019_message_states"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_looks", sa.Column("reason", sa.String(200), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("case_looks", "reason")

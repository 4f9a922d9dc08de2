"""Consents to subscription notices, each good for one."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0015_consents"
down_revision = "0011_survey_waves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("message_key", sa.String(32), primary_key=True),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("given", Instant, nullable=False),
    )
    op.create_index("ix_consents_citizen", "consents", ["citizen"])


def downgrade() -> None:
    op.drop_table("consents")

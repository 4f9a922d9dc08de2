"""Officers who are alarmed by WeChat, and the codes by which they agree to it."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0016_duty"
down_revision = "0015_consents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_codes",
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires", Instant, nullable=False),
        sa.Column("used_by", sa.String(64)),
    )
    op.create_table(
        "duty_bindings",
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), primary_key=True),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("since", Instant, nullable=False),
    )
    op.create_table(
        "duty_tries",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("duty_tries")
    op.drop_table("duty_bindings")
    op.drop_table("duty_codes")

"""Officers attach files to cases, and send some of them with an answer."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0053_attachments"
down_revision = "0040_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_attachments",
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("serial", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("shows", sa.Text, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("mime", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("of", sa.SmallInteger),
        sa.Column("of_photo", sa.String(32)),
        sa.Column("withdrawn", Instant),
        sa.Column("withdrawn_by", sa.String(32), nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_case_attachments_sha256", "case_attachments", ["sha256"])
    op.create_table(
        "case_enclosures",
        sa.Column("notice", sa.Integer, sa.ForeignKey("case_notices.id"), primary_key=True),
        sa.Column("number", sa.String(24), primary_key=True),
        sa.Column("serial", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("photo", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(
            ["number", "serial"], ["case_attachments.number", "case_attachments.serial"]
        ),
    )
    op.create_index(
        "ix_case_enclosures_number_serial", "case_enclosures", ["number", "serial"]
    )


def downgrade() -> None:
    op.drop_table("case_enclosures")
    op.drop_table("case_attachments")

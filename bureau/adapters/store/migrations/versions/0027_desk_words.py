"""What officers have begun to write, texts they use again, and steps on many cases at once."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0027_desk_words"
down_revision = "0026_casework"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_drafts",
        sa.Column("officer", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("verb", sa.String(16), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_case_drafts_number", "case_drafts", ["number"])
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("changed", Instant, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "case_batches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("undone", Instant),
    )
    op.create_table(
        "case_batch_items",
        sa.Column("batch", sa.Integer, sa.ForeignKey("case_batches.id"), primary_key=True),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("kept", sa.String(16), nullable=False, server_default=""),
    )


def downgrade() -> None:
    for table in ("case_batch_items", "case_batches", "answer_templates", "case_drafts"):
        op.drop_table(table)

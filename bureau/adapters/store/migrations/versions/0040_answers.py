"""Questions are answered from a library of texts; what it does not know is written down."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0040_answers"
down_revision = "0052_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "library_texts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("in_force", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("checked", sa.Boolean, nullable=False),
        sa.Column("see_also", sa.JSON, nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("added", Instant, nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
    )
    op.create_table(
        "library_passages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text_id", sa.Integer, sa.ForeignKey("library_texts.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("heading", sa.Text, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("ask", sa.JSON, nullable=False),
        sa.UniqueConstraint("text_id", "place"),
    )
    op.create_table(
        "library_withdrawals",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
    )
    op.create_table(
        "library_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "unanswered_questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.String(200), nullable=False, unique=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first", Instant, nullable=False),
        sa.Column("last", Instant, nullable=False),
        sa.Column("settled", Instant),
        sa.Column("settled_by", sa.String(64), nullable=False),
        sa.Column("answer_key", sa.String(64), nullable=False),
    )
    op.create_index(
        "ix_unanswered_questions_settled_last", "unanswered_questions", ["settled", "last"]
    )


def downgrade() -> None:
    op.drop_table("unanswered_questions")
    op.drop_table("library_versions")
    op.drop_table("library_withdrawals")
    op.drop_table("library_passages")
    op.drop_table("library_texts")

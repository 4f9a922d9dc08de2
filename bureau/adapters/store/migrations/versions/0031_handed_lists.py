"""Who took which list along is on record, and an agency's file can be withdrawn whole."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0031_handed_lists"
down_revision = "0030_finding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handed_lists",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String(12), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "survey_staged",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("wave", sa.String(8), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.add_column("survey_sittings", sa.Column("intake", sa.String(64)))
    op.create_index("ix_survey_sittings_intake", "survey_sittings", ["intake"])


def downgrade() -> None:
    op.drop_index("ix_survey_sittings_intake", "survey_sittings")
    with op.batch_alter_table("survey_sittings") as batch:
        batch.drop_column("intake")
    op.drop_table("survey_staged")
    op.drop_table("handed_lists")

"""Survey waves: who did what, what brought people in, who was invited and who never wants to be."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0011_survey_waves"
down_revision = "0013_survey_outputs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_acts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("wave", sa.String(8), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_survey_acts_wave", "survey_acts", ["wave"])
    op.add_column("survey_sittings", sa.Column("via", sa.String(20)))
    op.create_table(
        "survey_invitations",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("wave", sa.String(8), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index(
        "ix_survey_invitations_wave_kind", "survey_invitations", ["wave", "kind"]
    )
    op.create_table(
        "survey_wishes",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("wish", sa.String(10), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("survey_wishes")
    op.drop_table("survey_invitations")
    op.drop_column("survey_sittings", "via")
    op.drop_table("survey_acts")

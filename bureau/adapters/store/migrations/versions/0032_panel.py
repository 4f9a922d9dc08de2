"""Whoever agrees may be known again in a later wave, inside the error of a change alone.

The column holds a veiled key: without the service's secret it is different for every sitting.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032_panel"
down_revision = "0022_roles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey_sittings", sa.Column("panel", sa.String(64)))


def downgrade() -> None:
    op.drop_column("survey_sittings", "panel")

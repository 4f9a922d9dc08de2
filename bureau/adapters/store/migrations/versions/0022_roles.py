"""Officers have a role, an area and categories.

The first officer becomes the administrator; whoever was added before becomes an officer of the
city, who may do what they could until now: whom that is too much an administrator gives less.
Adding officers, programs' keys and the list of who opened what are the administrator's from now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022_roles"
down_revision = "0028_hotline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "officers", sa.Column("role", sa.String(32), nullable=False, server_default="city")
    )
    op.add_column("officers", sa.Column("area", sa.String(9)))
    op.add_column(
        "officers", sa.Column("categories", sa.JSON, nullable=False, server_default="[]")
    )
    op.execute("UPDATE officers SET role = 'administrator' WHERE name = 'admin'")


def downgrade() -> None:
    for column in ("categories", "area", "role"):
        op.drop_column("officers", column)

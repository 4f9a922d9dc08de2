"""Volunteers walk routes with a page on the phone, sign up for shifts, and are trained."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0047_patrols_on_the_phone"
down_revision = "0046_diagnosis"
branch_labels = None
depends_on = None

_VOLUNTEERS: tuple[sa.Column[Any], ...] = (
    sa.Column("motive", sa.Text, nullable=False, server_default=""),
    sa.Column("team", sa.String(40), nullable=False, server_default=""),
    sa.Column("trained", Instant),
)
_PATROLS: tuple[sa.Column[Any], ...] = (
    sa.Column("qualities", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("colour", sa.String(16), nullable=False, server_default=""),
    sa.Column("smell", sa.String(16), nullable=False, server_default=""),
    sa.Column("floating", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("forel_ule", sa.SmallInteger),
    sa.Column("consents", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("route", sa.Integer),
    sa.Column("spot", sa.String(32), nullable=False, server_default=""),
    sa.Column("recognised", sa.SmallInteger),
    sa.Column("breaths", sa.SmallInteger),
    sa.Column("phone_at", Instant),
    sa.Column("fixed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("confirmed", Instant),
    sa.Column("case_number", sa.String(32)),
)


def upgrade() -> None:
    for column in _VOLUNTEERS:
        op.add_column("volunteers", column._copy())
    for column in _PATROLS:
        op.add_column("patrols", column._copy())
    op.create_index("ix_patrols_volunteer_at", "patrols", ["volunteer", "at"])
    op.create_table(
        "volunteer_contacts",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("noted", Instant, nullable=False),
    )
    op.create_table(
        "patrol_routes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("county", sa.String(6)),
        sa.Column("town", sa.String(9)),
        sa.Column("spots", sa.JSON, nullable=False),
        sa.Column("grid", sa.JSON(none_as_null=True)),
        sa.Column("made", Instant, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("closed", Instant),
    )
    op.create_table(
        "patrol_shifts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("begins", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False),
        sa.Column("county", sa.String(6)),
        sa.Column("town", sa.String(9)),
        sa.Column("meet", sa.Text, nullable=False),
        sa.Column("seats", sa.SmallInteger, nullable=False),
        sa.Column("route", sa.Integer),
        sa.Column("made", Instant, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("cancelled", Instant),
    )
    op.create_index("ix_patrol_shifts_begins", "patrol_shifts", ["begins"])
    op.create_table(
        "patrol_signups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shift", sa.Integer, sa.ForeignKey("patrol_shifts.id"), nullable=False),
        sa.Column("volunteer", sa.Integer, sa.ForeignKey("volunteers.id"), nullable=False),
        sa.Column("signed", Instant, nullable=False),
        sa.Column("offered", Instant),
        sa.Column("arrived", Instant),
        sa.UniqueConstraint("shift", "volunteer", name="uq_patrol_signups_shift"),
    )


def downgrade() -> None:
    op.drop_table("patrol_signups")
    op.drop_table("patrol_shifts")
    op.drop_table("patrol_routes")
    op.drop_table("volunteer_contacts")
    op.drop_index("ix_patrols_volunteer_at", "patrols")
    for column in _PATROLS:
        op.drop_column("patrols", column.name)
    for column in _VOLUNTEERS:
        op.drop_column("volunteers", column.name)

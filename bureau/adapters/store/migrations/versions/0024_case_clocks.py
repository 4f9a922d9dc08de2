"""A case's clock can stand still while its citizen is asked, and what was said is known to arrive.

Limits that run already keep their end; they count as begun with the case, which only chooses the
rule by its date. An answer from before is taken as delivered when it was given: its letter may be
deleted, and nobody would close the case otherwise.
"""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0024_case_clocks"
down_revision = "0027_desk_words"
branch_labels = None
depends_on = None

_CASES = (
    sa.Column("begun", Instant),
    sa.Column("stopped", Instant),
    sa.Column("left_seconds", sa.Integer),
    sa.Column("paused_from", sa.String(16)),
    sa.Column("reply_until", Instant),
    sa.Column("question", sa.Text, nullable=False, server_default=""),
    sa.Column("arrived", Instant),
    sa.Column("answered_by", sa.String(64), nullable=False, server_default=""),
    sa.Column("settled", sa.Boolean),
    sa.Column("reopenings", sa.SmallInteger, nullable=False, server_default="0"),
)
_NOTICES = (
    sa.Column("verb", sa.String(16), nullable=False, server_default=""),
    sa.Column("reached", sa.Boolean),
    sa.Column("delivered", Instant),
)


def upgrade() -> None:
    for column in _CASES:
        op.add_column("cases", column._copy())
    for column in _NOTICES:
        op.add_column("case_notices", column._copy())
    op.create_index("ix_case_notices_verb_reached", "case_notices", ["verb", "reached"])
    op.create_index("ix_case_notices_number_id", "case_notices", ["number", "id"])
    op.create_index("ix_cases_status_reply_until", "cases", ["status", "reply_until"])
    op.execute("UPDATE cases SET begun = created WHERE due IS NOT NULL")
    op.execute("UPDATE cases SET settled = satisfied WHERE satisfied IS NOT NULL")
    op.execute(
        "UPDATE cases SET reopenings = (SELECT count(*) FROM case_events "
        "WHERE case_events.number = cases.number AND case_events.verb = 'reopen')"
    )
    op.execute(
        "UPDATE cases SET answered_by = COALESCE((SELECT actor FROM case_events "
        "WHERE case_events.id = (SELECT max(id) FROM case_events AS e "
        "WHERE e.number = cases.number AND e.verb = 'answer')), '')"
    )
    op.execute(
        "UPDATE case_notices SET verb = 'answer', reached = (1 = 1), delivered = at "
        "WHERE id IN (SELECT max(n.id) FROM case_notices AS n JOIN cases AS c "
        "ON c.number = n.number AND c.citizen = n.citizen WHERE c.status = 'answered' "
        "GROUP BY n.number)"
    )


def downgrade() -> None:
    op.drop_index("ix_cases_status_reply_until", "cases")
    op.drop_index("ix_case_notices_number_id", "case_notices")
    op.drop_index("ix_case_notices_verb_reached", "case_notices")
    for name in reversed([column.name for column in _NOTICES]):
        op.drop_column("case_notices", name)
    for name in reversed([column.name for column in _CASES]):
        op.drop_column("cases", name)

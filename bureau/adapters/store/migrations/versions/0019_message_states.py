"""What became of a message or letter is called as the model calls it."""

import sqlalchemy as sa
from alembic import op

revision = "0019_message_states"
down_revision = "0018_trusted_officers"
branch_labels = None
depends_on = None

NAMES = {"kept": "deferred", "carried": "sent_with_reply"}


def upgrade() -> None:
    with op.batch_alter_table("inbox") as batch:
        batch.alter_column("calmed", new_column_name="told_to_wait")
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("outcome", existing_type=sa.String(10), type_=sa.String(16))
    outbox = sa.table("outbox", sa.column("outcome", sa.String))
    for before, now in NAMES.items():
        op.execute(outbox.update().where(outbox.c.outcome == before).values(outcome=now))


def downgrade() -> None:
    outbox = sa.table("outbox", sa.column("outcome", sa.String))
    for before, now in NAMES.items():
        op.execute(outbox.update().where(outbox.c.outcome == now).values(outcome=before))
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("outcome", existing_type=sa.String(16), type_=sa.String(10))
    with op.batch_alter_table("inbox") as batch:
        batch.alter_column("told_to_wait", new_column_name="calmed")

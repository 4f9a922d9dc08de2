"""The inbox's statements; those that every message takes are prepared."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, false, literal_column, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from bureau.adapters.store.prepared import Prepared
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.messages import inbox, outbox

# Written out, not bound: so the index of unfinished rows serves.
UNFINISHED = inbox.c.state != literal_column("'done'")
ROW = (
    inbox.c.seq,
    inbox.c.key,
    inbox.c.citizen,
    inbox.c.kind,
    inbox.c.body,
    inbox.c.at,
    inbox.c.state,
    inbox.c.attempts,
    inbox.c.answer,
    inbox.c.passive,
    inbox.c.calmed,
)


STANDING = select(
    exists().where(UNFINISHED, inbox.c.citizen == bindparam("citizen_")).label("open"),
    select(citizens.c.town)
    .where(citizens.c.key == bindparam("citizen_"))
    .scalar_subquery()
    .label("town"),
    select(inbox.c.options)
    .where(inbox.c.citizen == bindparam("citizen_"), inbox.c.state == literal_column("'done'"))
    .order_by(inbox.c.seq.desc())
    .limit(1)
    .scalar_subquery()
    .label("options"),
    exists()
    .where(outbox.c.to == bindparam("citizen_"), outbox.c.outcome == literal_column("'kept'"))
    .label("kept"),
)
FIND = select(*ROW).where(inbox.c.key == bindparam("key_"))
STANDING_NOW = Prepared(forms={"sqlite": STANDING, "postgresql": STANDING})
GIVEN = ("key", "citizen", "kind", "body", "at", "opens", "state", "owner", "due")
NEW = {
    **{name: bindparam(name, type_=inbox.c[name].type) for name in GIVEN},
    **{name: literal_column("0") for name in ("attempts",)},
    **{name: false() for name in ("calmed", "passive")},
    "confirmed": true(),
}
INSERT = Prepared(
    forms={
        name: dialect.insert(inbox).values(NEW).on_conflict_do_nothing().returning(inbox.c.seq)
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)
FINISHED = (
    update(inbox)
    .where(inbox.c.seq == bindparam("seq_"))
    .where(inbox.c.state == literal_column("'working'"), inbox.c.owner == bindparam("owner_"))
    .values(
        {
            "state": literal_column("'done'"),
            **{
                name: bindparam(name, type_=inbox.c[name].type)
                for name in ("answer", "options", "passive", "confirmed", "finished")
            },
        }
    )
)
FINISH = Prepared(forms={"sqlite": FINISHED, "postgresql": FINISHED})

CONFIRMED = update(inbox).where(inbox.c.key == bindparam("key_")).values(confirmed=true())
CONFIRM = Prepared(forms={"sqlite": CONFIRMED, "postgresql": CONFIRMED})

"""Invitations to the survey in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, exists, func, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.citizens import citizens
from bureau.adapters.store.schema.consents import consents
from bureau.adapters.store.schema.messages import inbox
from bureau.adapters.store.schema.surveys import survey_invitations, survey_wishes
from bureau.adapters.store.upsert import insert_ignore, upsert
from bureau.invitations import Counts, InvitationKind, InvitationWish
from bureau.messaging import WindowEvent


class StoredInvitations:
    """`bureau.invitations.InvitationStore` on the database."""

    def __init__(self, database: Database, *, template: str | None = None) -> None:
        self._database = database
        self._template = template

    def wish(self, citizen: str) -> InvitationWish | None:
        """Return what a citizen wishes."""
        table = survey_wishes
        with self._database.reading() as connection:
            held = connection.scalar(select(table.c.wish).where(table.c.citizen == citizen))
        return None if held is None else InvitationWish(held)

    def set_wish(self, citizen: str, wish: InvitationWish, *, at: datetime) -> None:
        """Remember a wish in place of the one before."""
        row = {"citizen": citizen, "wish": wish.value, "at": at}
        with self._database.transaction() as connection:
            upsert(connection, survey_wishes, [row], ["citizen"])

    def invite(self, citizen: str, *, wave: str, kind: InvitationKind, at: datetime) -> bool:
        """Remember an invitation; False when this kind was used in this wave already."""
        values = {"citizen": citizen, "wave": wave, "kind": kind.value, "at": at}
        with self._database.transaction() as connection:
            return insert_ignore(connection, survey_invitations, **values)

    def willing(self, *, wave: str) -> Sequence[tuple[str, str | None]]:
        """Return (citizen, town) of followers who agreed to a notice and had none in this wave."""
        who, wishes = citizens.c.key, survey_wishes
        agreed = exists().where(consents.c.citizen == who, consents.c.template == self._template)
        found = (
            select(who, citizens.c.town)
            .outerjoin(wishes, wishes.c.citizen == who)
            .where(citizens.c.followed, ~_had(InvitationKind.NOTICE, wave, who))
            .where((wishes.c.wish == InvitationWish.INVITE) | (wishes.c.wish.is_(None) & agreed))
            .order_by(who)
        )
        with self._database.reading() as connection:
            return [(citizen, town) for citizen, town in connection.execute(found)]

    def silent(self, *, wave: str, since: datetime, until: datetime) -> Sequence[str]:
        """Return who wrote last between the two instants and had no reminder in this wave."""
        newest = func.max(inbox.c.at)
        never = exists().where(
            survey_wishes.c.citizen == inbox.c.citizen, survey_wishes.c.wish == InvitationWish.NEVER
        )
        found = (
            select(inbox.c.citizen)
            .where(inbox.c.opens == WindowEvent.MESSAGE, inbox.c.at >= since)
            .where(~_had(InvitationKind.REMINDER, wave, inbox.c.citizen), ~never)
            .group_by(inbox.c.citizen)
            .having(newest <= until)
            .order_by(newest)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(found))

    def counts(self, *, wave: str) -> Counts:
        """Count wishes and a wave's invitations."""
        wishes, invited = survey_wishes, survey_invitations
        with self._database.reading() as connection:
            by_wish = connection.execute(
                select(wishes.c.wish, func.count()).group_by(wishes.c.wish)
            ).all()
            by_kind = connection.execute(
                select(invited.c.kind, func.count())
                .where(invited.c.wave == wave)
                .group_by(invited.c.kind)
            ).all()
        return Counts(
            {InvitationWish(wish): count for wish, count in by_wish},
            {InvitationKind(kind): count for kind, count in by_kind},
        )


def _had(kind: InvitationKind, wave: str, citizen: ColumnElement[str]) -> Exists:
    table = survey_invitations
    return exists().where(
        table.c.citizen == citizen, table.c.wave == wave, table.c.kind == kind.value
    )

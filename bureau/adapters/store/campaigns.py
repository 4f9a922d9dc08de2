"""Events, subscriptions and tallies in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.campaigns import (
    campaign_joins,
    campaign_subscriptions,
    campaigns,
    quiz_tallies,
)
from bureau.adapters.store.upsert import add_up, insert_ignore
from bureau.campaigns import Campaign, CampaignKind, CampaignState, CampaignText, Subscription

_TOLD = tuple(CampaignText.__dataclass_fields__)
_JOINS = (
    select(func.count())
    .select_from(campaign_joins)
    .where(campaign_joins.c.campaign == campaigns.c.id)
    .scalar_subquery()
    .label("joins")
)


class StoredCampaigns:
    """`bureau.campaigns.ports.CampaignStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, told: CampaignText, *, demo: bool) -> int:
        row = insert(campaigns).values(
            **_columns(told), state=CampaignState.DRAFT, reason="", demo=demo
        )
        with self._database.transaction() as connection:
            return int(connection.execute(row.returning(campaigns.c.id)).scalar_one())

    def change(self, campaign: int, told: CampaignText) -> None:
        with self._database.transaction() as connection:
            which = campaigns.c.id == campaign
            connection.execute(update(campaigns).where(which).values(**_columns(told)))

    def put(
        self, campaign: int, state: CampaignState, *, of: CampaignState, at: datetime, reason: str
    ) -> bool:
        values: dict[str, Any] = {"state": state, "reason": reason}
        if state is CampaignState.ANNOUNCED:
            values["announced"] = at
        changed = (
            update(campaigns)
            .where(campaigns.c.id == campaign, campaigns.c.state == of)
            .values(**values)
        )
        with self._database.transaction() as connection:
            return connection.execute(changed.returning(campaigns.c.id)).first() is not None

    def get(self, campaign: int) -> Campaign | None:
        found = self._read(campaigns.c.id == campaign)
        return found[0] if found else None

    def ending_after(self, at: datetime) -> list[Campaign]:
        return self._read(campaigns.c.ends > at)

    def ended(self, *, before: datetime, limit: int, offset: int) -> tuple[list[Campaign], int]:
        over = campaigns.c.ends <= before
        page = select(campaigns.c.id).where(over).order_by(campaigns.c.ends.desc())
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(campaigns).where(over)) or 0
            ids = connection.scalars(page.limit(limit).offset(offset)).all()
        return self._read(campaigns.c.id.in_(ids))[::-1], total

    def subscribe(self, citizen: str, *, area: str, at: datetime) -> None:
        with self._database.transaction() as connection:
            insert_ignore(connection, campaign_subscriptions, citizen=citizen, area=area, since=at)

    def unsubscribe(self, citizen: str) -> int:
        theirs = campaign_subscriptions.c.citizen == citizen
        with self._database.transaction() as connection:
            return connection.execute(delete(campaign_subscriptions).where(theirs)).rowcount

    def subscriptions(self) -> list[Subscription]:
        return self._subscribed()

    def of_citizen(self, citizen: str) -> list[Subscription]:
        return self._subscribed(campaign_subscriptions.c.citizen == citizen)

    def join(self, campaign: int, citizen: str, *, at: datetime) -> None:
        with self._database.transaction() as connection:
            insert_ignore(connection, campaign_joins, campaign=campaign, citizen=citizen, at=at)

    def tally(self, question: str, *, right: bool) -> None:
        row = {"question": question, "answered": 1, "rightly": int(right)}
        with self._database.transaction() as connection:
            add_up(connection, quiz_tallies, [row], ["question"])

    def tallies(self) -> Mapping[str, tuple[int, int]]:
        with self._database.reading() as connection:
            rows = connection.execute(select(quiz_tallies))
            return {row.question: (row.answered, row.rightly) for row in rows}

    def _subscribed(self, *conditions: Any) -> list[Subscription]:
        query = select(campaign_subscriptions).where(*conditions)
        order = (campaign_subscriptions.c.citizen, campaign_subscriptions.c.area)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(*order))
            return [Subscription(row.citizen, row.area) for row in rows]

    def _read(self, *conditions: Any) -> list[Campaign]:
        query = select(campaigns, _JOINS).where(*conditions)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(campaigns.c.starts, campaigns.c.id))
            return [_campaign(row) for row in rows]


def _columns(told: CampaignText) -> dict[str, Any]:
    return {name: getattr(told, name) for name in _TOLD}


def _campaign(row: Any) -> Campaign:
    facts = {name: getattr(row, name) for name in _TOLD}
    return Campaign(
        id=row.id,
        told=CampaignText(**{**facts, "kind": CampaignKind(facts["kind"])}),
        state=CampaignState(row.state),
        reason=row.reason,
        announced=row.announced,
        joins=row.joins,
        demo=row.demo,
    )

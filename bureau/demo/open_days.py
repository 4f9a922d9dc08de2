"""Demonstration data: facilities, open days with who comes, events; all marked as invented."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.adapters.store.open_days import StoredOpenDays
from bureau.campaigns import CampaignKind, CampaignText
from bureau.messaging.twin import KeptOutbox
from bureau.open_days import DayPlan, Facility, FacilityKind, OpenDays
from bureau.open_days.letters import Letters
from bureau.wiring import Bureau


def load_open_days(bureau: Bureau, at: datetime) -> None:
    """Fill a store without facilities with invented ones; a second call changes nothing."""
    desk = bureau.open_day_desk
    if desk.facilities():
        return
    told: dict[str, Any] = yaml_beside(__file__, "open_days.yml")
    for entry in told["facilities"]:
        kind = FacilityKind(entry["kind"])
        desk.keep_facility(facility=Facility(**{**entry, "kind": kind}, demo=True))
    # Nobody is told: the citizens of the demonstration have no address.
    quiet = Letters(KeptOutbox(), bureau.settings.public_url)
    visitors = OpenDays(StoredOpenDays(bureau.database, bureau.identity_keys), quiet)
    for entry in told["days"]:
        day = desk.announce(plan=_plan(entry, at), at=at)
        for place, party in enumerate(told["parties"].get(entry["facility"], ())):
            name = f"demo visitor {entry['facility']} {place}"
            visitors.book(
                day=day.id,
                party=party,
                wait=True,
                by=hashlib.sha256(name.encode()).hexdigest()[:32],
                at=at,
                message_key=name,
            )
    for entry in told["campaigns"]:
        starts, ends = _when(entry, at)
        text = CampaignText(
            kind=CampaignKind(entry["kind"]),
            title=entry["title"],
            starts=starts,
            ends=ends,
            place=entry["place"],
            text=entry["text"],
        )
        written = bureau.campaigns.write(told=text, at=at, demo=True)
        bureau.campaigns.announce(campaign=written.id, at=at)


def _plan(entry: dict[str, Any], at: datetime) -> DayPlan:
    starts, ends = _when(entry, at)
    opens_in = entry.get("opens_in_days")
    return DayPlan(
        facility=entry["facility"],
        starts=starts,
        ends=ends,
        seats=entry["seats"],
        opens=at + timedelta(days=opens_in) if opens_in else at - timedelta(minutes=1),
        closes=starts - timedelta(hours=17),
        note=entry.get("note", ""),
    )


def _when(entry: dict[str, Any], at: datetime) -> tuple[datetime, datetime]:
    today = at.astimezone(SHANGHAI).date()
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=entry["in_weeks"], days=entry["weekday"])
    starts = datetime.combine(day, time(entry["hour"]), SHANGHAI)
    return starts, starts + timedelta(hours=entry["hours"])

"""Cases and their history as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from bureau.adapters.store.schema.cases import cases
from bureau.cases import Case, Draft, Event, Location, Status, Verb, Who

_DRAFT_LISTS = ("categories", "odor_qualities", "effects", "photos")


def case_columns(case: Case) -> dict[str, Any]:
    """Return the columns of a case."""
    draft = asdict(case.draft)
    location = draft.pop("location") or {"longitude": None, "latitude": None, "label": ""}
    own = {name: getattr(case, name) for name in _OWN}
    lists = {name: list(draft.pop(name)) for name in _DRAFT_LISTS}
    return {
        **own,
        "held_by": list(case.held_by),
        **draft,
        **lists,
        "category": case.draft.category,
        "longitude": location["longitude"],
        "latitude": location["latitude"],
        "location_label": location["label"],
    }


_OWN = (
    "number",
    "status",
    "citizen",
    "county",
    "town",
    "authority",
    "created",
    "updated",
    "due",
    "extended",
    "answer",
    "satisfied",
    "merged_into",
    "begun",
    "stopped",
    "left_seconds",
    "paused_from",
    "reply_until",
    "question",
    "arrived",
    "answered_by",
    "settled",
    "reopenings",
    "village",
)
_DRAFT = (
    "place",
    "place_text",
    "description",
    "started",
    "ended",
    "time_text",
    "pattern",
    "intensity",
    "ongoing",
    "suspected_firm",
    "anonymous",
    "urgent",
)


def case_of(row: Any) -> Case:
    """Return the case of a row."""
    location = None
    if row["longitude"] is not None:
        location = Location(row["longitude"], row["latitude"], row["location_label"])
    facts: dict[str, Any] = {name: row[name] for name in _DRAFT}
    lists: dict[str, Any] = {name: tuple(row[name]) for name in _DRAFT_LISTS}
    draft = Draft(location=location, **lists, **facts)
    own = {name: row[name] for name in _OWN if name not in ("status", "paused_from")}
    paused = Status(row["paused_from"]) if row["paused_from"] else None
    return Case(
        status=Status(row["status"]),
        draft=draft,
        paused_from=paused,
        held_by=tuple(row["held_by"]),
        **own,
    )


def held_case(connection: Connection, number: str) -> Case | None:
    """Return a case that nobody else changes until the transaction ends; None if there is none."""
    row = connection.execute(
        select(cases).where(cases.c.number == number).with_for_update()
    ).one_or_none()
    return None if row is None else case_of(row._mapping)


def event_of(row: Any) -> Event:
    """Return the line of history of a row."""
    return Event(
        at=row["at"],
        verb=Verb(row["verb"]),
        who=Who(row["who"]),
        actor=row["actor"],
        before=Status(row["before"]) if row["before"] else None,
        after=Status(row["after"]),
        audit=row["audit"],
        note=row["note"],
    )

"""Reads what the patrol page sends: points that may be hours old, by a clock that may be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bureau.patrols.model import PatrolDraft, PatrolKind
from bureau.patrols.words import words
from bureau.places import wgs84_to_gcj02

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# A phone whose clock differs by less is right: the request itself takes time.
_RIGHT = timedelta(minutes=2)
OLDEST = timedelta(days=30)  # a point that claims to be older is of a clock that jumped
_LONGEST_TEXT, _LONGEST_PLACE = 500, 60
_MOST_LISTED = 8


class PhonePointError(ValueError):
    """A point that no page of ours sends; its message names the field."""


@dataclass(frozen=True, slots=True)
class PhonePoint:
    """A point as a phone sent it: `id` is made by the phone, `phone_at` is by its clock."""

    id: str
    phone_at: datetime
    draft: PatrolDraft


def point_id(told: Any) -> str:
    """Return an id that a phone made; raises `PhonePointError`."""
    if not isinstance(told, str) or not _ID.fullmatch(told):
        raise PhonePointError("id")
    return told


def instant_of(told: Any) -> datetime:
    """Return the instant of milliseconds since 1970; raises `PhonePointError`."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise PhonePointError("at")
    try:
        return datetime.fromtimestamp(told / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        raise PhonePointError("at") from None


def read_point(told: Any) -> PhonePoint:
    """Read a point; raises `PhonePointError` for what is no point.

    A position is in WGS-84, as browsers measure it.
    """
    if not isinstance(told, Mapping):
        raise PhonePointError("point")
    known = words()
    kind = _one_of(told, "kind", [each.value for each in PatrolKind])
    draft = PatrolDraft(
        kind=PatrolKind(kind),
        place_text=_text(told, "place_text", _LONGEST_PLACE),
        intensity=_number(told, "intensity", 0, 5),
        found=_flag(told, "found"),
        seen=_text(told, "seen", _LONGEST_TEXT),
        qualities=_several(told, "qualities", known.qualities),
        colour=_one_of(told, "colour", ["", *known.choices("colours")]),
        smell=_one_of(told, "smell", ["", *known.choices("smells")]),
        floating=_several(told, "floating", list(known.choices("floats"))),
        forel_ule=_number(told, "forel_ule", 1, 21),
        consents=_flag(told, "consents"),
        route=_number(told, "route", 1, 2**31 - 1),
        spot=_text(told, "spot", 32),
    )
    breaths = _number(told, "breaths", 1, 120)
    if breaths is not None:
        recognised = _number(told, "recognised", 0, breaths)
        draft = replace(draft, breaths=breaths, recognised=recognised or 0)
    if kind == PatrolKind.ODOR and draft.intensity is None:
        raise PhonePointError("intensity")
    return PhonePoint(point_id(told.get("id")), instant_of(told.get("at")), _placed(draft, told))


def true_time(phone_at: datetime, *, sent: datetime, now: datetime) -> datetime:
    """Return when a point was taken: the phone's time, moved by how wrong its clock goes.

    `sent`: when it was sent, by the phone's clock. What would lie ahead, or further back than
    `OLDEST`, comes from a clock that was set meanwhile, and counts as now.
    """
    off = now - sent
    taken = phone_at + off if abs(off) > _RIGHT else phone_at
    if now < taken <= now + _RIGHT:
        return now
    return taken if now - OLDEST <= taken <= now else now


def _placed(draft: PatrolDraft, told: Mapping[str, Any]) -> PatrolDraft:
    longitude, latitude = told.get("longitude"), told.get("latitude")
    if longitude is None and latitude is None:
        return draft
    degrees = [
        float(each)
        for each in (longitude, latitude)
        if isinstance(each, int | float) and not isinstance(each, bool)
    ]
    if len(degrees) != 2 or not (-180 <= degrees[0] <= 180 and -90 <= degrees[1] <= 90):
        raise PhonePointError("position")
    east, north = wgs84_to_gcj02(*degrees)
    return replace(draft, longitude=round(east, 6), latitude=round(north, 6), fixed=True)


def _text(told: Mapping[str, Any], name: str, longest: int) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise PhonePointError(name)
    return value.strip()[:longest]


def _flag(told: Mapping[str, Any], name: str) -> bool:
    value = told.get(name, False)
    if not isinstance(value, bool):
        raise PhonePointError(name)
    return value


def _number(told: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = told.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise PhonePointError(name)
    return value


def _one_of(told: Mapping[str, Any], name: str, known: list[str]) -> str:
    value = told.get(name, "")
    if value not in known:
        raise PhonePointError(name)
    return str(value)


def _several(told: Mapping[str, Any], name: str, known: list[str]) -> tuple[str, ...]:
    values = told.get(name, [])
    if not isinstance(values, list) or len(values) > _MOST_LISTED:
        raise PhonePointError(name)
    if any(value not in known for value in values):
        raise PhonePointError(name)
    return tuple(dict.fromkeys(values))

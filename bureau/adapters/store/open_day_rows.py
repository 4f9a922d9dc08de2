"""Rows of open days as the domain knows them."""

from __future__ import annotations

from typing import Any

from bureau.open_days.model import (
    Booking,
    BookingState,
    DayState,
    Facility,
    FacilityKind,
    OpenDay,
)

_DAY = ("id", "starts", "ends", "seats", "opens", "closes", "note", "reason", "changed")
_BOOKING = (
    "id", "day", "citizen", "party", "code", "made", "changed", "confirm_by", "checked_in",
    "reason", "rating", "opinion",
)  # fmt: skip


def facility_of(row: Any, prefix: str = "") -> Facility:
    """Return a facility from its columns, each named with a prefix."""
    facts = {name: getattr(row, prefix + name) for name in Facility.__dataclass_fields__}
    return Facility(**{**facts, "kind": FacilityKind(facts["kind"])})


def day_of(row: Any) -> OpenDay:
    """Return a day from its columns, its facility's and its counts."""
    return OpenDay(
        **{name: getattr(row, name) for name in _DAY},
        facility=facility_of(row, "facility_"),
        state=DayState(row.state),
        taken=int(row.taken or 0),
        waiting=int(row.waiting or 0),
    )


def booking_of(row: Any) -> Booking:
    """Return a booking from its columns; of the sealed number only whether there is one."""
    return Booking(
        **{name: getattr(row, name) for name in _BOOKING},
        state=BookingState(row.state),
        has_phone=row.phone is not None,
    )

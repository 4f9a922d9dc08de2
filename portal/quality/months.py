"""Which month a ranking is of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from basis.clock import SHANGHAI

OFFERED = 13  # this month and a year of months before it


def this_month(at: datetime) -> date:
    """Return the first day of the month in Jiaxing."""
    return at.astimezone(SHANGHAI).date().replace(day=1)


def ranked_month(at: datetime) -> date:
    """Return the month to show unasked: the last whole one, since a running one ranks nobody."""
    return month_before(this_month(at))


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def offered(at: datetime) -> list[date]:
    """Return the months that the officers' page offers, the newest first."""
    months = [this_month(at)]
    while len(months) < OFFERED:
        months.append(month_before(months[-1]))
    return months


def month_of(text: str) -> date:
    """Return the month that `YYYY-MM` writes. Raises `ValueError`."""
    return date.fromisoformat(f"{text}-01")

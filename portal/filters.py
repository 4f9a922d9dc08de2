"""How figures, instants and places look on a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from basis.clock import SHANGHAI
from bureau.answers import force_name, origin_name
from bureau.callbacks import words as callback_words
from bureau.cases import words
from bureau.casework import words as casework_words
from bureau.casework.attached_files import ENDINGS
from bureau.hotline import words as hotline_words
from bureau.officers import Officer
from bureau.patrols import words as patrol_words
from bureau.referrals import words as referral_words
from bureau.rewards import words as reward_words
from bureau.rewards.money import yuan
from portal.browsers import device
from portal.context import bureau, now, say
from surveys.report.figures import figure, share

_DAY = timedelta(days=1)


def instant(at: datetime | None) -> str:
    """Return an instant as people in Jiaxing write it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "—"


def last_minute(before: datetime) -> str:
    """Return the last minute of a time that ends before an instant."""
    return instant(before - timedelta(minutes=1))


def posted(officer: Officer) -> str:
    """Return an officer's name with their area or, where that is the city, their role."""
    if officer.area:
        return say("posted", name=officer.full_name, post=bureau().places.label(officer.area))
    role = officer.duties
    return say("posted", name=officer.full_name, post=role.name) if role else officer.full_name


def time_of_day(at: datetime) -> str:
    """Return the time of day of an instant, with its day where it is not today."""
    local, today = at.astimezone(SHANGHAI), now().astimezone(SHANGHAI).date()
    return local.strftime("%H:%M" if local.date() == today else "%m-%d %H:%M")


def ago(at: datetime) -> str:
    """Return how long ago an instant was, in one unit."""
    passed = now() - at
    if passed < timedelta(minutes=1):
        return say("ago_now")
    if passed < timedelta(hours=1):
        return say("ago_minutes", count=passed // timedelta(minutes=1))
    if passed < _DAY:
        return say("ago_hours", count=passed // timedelta(hours=1))
    return say("ago_days", count=passed // _DAY)


def place(code: str | None) -> str:
    """Return a place's name in full; a dash for none."""
    return bureau().places.label(code) if code else "—"


def file_size(size: int) -> str:
    """Return bytes as a file's size is written: in KB, from a megabyte on in MB."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size // 1024)} KB"


def add_filters(app: Flask) -> None:
    """Make these, and the words of the domain, known to the templates."""
    filters: dict[str, Any] = {
        "instant": instant,
        "last_minute": last_minute,
        "posted": posted,
        "device": device,
        "ago": ago,
        "time_of_day": time_of_day,
        "bucket": casework_words().bucket,
        "unit": lambda code: bureau().casework.unit_name(code),
        "place": place,
        "share": share,
        "figure": figure,
        "file_size": file_size,
        "file_kind": lambda attachment: ENDINGS[attachment.mime].upper(),
        "category": words().category,
        "status": words().status,
        "verb": words().verb,
        "library_origin": origin_name,
        "library_force": force_name,
        "callback_status": callback_words().status,
        "talk_status": hotline_words().status,
        "talk_why": hotline_words().why,
        "patrol_kind": patrol_words().kind,
        "referral_status": referral_words().status,
        "reward_status": reward_words().status,
        "reward_delivery": reward_words().delivery,
        "reward_verb": reward_words().verb,
        "reward_kind": reward_words().kind,
        "reward_measure": reward_words().measure,
        "reward_exclusion": reward_words().exclusion,
        "reward_left_out": reward_words().left_out,
        "yuan": yuan,
        "volunteer_standing": patrol_words().standing,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

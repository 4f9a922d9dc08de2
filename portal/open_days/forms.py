"""What officers type into the forms of open days and events, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from basis.clock import SHANGHAI


class FormError(Exception):
    """A field that cannot be read; `code` names which in `texts.yml`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def instant_of(form: Mapping[str, str], name: str) -> datetime:
    """Return a field's date and time, by the clock of Jiaxing; raises `FormError`."""
    try:
        typed = datetime.fromisoformat(form.get(name, ""))
    except ValueError:
        raise FormError("open_days_time") from None
    return typed.replace(tzinfo=SHANGHAI) if typed.tzinfo is None else typed


def whole_of(form: Mapping[str, str], name: str) -> int:
    """Return a field's whole number of at most six digits; raises `FormError`."""
    typed = form.get(name, "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise FormError("open_days_number")
    return int(typed)


def degrees_of(form: Mapping[str, str], name: str) -> float | None:
    """Return a field's degrees, None for an empty one; raises `FormError`."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        found = float(typed)
    except ValueError:
        raise FormError("open_days_degrees") from None
    if not -180 <= found <= 180:
        raise FormError("open_days_degrees")
    return found


def local_time(at: datetime) -> str:
    """Return an instant as a field of date and time wants it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")

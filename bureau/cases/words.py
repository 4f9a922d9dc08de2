"""The words people read about a case, from `words.yml`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.cases.categories import categories
from bureau.cases.clocks.remaining import Remaining, of_span, remaining

_BEGINNING = 120  # characters of a long text that go with the address of its page


class CaseWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, dict[str, str]]) -> None:
        self._said = said

    def status(self, key: str) -> str:
        """Return a status in Chinese."""
        return self._said["statuses"][key]

    def standing(self, key: str) -> str:
        """Return one sentence on how a case in this status stands."""
        return self._said["standings"][key]

    def verb(self, key: str) -> str:
        """Return the label of a step."""
        return self._said["verbs"][key]

    def audit(self, key: str) -> str:
        """Return the audit log's word for a step."""
        return self._said["audits"][key]

    def notice(self, key: str, **facts: Any) -> str:
        """Return the notice to the citizen."""
        return self._said["notices"][key].format(**facts).strip()

    def holds_note(self, key: str) -> bool:
        """Return whether a notice holds the officer's own words."""
        return "{note}" in self._said["notices"][key]

    def refusal(self, key: str, **facts: Any) -> str:
        """Return why a step was refused."""
        return self._said["refusals"][key].format(**facts)

    def number(self, key: str) -> str:
        """Return what is wrong with a case number (`numbers.NumberError.code`)."""
        return self._said["numbers"][key]

    def category(self, key: str) -> str:
        """Return a category in Chinese."""
        return categories()[key].name

    def day(self, at: datetime) -> str:
        """Return a day as people write it."""
        return self._said["dates"]["day"].format(at=at)

    def deadline(self, due: datetime) -> str:
        """Return a deadline: its day, with the time unless it ends with the day."""
        local = due.astimezone(SHANGHAI)
        ends_the_day = (local.hour, local.minute) == (23, 59)
        return self._said["dates"]["day" if ends_the_day else "time"].format(at=local)

    def left(self, due: datetime, at: datetime) -> str:
        """Return how much time is left, or by how much it is over, to the hour."""
        return self._span(remaining(due, at))

    def standing_clock(self, seconds: int) -> str:
        """Return that the clock stands still, and what is left of its limit."""
        held = self._span(of_span(timedelta(seconds=seconds)))
        return self._said["clocks"]["stopped"].format(left=held)

    def _span(self, told: Remaining) -> str:
        said = self._said["clocks"]
        span = said[told.form].format(days=told.days, hours=told.hours, minutes=told.minutes)
        return said["over" if told.over else "left"].format(span=span)

    def provisional(self) -> str:
        """Return the mark of a limit that reaches into a year not published yet."""
        return self._said["clocks"]["provisional"]

    def clock(self, key: str) -> str:
        """Return a time limit in Chinese."""
        return self._said["limits"][key]

    def characters(self) -> str:
        """Return every character that these words may hold."""
        return json.dumps(self._said, ensure_ascii=False)

    def unreachable(self) -> str:
        """Return why a case is closed whose answer could not reach its citizen."""
        return self._said["deliveries"]["unreachable"]

    def enclosed(self, *, photos: int, documents: int) -> str:
        """Return how many photos and documents come along."""
        said = self._said["deliveries"]
        counts = (("photos", photos), ("documents", documents))
        return said["and"].join(said[key].format(count=count) for key, count in counts if count)

    def enclosed_at(self, what: str, address: str) -> str:
        """Return where what comes along is seen; without an address, on the page named before."""
        key = "enclosed" if address else "enclosed_there"
        return self._said["deliveries"][key].format(what=what, address=address)

    def linked(self, *, number: str, text: str, address: str) -> str:
        """Return the short notice of a text that stands on a page: its beginning and address."""
        begins = " ".join(text.split())[:_BEGINNING]
        said = self._said["deliveries"]["linked"]
        return said.format(number=number, begins=begins, address=address)

    def to_officer(self, key: str, *, number: str, due: datetime | None, at: datetime) -> str:
        """Return what an officer is told of what the citizen did, or did not."""
        left = self.left(due, at) if due else ""
        return self._said["officers"][key].format(number=number, left=left)

    def delivery(self, key: str) -> str:
        """Return whether a citizen has what was said (`delivery.DeliveryState`)."""
        return self._said["deliveries"][key]

    def reporter(self, *, anonymous: bool) -> str:
        """Return what officers see in place of the person who reported."""
        return self._said["reporters"]["anonymous" if anonymous else "named"]


@cache
def words() -> CaseWords:
    """Return the words, read once."""
    return CaseWords(yaml_beside(__file__, "words.yml"))

"""The words people read about open days, from `words.yml`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside


class OpenDayWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def kind(self, key: str) -> str:
        """Return a kind of facility in Chinese."""
        return str(self._said["kinds"][key])

    @property
    def kinds(self) -> dict[str, str]:
        """Every kind of facility with its name."""
        return dict(self._said["kinds"])

    def state(self, key: str) -> str:
        """Return where a booking stands."""
        return str(self._said["states"][key])

    def phase(self, key: str) -> str:
        """Return where an open day stands."""
        return str(self._said["phases"][key])

    def refusal(self, key: str, **facts: object) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key]).format(**facts)

    def letter(self, key: str, **facts: object) -> str:
        """Return a letter to a citizen."""
        return str(self._said["letters"][key]).format(**facts).strip()

    def part(self, key: str, **facts: object) -> str:
        """Return a piece of a sentence."""
        return str(self._said["parts"][key]).format(**facts)

    def day(self, at: datetime, now: datetime) -> str:
        """Return a day as people call it: 明天（12月5日 周六）, 下周六（12月12日）."""
        day, today = _date(at), _date(now)
        return str(self._said["days"][_called(day, today)]).format(
            month=day.month, day=day.day, weekday=self._said["weekdays"][day.weekday()]
        )

    def clock(self, at: datetime) -> str:
        """Return a time of day: 9:00."""
        local = at.astimezone(SHANGHAI)
        return f"{local.hour}:{local:%M}"

    def moment(self, at: datetime, now: datetime) -> str:
        """Return an instant: its day and time of day."""
        return f"{self.day(at, now)}{self.clock(at)}"

    def span(self, starts: datetime, ends: datetime, now: datetime) -> str:
        """Return from when to when something lasts: 下周六（12月12日）9:00–11:00."""
        last = self.clock(ends) if _date(starts) == _date(ends) else self.moment(ends, now)
        return f"{self.moment(starts, now)}–{last}"

    def ages(self, least: int, alone: int) -> str:
        """Return a facility's rule for children, empty where it has none."""
        said = []
        if least:
            said.append(self.part("least_age", age=least))
        if alone > least:
            said.append(self.part("alone_age", age=alone))
        return self.part("and").join(said)


def _date(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _called(day: date, today: date) -> str:
    away = (day - today).days
    if away in (0, 1, 2):
        return ("today", "tomorrow", "after_tomorrow")[away]
    weeks = (_monday(day) - _monday(today)).days // 7
    if away > 0 and weeks in (0, 1):
        return ("this_week", "next_week")[weeks]
    return "other"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@cache
def words() -> OpenDayWords:
    """Return the words, read once."""
    return OpenDayWords(yaml_beside(__file__, "words.yml"))

"""A database in memory of the test, and sources that say what the test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from bureau.quality.model import Fetched
from bureau.quality.timetable import AIR_HOURLY, Timetable


class Told:
    """A source that answers with what it is told, one answer a look; the last one stays."""

    def __init__(
        self,
        *answers: Fetched | Exception,
        name: str = "told_air",
        timetable: Timetable = AIR_HOURLY,
        past: Callable[[], Iterable[Fetched]] | None = None,
    ) -> None:
        self.name = name
        self.timetable = timetable
        self.looks: list[datetime] = []
        self._answers = list(answers)
        if past is not None:
            self.history = lambda *, first, last, at: past()

    def fetch(self, *, at: datetime) -> Fetched:
        self.looks.append(at)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def days(first: date, count: int) -> list[date]:
    return [date.fromordinal(first.toordinal() + n) for n in range(count)]

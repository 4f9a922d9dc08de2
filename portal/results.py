"""The survey's results for a page or a download, computed once and kept while nothing changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import cast

from flask import current_app

from basis.clock import SHANGHAI
from portal.context import bureau, now, say
from portal.parameters import choice
from surveys.modes import SELF
from surveys.results import Results, made_on, marked
from surveys.statistics.tables import Level
from surveys.wave_admin import SurveyError
from surveys.waves import Phase

_KEPT = 16


@dataclass(frozen=True, slots=True)
class ResultsQuery:
    """Which results are asked for; wave None is the newest that has answers."""

    level: Level
    wave: str | None
    mode: str = SELF

    @classmethod
    def read(cls) -> ResultsQuery:
        """Read it from the address. Raises `ProblemError` (404) for what there is not."""
        level: Level = "town" if choice("level", ("county", "town")) == "town" else "county"
        wave = choice("wave", waves())
        held = [wave] if wave else waves()
        known = dict.fromkeys([SELF, *(each for key in held for each in modes(key))])
        return cls(level, wave, choice("mode", known) or SELF)


def waves() -> list[str]:
    """Return the keys of all waves, the newest first."""
    return [wave.key for wave in bureau().survey_service.waves.every()]


def running() -> set[str]:
    """Return the keys of waves that are not over."""
    held, at = bureau().survey_service.waves.every(), now()
    return {wave.key for wave in held if wave.phase(at) is not Phase.CLOSED}


def modes(wave: str) -> list[str]:
    """Return the ways in which people answered a wave."""
    return bureau().survey_service.waves.modes(wave)


def results_of(asked: ResultsQuery) -> Results | None:
    """Return the results as made today, or None while nobody has answered.

    Without a wave: the newest one that is over. One that runs is shown to who asks for it alone,
    and says so wherever it is printed.
    """
    at, open_ones = now(), running()
    for wave in [asked.wave] if asked.wave else [key for key in waves() if key not in open_ones]:
        try:
            results = _shelf().results(wave, asked.level, asked.mode)
            made = made_on(results, at.astimezone(SHANGHAI).date())
            return marked(made, _marks(open_one=wave in open_ones))
        except SurveyError:
            continue
    return None


def _marks(*, open_one: bool) -> list[str]:
    marks = [say("mark_demo")] if bureau().settings.demo else []
    return [*marks, say("mark_running")] if open_one else marks


class _Shelf:
    """Results by what they were made from; a wave that got an answer since is made anew."""

    def __init__(self) -> None:
        self._held: OrderedDict[object, Results] = OrderedDict()
        self._lock = Lock()

    def results(self, wave: str, level: Level, mode: str) -> Results:
        """Return the results of a wave. Raises `SurveyError` when there are none."""
        service = bureau().survey_service
        key = (wave, level, mode, service.results_rest_on(wave=wave))
        with self._lock:  # one at a time: the second asker finds what the first one made
            if key not in self._held:
                self._held[key] = service.results(wave=wave, level=level, mode=mode)
                while len(self._held) > _KEPT:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]


def _shelf() -> _Shelf:
    shelf = current_app.extensions.setdefault("survey_results", _Shelf())
    return cast(_Shelf, shelf)

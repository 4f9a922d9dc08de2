"""Asking the sources: each on its timetable, none able to hold or spoil another."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bureau.quality.model import Saved, SourceState
from bureau.quality.ports import HistorySource, Observations, Source, SourceError
from bureau.quality.timetable import after_failure, after_success

_log = logging.getLogger(__name__)

RAW_KEPT = timedelta(days=7)
HOURLY_KEPT = timedelta(days=10 * 366)
_MOST_FINDINGS = 20
_LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Polled:
    """What asking one source came to; `error` is empty on success."""

    source: str
    saved: Saved
    newest: datetime | None
    error: str = ""
    findings: tuple[str, ...] = ()


class Poller:
    """The sources and the store that they fill."""

    def __init__(self, sources: Sequence[Source], store: Observations) -> None:
        self._sources = tuple(sources)
        self._store = store

    def poll(self, *, at: datetime, everything: bool = False) -> list[Polled]:
        """Ask the sources that are due (or all, at start) and store what they say.

        A failure is remembered with its reason and never raised: the other sources go on.
        """
        results = []
        for source in self._sources:
            state = self._store.state(source.name)
            if everything or source.timetable.next_look(state, at=at) <= at:
                results.append(self._ask(source, state, at))
        self._store.forget(raw_before=at - RAW_KEPT, hourly_before=at - HOURLY_KEPT)
        return results

    def next_look(self, *, at: datetime) -> datetime:
        """Return when the next source is due, at most ten minutes ahead."""
        looks = [s.timetable.next_look(self._store.state(s.name), at=at) for s in self._sources]
        return min([*looks, at + _LONGEST_WAIT])

    def backfill(self, *, first: date, last: date, at: datetime) -> Iterator[Polled]:
        """Store what the sources still have of these days, yielding after each piece."""
        for source in self._sources:
            if not isinstance(source, HistorySource):
                continue
            try:
                for fetched in source.history(first=first, last=last, at=at):
                    self._store.keep_raw(fetched.raw)
                    saved = self._store.save(fetched, at=at)
                    yield Polled(source.name, saved, fetched.newest, "", fetched.findings)
            except SourceError as failure:
                self._store.keep_raw(failure.raw)
                yield Polled(source.name, Saved(), None, str(failure))

    def _ask(self, source: Source, state: SourceState, at: datetime) -> Polled:
        try:
            fetched = source.fetch(at=at)
            self._store.keep_raw(fetched.raw)
            saved = self._store.save(fetched, at=at)
        except SourceError as failure:
            self._store.keep_raw(failure.raw)
            return self._failed(source, state, at, str(failure))
        except Exception as fault:  # a source that we misread must not stop the ones after it
            _log.exception("reading %s failed", source.name)
            return self._failed(source, state, at, f"a fault of ours ({type(fault).__name__})")
        findings = [*saved.doubts, *fetched.findings]
        newest = fetched.newest
        if newest is not None and at - newest > 3 * source.timetable.every + source.timetable.lag:
            hours = (at - newest).total_seconds() / 3600
            findings.append(f"the newest value is {hours:.0f} h old")
        kept = tuple(findings[:_MOST_FINDINGS])
        success = after_success(state, at=at, newest=newest)
        self._store.put_state(replace(success, findings=kept))
        return Polled(source.name, saved, newest, "", kept)

    def _failed(self, source: Source, state: SourceState, at: datetime, error: str) -> Polled:
        retry = source.timetable.retry
        self._store.put_state(after_failure(state, at=at, error=error, retry=retry))
        return Polled(source.name, Saved(), state.newest, error)

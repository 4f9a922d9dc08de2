"""Alerts: taken, listed, ended, and told when it is time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby

from basis.clock import SHANGHAI
from bureau.alerts import words
from bureau.alerts.model import MOST_EACH, Alert, AlertKind, AlertWish, TooManyError
from bureau.alerts.ports import AlertStore, Mark
from bureau.alerts.rule import DIGEST_AT, AlertStep, day_of, quiet, step, value_of
from bureau.messaging.ports import Outbox
from bureau.places import Gazetteer, Place
from bureau.quality.answers import AirAnswer
from bureau.quality.service import QualityService

TOPIC = "alert"
# An alert that found no open window is told at the next contact, unless that is too long ago.
STILL_NEWS = timedelta(days=7)
_REPLAYED_WITHIN = timedelta(days=1)
_MARKS_AT_ONCE = 100


class Alerts:
    """What citizens asked to be told of air, from the store alone."""

    def __init__(
        self, store: AlertStore, quality: QualityService, outbox: Outbox, places: Gazetteer
    ) -> None:
        self._store = store
        self._quality = quality
        self._outbox = outbox
        self._places = places
        self._looked: tuple[datetime | None, date, bool] | None = None

    def subscribe(self, *, wish: AlertWish, by: str, at: datetime, message_key: str) -> Alert:
        """Take a wish; the same again only brings a new threshold.

        What is over the threshold already is not told once more. Raises `TooManyError`.
        """
        wish = replace(wish, place=self._place(wish.place).code)
        mine = self.of_citizen(by=by)
        known = any(_same(alert.wish, wish) for alert in mine)
        if len(mine) >= MOST_EACH and not known:
            raise TooManyError
        air = self._quality.air_now(place=self._place(wish.place), at=at)
        above = False
        if wish.kind is AlertKind.OVER and air is not None and not air.stale:
            value = value_of(Alert(0, by, wish, at), air)
            above = value is not None and value > wish.threshold
        return self._store.put(wish, citizen=by, above=above, at=at, message_key=message_key)

    def of_citizen(self, *, by: str) -> list[Alert]:
        """Return what a citizen has asked for, the oldest first."""
        return self._store.of_citizen(by)

    def unsubscribe(
        self,
        *,
        by: str,
        at: datetime,
        message_key: str,
        kind: AlertKind | None = None,
        place: str | None = None,
    ) -> list[Alert]:
        """End a citizen's alerts, or those of a kind or a place; what waits to be sent goes, too.

        Returns what was ended, also when the same message is played again.
        """
        mine = self.of_citizen(by=by)
        meant = [
            alert.id
            for alert in mine
            if kind in (None, alert.wish.kind) and place in (None, alert.wish.place)
        ]
        ended = self._store.end(meant, citizen=by, at=at, message_key=message_key)
        if len(meant) == len(mine):
            self._outbox.recall(to=by, topic=TOPIC)
        return ended

    def wishing(self, kind: AlertKind) -> list[Alert]:
        """Return every standing wish of a kind, a citizen's together."""
        return [alert for alert in self._store.standing() if alert.wish.kind is kind]

    def note_told(self, ids: Sequence[int], *, at: datetime) -> None:
        """Note that alerts spoke which another room tells."""
        self._store.told([(alert, False, at) for alert in ids])

    def send_due(self, *, at: datetime) -> int:
        """Tell what is to be told now; return how many citizens are written to.

        Cheap to call often: nothing is looked at before a new value came or the morning did.
        """
        newest = max((s.newest for s in self._quality.sources() if s.newest), default=None)
        digest_time = at.astimezone(SHANGHAI).time() >= DIGEST_AT
        looked = (newest, day_of(at), digest_time)
        if quiet(at) or looked == self._looked:
            return 0
        views: dict[str, _View] = {}
        marks: list[Mark] = []
        told = 0
        for citizen, alerts in groupby(self._store.standing(), key=lambda alert: alert.citizen):
            told += self._look(citizen, list(alerts), views, marks, at)
            if len(marks) >= _MARKS_AT_ONCE:
                self._store.told(marks)
                marks.clear()
        self._store.told(marks)
        self._store.prune(before=at - _REPLAYED_WITHIN)
        self._looked = looked
        return told

    def _look(
        self,
        citizen: str,
        alerts: list[Alert],
        views: dict[str, _View],
        marks: list[Mark],
        at: datetime,
    ) -> bool:
        """Write to one citizen at most once, whatever there is to tell.

        `marks` takes what is to be noted after the letter: should that be lost, the letter's
        cause is known and it is not written again.
        """
        telling: list[tuple[Alert, _View]] = []
        for alert in alerts:
            code = alert.wish.place
            view = views.setdefault(code, _View(self._quality, self._place(code), at))
            match step(alert, view.air, at=at):
                case AlertStep.REARM:
                    marks.append((alert.id, False, None))
                case AlertStep.TELL:
                    marks.append((alert.id, alert.wish.kind is AlertKind.OVER, at))
                    telling.append((alert, view))
        if telling:
            self._tell(citizen, telling, at)
        return bool(telling)

    def _tell(self, citizen: str, telling: list[tuple[Alert, _View]], at: datetime) -> None:
        today = day_of(at)
        tomorrow = today + timedelta(days=1)
        digests = [alert.wish.kind is AlertKind.DIGEST for alert, _ in telling]
        ends = self._outbox.allowance(to=citizen, at=at).ends
        next_digest = datetime.combine(tomorrow, DIGEST_AT, SHANGHAI)
        closing = any(digests) and ends is not None and ends < next_digest
        heard = [view.air for _, view in telling if view.air is not None and not view.air.stale]
        first = telling[0][1]
        self._outbox.notify(
            to=citizen,
            text=words.letter([_part(*told) for told in telling], heard, closing=closing),
            why=f"alert {today} {','.join(str(alert.id) for alert, _ in telling)}",
            at=at,
            topic=TOPIC,
            until=datetime.combine(tomorrow, time.min, SHANGHAI)
            if all(digests)
            else at + STILL_NEWS,
            notice=words.notice(first.air, place=first.place.name, at=at),
            bulk=True,
        )

    def _place(self, code: str) -> Place:
        return self._places.get(code) or self._places.city


class _View:
    """A place's air, looked at once for all who are told of it."""

    def __init__(self, quality: QualityService, place: Place, at: datetime) -> None:
        self.place = place
        self._quality = quality
        self._at = at

    @cached_property
    def air(self) -> AirAnswer | None:
        return self._quality.air_now(place=self.place, at=self._at)

    @cached_property
    def digest(self) -> str:
        today = day_of(self._at)
        return words.digest(
            self.air,
            self._quality.air_on(day=today - timedelta(days=1), at=self._at, place=self.place),
            self._quality.air_forecast(place=self.place, day=today, at=self._at),
            place=self.place.name,
        )


def _part(alert: Alert, view: _View) -> str:
    if alert.wish.kind is AlertKind.DIGEST:
        return view.digest
    assert view.air is not None  # for the type checker: an alert speaks of a value
    return words.over(alert, view.air, place=view.place.name)


def _same(one: AlertWish, other: AlertWish) -> bool:
    return (one.kind, one.place, one.what) == (other.kind, other.place, other.what)

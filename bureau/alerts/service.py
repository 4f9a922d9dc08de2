"""Alerts: taken, listed, ended, and told when it is time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bureau.alerts import words
from bureau.alerts.model import MOST_EACH, Alert, Kind, TooManyError, Wish
from bureau.alerts.ports import AlertStore, Letters
from bureau.alerts.rule import DIGEST_AT, Step, day_of, quiet, step, value_of
from bureau.places import Gazetteer, Place
from bureau.quality.answers import AirAnswer
from bureau.quality.reading import SHANGHAI
from bureau.quality.service import QualityService

TOPIC = "alert"
# An alert that found no open window is told at the next contact, unless that is too long ago.
STILL_NEWS = timedelta(days=7)
_REPLAYED_WITHIN = timedelta(days=1)


class Alerts:
    """What citizens asked to be told of air, from the store alone."""

    def __init__(
        self, store: AlertStore, quality: QualityService, letters: Letters, places: Gazetteer
    ) -> None:
        self._store = store
        self._quality = quality
        self._letters = letters
        self._places = places
        self._looked: tuple[datetime | None, date, bool] | None = None

    def subscribe(self, *, wish: Wish, by: str, at: datetime, message_key: str) -> Alert:
        """Take a wish; the same again only brings a new threshold.

        What is over the threshold already is not told once more. Raises `TooManyError`.
        """
        wish = replace(wish, place=self._place(wish.place).code)
        mine = self.of_citizen(by=by)
        known = any(_same(alert.wish, wish) for alert in mine)
        if len(mine) >= MOST_EACH and not known:
            raise TooManyError
        air = self._air(wish.place, at)
        above = False
        if wish.kind is Kind.OVER and air is not None and not air.stale:
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
        kind: Kind | None = None,
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
            self._letters.recall(to=by, topic=TOPIC)
        return ended

    def tend(self, *, at: datetime) -> int:
        """Tell what is to be told now; return how many citizens are written to.

        Cheap to call often: nothing is looked at before a new value came or the morning did.
        """
        newest = max((s.newest for s in self._quality.sources() if s.newest), default=None)
        digest_time = at.astimezone(SHANGHAI).time() >= DIGEST_AT
        looked = (newest, day_of(at), digest_time)
        if quiet(at) or looked == self._looked:
            return 0
        airs: dict[str, AirAnswer | None] = {}
        told = 0
        for citizen, alerts in groupby(self._store.standing(), key=lambda alert: alert.citizen):
            told += self._look(citizen, list(alerts), airs, at)
        self._store.prune(before=at - _REPLAYED_WITHIN)
        self._looked = looked
        return told

    def _look(
        self, citizen: str, alerts: list[Alert], airs: dict[str, AirAnswer | None], at: datetime
    ) -> bool:
        """Write to one citizen at most once, whatever there is to tell."""
        marks: list[tuple[int, bool, datetime | None]] = []
        telling: list[Alert] = []
        for alert in alerts:
            place = alert.wish.place
            if place not in airs:
                airs[place] = self._air(place, at)
            match step(alert, airs[place], at=at):
                case Step.REARM:
                    marks.append((alert.id, False, None))
                case Step.TELL:
                    marks.append((alert.id, alert.wish.kind is Kind.OVER, at))
                    telling.append(alert)
        if telling:
            self._tell(citizen, telling, airs, at)
        # After the letter: should this be lost, its cause is known and it is not written again.
        self._store.told(marks)
        return bool(telling)

    def _tell(
        self, citizen: str, alerts: list[Alert], airs: dict[str, AirAnswer | None], at: datetime
    ) -> None:
        today = day_of(at)
        midnight = datetime.combine(today + timedelta(days=1), time.min, SHANGHAI)
        only_digests = all(alert.wish.kind is Kind.DIGEST for alert in alerts)
        parts = [self._part(alert, airs[alert.wish.place], at) for alert in alerts]
        heard = [air for alert in alerts if (air := airs[alert.wish.place]) and not air.stale]
        ends = self._letters.allowance(to=citizen, at=at).ends
        tomorrow = datetime.combine(today + timedelta(days=1), DIGEST_AT, SHANGHAI)
        closing = any(a.wish.kind is Kind.DIGEST for a in alerts) and ends and ends < tomorrow
        self._letters.notify(
            to=citizen,
            text=words.letter(parts, heard, closing=bool(closing)),
            why=f"alert {today} {','.join(str(alert.id) for alert in alerts)}",
            at=at,
            topic=TOPIC,
            until=midnight if only_digests else at + STILL_NEWS,
            notice=self._notice(alerts[0], airs[alerts[0].wish.place], at),
            bulk=True,
        )

    def _notice(self, alert: Alert, air: AirAnswer | None, at: datetime) -> dict[str, str]:
        return words.notice(air, place=self._place(alert.wish.place).name, at=at)

    def _part(self, alert: Alert, air: AirAnswer | None, at: datetime) -> str:
        place = self._place(alert.wish.place)
        if alert.wish.kind is Kind.DIGEST:
            yesterday = self._quality.air_on(day=day_of(at) - timedelta(days=1), at=at, place=place)
            return words.digest(air, yesterday, place=place.name)
        assert air is not None  # for the type checker: an alert speaks of a value
        return words.over(alert, air, place=place.name)

    def _air(self, place: str, at: datetime) -> AirAnswer | None:
        return self._quality.air_now(place=self._place(place), at=at)

    def _place(self, code: str) -> Place:
        return self._places.get(code) or self._places.city


def _same(one: Wish, other: Wish) -> bool:
    return (one.kind, one.place, one.what) == (other.kind, other.place, other.what)

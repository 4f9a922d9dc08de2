"""Alerts: taken in the citizen's own words, listed, ended by a word."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, Button, say, slots
from actions.odor import needs_a_town, wished
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.alerts import OF_ODOR, Alert, AlertKind, AlertWish, TooManyError
from bureau.alerts.model import LARGEST_THRESHOLD, LEAST_THRESHOLD
from bureau.dialogue.alert_words import changed, row, said, wishes
from bureau.dialogue.odor_words import ended
from bureau.dialogue.quality_words import asks
from bureau.dialogue.where import where
from bureau.places import Place
from bureau.quality import words as quality


class ActionSubscribeAlert(BureauAction):
    """Takes an alert at once: what was not said has a default that can be changed by a word."""

    called = "action_subscribe_alert"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Take it, or list what there is."""
        if asks(turn.text, "list") or turn.option == "list":
            return _listed(turn, dispatcher)
        if (wish := wished(turn)) is not None:
            if needs_a_town(wish):
                say(dispatcher, "utter_odor_which_town")
                return _topic(turn)
            return take([wish], turn, dispatcher, known=True)
        if asks(turn.text, "water") and not asks(turn.text, "air"):
            say(dispatcher, "utter_alert_no_water")
            return []
        here = where(turn, turn.situation, context.bureau().places).place or _place_before(turn)
        code = (here or context.bureau().places.city).code
        digest = turn.option == "digest"
        today = turn.at.astimezone(SHANGHAI).date()
        wanted = (
            [AlertWish(AlertKind.DIGEST, code)] if digest else wishes(turn.text, code, day=today)
        )
        return take(wanted, turn, dispatcher, known=here is not None)


class ActionUnsubscribeAlert(BureauAction):
    """Ends the alerts that are meant: all of them when nothing else was said."""

    called = "action_unsubscribe_alert"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """End them and say which."""
        return end_alerts(turn, dispatcher)


def end_alerts(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """End the alerts (or the survey's invitations) a message means, and say which are left."""
    bureau = context.bureau()
    if (just := _just_taken(turn)) is not None:
        return _end_one(just, turn, dispatcher)
    if kinds := ended(turn.text):
        return _end_odor(kinds, turn, dispatcher)
    if asks(turn.text, "invited"):
        # Whoever will not be asked is not asked whether they smell it, either.
        asked = AlertKind.NOSE
        bureau.alerts.unsubscribe(by=turn.by, at=turn.at, message_key=turn.message_key, kind=asked)
        bureau.invitations.refuses(by=turn.by, at=turn.at)
        say(dispatcher, "utter_survey_refused")
        return slots(asked=None)
    kind = None
    if asks(turn.text, "digest"):
        kind = AlertKind.DIGEST
    elif asks(turn.text, "over"):
        kind = AlertKind.OVER
    named = bureau.places.best(turn.text) if turn.text else None
    gone = bureau.alerts.unsubscribe(
        by=turn.by,
        at=turn.at,
        message_key=turn.message_key,
        kind=kind,
        place=named.place.code if named else None,
    )
    left = bureau.alerts.of_citizen(by=turn.by)
    # Whoever wants nothing more wants no news of events, either.
    events = kind is None and named is None and bureau.campaigns.unsubscribe(by=turn.by)
    if events:
        say(dispatcher, "utter_campaign_unsubscribed")
    if gone:
        say(dispatcher, "utter_alert_ended", rows=_rows(gone))
    if left:
        say(dispatcher, "utter_alert_left", rows=_rows(left))
    elif not gone and not events:
        # Nothing else of ours comes unasked but the survey's invitations.
        bureau.invitations.refuses(by=turn.by, at=turn.at)
        say(dispatcher, "utter_alert_none")
    return slots(asked=None)


def _just_taken(turn: Turn) -> Alert | None:
    """Return the alert taken right before, where nothing else is named that shall end."""
    topic = turn.situation.topic or {}
    mine = context.bureau().alerts.of_citizen(by=turn.by)
    if topic.get("topic") != "alert" or not mine or turn.tapped or asks(turn.text, "not_just"):
        return None
    newest = max(mine, key=lambda alert: (alert.created, alert.id))
    # 不要每天发了 after a limit was added ends the morning's news; after odor, 天天烦我 is anger.
    airs = {AlertKind.DIGEST: "digest", AlertKind.OVER: "over"}
    if newest.wish.kind in airs:
        other = next(name for kind, name in airs.items() if kind is not newest.wish.kind)
        if asks(turn.text, other):
            return None
    named = ended(turn.text)
    return newest if not named or newest.wish.kind in named else None


def _end_one(alert: Alert, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """End one alert and nothing else."""
    alerts = context.bureau().alerts
    gone = alerts.unsubscribe(
        by=turn.by, at=turn.at, message_key=turn.message_key,
        kind=alert.wish.kind, place=alert.wish.place,
    )  # fmt: skip
    say(dispatcher, "utter_alert_ended", rows=_rows(gone or [alert]))
    if left := alerts.of_citizen(by=turn.by):
        say(dispatcher, "utter_alert_left", rows=_rows(left))
    return slots(asked=None)


def _end_odor(
    kinds: frozenset[AlertKind], turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    alerts = context.bureau().alerts
    ended_now = [
        alert
        for kind in sorted(kinds)
        for alert in alerts.unsubscribe(
            by=turn.by, at=turn.at, message_key=turn.message_key, kind=kind
        )
    ]
    gone = list({alert.id: alert for alert in ended_now}.values())
    if gone:
        say(dispatcher, "utter_alert_ended", rows=_rows(gone))
    if left := alerts.of_citizen(by=turn.by):
        say(dispatcher, "utter_alert_left", rows=_rows(left))
    elif not gone:
        say(dispatcher, "utter_alert_none")
    return slots(asked=None)


def take(
    wanted: list[AlertWish], turn: Turn, dispatcher: CollectingDispatcher, *, known: bool
) -> list[EventType]:
    """Take wishes and say so; `known`: the place was said or is the citizen's."""
    if not all(map(_may_be, wanted)):
        say(dispatcher, "utter_alert_threshold", least=LEAST_THRESHOLD, most=LARGEST_THRESHOLD)
        return _topic(turn)
    alerts = context.bureau().alerts
    first = not alerts.of_citizen(by=turn.by)
    try:
        taken = [
            alerts.subscribe(wish=wish, by=turn.by, at=turn.at, message_key=turn.message_key)
            for wish in wanted
        ]
    except TooManyError:
        say(dispatcher, "utter_alert_too_many", rows=_rows(alerts.of_citizen(by=turn.by)))
        return []
    _confirm(taken, turn, dispatcher, known=known, first=first)
    return _topic(turn)


def change(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Take a few words after a subscription for its change: another place, number, the digest.

    Returns the events of the change, none when they were something else.
    """
    bureau = context.bureau()
    mine = bureau.alerts.of_citizen(by=turn.by)
    if not mine:
        return []
    newest = max(mine, key=lambda alert: (alert.created, alert.id)).wish
    today = turn.at.astimezone(SHANGHAI).date()
    wanted = changed(turn.text, newest, bureau.places, day=today)
    if wanted is None:
        return []
    moved = wanted.kind is newest.kind and wanted.place != newest.place
    if moved and _may_be(wanted):
        bureau.alerts.unsubscribe(
            by=turn.by,
            at=turn.at,
            message_key=turn.message_key,
            kind=newest.kind,
            place=newest.place,
        )
    return take([wanted], turn, dispatcher, known=True)


def _may_be(wish: AlertWish) -> bool:
    """Return whether a threshold is one that an index can pass."""
    return wish.what != "AQI" or LEAST_THRESHOLD <= wish.threshold <= LARGEST_THRESHOLD


def _place_before(turn: Turn) -> Place | None:
    """Return the place asked about just now, else that of the citizen's newest alert."""
    bureau = context.bureau()
    before = turn.situation.topic or {}
    mine = bureau.alerts.of_citizen(by=turn.by)
    code = before.get("place") or (mine[-1].wish.place if mine else None)
    place = bureau.places.get(code) if code else None
    return None if place == bureau.places.city else place


def _topic(turn: Turn) -> list[EventType]:
    return slots(asked={"topic": "alert", "at": turn.at.isoformat()})


def _confirm(
    taken: list[Alert], turn: Turn, dispatcher: CollectingDispatcher, *, known: bool, first: bool
) -> None:
    """Say what was taken, how it stands now, and honestly when it can be told."""
    kinds = {alert.wish.kind for alert in taken}
    buttons: list[Button] = []
    if kinds & OF_ODOR:
        buttons += _more_of_odor(kinds)
    elif AlertKind.DIGEST not in kinds:
        buttons.append(_button("digest", '/subscribe_alert{"option": "digest"}'))
    elif AlertKind.OVER not in kinds:
        buttons.append(_button("over", "/subscribe_alert"))
    buttons.append(_button("end", "/unsubscribe_alert"))
    other_hour = asks(turn.text, "other_hour")
    say(
        dispatcher,
        "utter_alert_taken" if known else "utter_alert_taken_city",
        rows=_rows(taken),
        now=_now(taken[-1], turn),
        honest=said()["honest" if first else "honest_again"],
        hour=said()["one_hour"] if AlertKind.DIGEST in kinds and other_hour else "",
        buttons=buttons,
    )


def _more_of_odor(kinds: set[AlertKind]) -> list[Button]:
    """Offer the other wishes of odor."""
    others = (AlertKind.ODOR, AlertKind.NOSE, AlertKind.TONIGHT)
    return [
        _button(kind, f'/subscribe_alert{{"option": "{kind}"}}')
        for kind in others
        if kind not in kinds
    ]


def _listed(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    mine = context.bureau().alerts.of_citizen(by=turn.by)
    if not mine:
        say(dispatcher, "utter_alert_none", buttons=[_button("over", "/subscribe_alert")])
        return []
    say(dispatcher, "utter_alert_list", rows=_rows(mine))
    return _topic(turn)


def _now(alert: Alert, turn: Turn) -> str:
    """Return how the air stands to the threshold at this moment."""
    if alert.wish.kind is not AlertKind.OVER:
        return ""
    air = context.bureau().quality.air_now(place=_place(alert), at=turn.at)
    if air is None or air.stale or air.aqi is None:
        return ""
    value = f"AQI {air.aqi}"
    if alert.wish.what != "AQI":
        if alert.wish.what not in air.values:
            return ""
        value = quality.air_value(alert.wish.what, air.values[alert.wish.what])
    return "\n" + str(said()["over_now" if alert.above else "under_now"]).format(value=value)


def _rows(alerts: list[Alert]) -> str:
    return "\n".join(row(alert.wish, _name(alert)) for alert in alerts)


def _name(alert: Alert) -> str:
    place = _place(alert)
    return str(said()["here"]) if place.code == context.bureau().places.city.code else place.name


def _place(alert: Alert) -> Place:
    places = context.bureau().places
    return places.get(alert.wish.place) or places.city


def _button(title: str, payload: str) -> Button:
    return {"title": str(said()["buttons"][title]), "payload": payload}

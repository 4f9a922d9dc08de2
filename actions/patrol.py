"""A patrol point in under a minute: where, how strong or how it looks, what was seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say, slots
from actions.forms import asked_for, digresses, digression, leaves, returns
from actions.phrases import intensity_named, kind_named, means
from actions.place import recent_point
from actions.readback import plain
from actions.turn import Turn
from bureau.patrols import ApplicationStatus, PatrolDraft, PatrolError, PatrolKind

FORM = "patrol_form"
_TELLING = 12


@dataclass
class PatrolPoint:
    """A patrol point in the making; `point` is [longitude, latitude], GCJ-02."""

    kind: str | None = None
    place: str | None = None
    place_text: str = ""
    point: list[float] | None = None
    intensity: int | None = None
    water_look: str = ""
    seen: str = ""
    found: bool = True
    photos: list[str] = field(default_factory=list)

    def missing(self) -> str | None:
        """Return the next thing to ask for."""
        if self.kind is None:
            return "patrol_kind"
        if not (self.place or self.place_text or self.point):
            return "patrol_place"
        if self.kind == PatrolKind.ODOR and self.intensity is None:
            return "patrol_intensity"
        if self.kind == PatrolKind.WATER and not self.water_look:
            return "patrol_water"
        return None if self.seen else "patrol_seen"

    def draft(self) -> PatrolDraft:
        """Return what the patrols room records."""
        longitude, latitude = self.point or (None, None)
        return PatrolDraft(
            kind=PatrolKind(self.kind or PatrolKind.GROUP),
            place=self.place,
            place_text=self.place_text,
            longitude=longitude,
            latitude=latitude,
            intensity=self.intensity,
            water_look=self.water_look,
            found=self.found,
            seen=self.seen,
            photos=tuple(self.photos),
        )


class ValidatePatrolForm(BureauAction):
    """Takes in a patrol point and records it as soon as nothing is missing."""

    called = "validate_patrol_form"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask for what is missing, or record."""
        wanted = asked_for(tracker, FORM)
        point = PatrolPoint(**(tracker.get_slot("patrol_draft") or {}))
        if wanted is None:
            role = context.bureau().patrols.role(by=turn.by)
            if role is None or role.standing is not ApplicationStatus.APPROVED:
                say(dispatcher, "utter_patrol_waits" if role else "utter_patrol_nobody")
                return _over()
            point = PatrolPoint(kind=None if role.kind is PatrolKind.GROUP else role.kind)
            here = recent_point(tracker, turn.at)
            if here is not None:
                _stand_at(point, *here)
        elif returns(tracker, FORM):
            return _asking(point, wanted)
        elif leaves(turn):
            say(dispatcher, "utter_patrol_left")
            return _over()
        if not self._hear(point, turn, wanted):
            return digression(FORM)
        missing = point.missing()
        if missing:
            return _asking(point, missing)
        return _record(point, turn, dispatcher)

    def _hear(self, point: PatrolPoint, turn: Turn, wanted: str | None) -> bool:
        """Take the message in; False when it is about something else."""
        if turn.tapped and turn.intent == "send_photo":
            point.photos.append(str(turn.carried.get("media")))
            return True
        if turn.tapped and turn.intent == "send_location":
            carried = turn.carried
            label = str(carried.get("label") or "")
            _stand_at(point, float(carried["longitude"]), float(carried["latitude"]), label)
            return True
        if turn.tapped:
            return not (wanted and digresses(turn, answered=False))
        clues = turn.clues()
        strength = intensity_named(turn.text)
        strength = clues.intensity if strength is None else strength
        # Words asked for are an answer, whatever they resemble.
        told = wanted in ("patrol_seen", "patrol_water") or strength is not None
        if wanted and digresses(turn, answered=told or clues.found, opener="start_patrol"):
            return False
        point.kind = point.kind or kind_named(turn.text)
        if clues.place or clues.place_text:
            point.place = point.place or clues.place
            point.place_text = point.place_text or clues.place_text
        elif wanted == "patrol_place" and not means(turn.text, "unknown"):
            point.place_text = turn.text
        if point.intensity is None:
            point.intensity = strength
        if wanted == "patrol_water":
            point.water_look = turn.text
        self._hear_seen(point, turn, wanted)
        return True

    def _hear_seen(self, point: PatrolPoint, turn: Turn, wanted: str | None) -> None:
        nothing = means(turn.text, "nothing_seen")
        if nothing and (wanted == "patrol_seen" or point.intensity == 0):
            point.found, point.seen = False, turn.text
        elif wanted == "patrol_seen" or (
            wanted in (None, "patrol_place") and turn.sure and len(turn.text) > _TELLING
        ):
            point.seen = turn.text


def _stand_at(point: PatrolPoint, longitude: float, latitude: float, label: str) -> None:
    town = context.bureau().places.at(longitude, latitude)
    point.point = [longitude, latitude]
    point.place = town.code if town else point.place
    point.place_text = label or point.place_text


def _record(point: PatrolPoint, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    bureau = context.bureau()
    try:
        bureau.patrols.record(
            draft=point.draft(), by=turn.by, at=turn.at, message_key=turn.message_key
        )
    except PatrolError as refused:
        say(dispatcher, "utter_patrol_refused", explanation=refused.explanation)
        return _over()
    town = bureau.places.get((point.place or "")[:9])
    where = plain(point.place_text, 20) or (town.name if town else "")
    say(dispatcher, "utter_patrol_recorded" if point.found else "utter_patrol_clean", where=where)
    return _over()


def _asking(point: PatrolPoint, wanted: str) -> list[EventType]:
    return slots(patrol_draft=asdict(point), requested_slot=wanted)


def _over() -> list[EventType]:
    return slots(patrol_draft=None, requested_slot=None)

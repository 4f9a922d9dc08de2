"""A patrol point being told: where, how strong or how it looks, what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bureau.dialogue.acts import Act
from bureau.dialogue.message import Message
from bureau.dialogue.named import intensity_named, kind_named
from bureau.dialogue.phrases import means
from bureau.patrols import PatrolDraft, PatrolKind
from bureau.places import Gazetteer

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

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> PatrolPoint:
        """Take up what a slot kept."""
        return cls(**(kept or {}))

    def kept(self) -> dict[str, Any]:
        """Return what a slot can keep."""
        return asdict(self)

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

    def stand_at(self, longitude: float, latitude: float, label: str, places: Gazetteer) -> None:
        """Take a point the volunteer sent (degrees, GCJ-02)."""
        town = places.at(longitude, latitude)
        self.point = [longitude, latitude]
        self.place = town.code if town else self.place
        self.place_text = label or self.place_text

    def hear(self, message: Message, act: Act | None, asked: str | None) -> None:
        """Take in a message of words."""
        text, clues = message.text, message.clues
        self.kind = self.kind or kind_named(text)
        if clues.place or clues.place_text:
            self.place = self.place or clues.place
            self.place_text = self.place_text or clues.place_text
        elif (
            asked == "patrol_place"
            and act in (Act.ANSWER, Act.DETAIL, None)
            and not means(text, "nothing_seen")
        ):
            self.place_text = text
        if self.intensity is None:
            self.intensity = intensity_told(message)
        if asked == "patrol_water":
            self.water_look = text
        nothing = means(text, "nothing_seen")
        if nothing and asked == "patrol_intensity" and self.intensity is None:
            self.intensity = 0
        if nothing and (asked == "patrol_seen" or self.intensity == 0):
            self.found, self.seen = False, text
        elif asked == "patrol_seen" or (
            asked in (None, "patrol_place") and message.sure and len(text) > _TELLING
        ):
            self.seen = text

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
            fixed=self.point is not None,
        )


def intensity_told(message: Message) -> int | None:
    """Return the odor intensity (0 to 5) that a message gives as a number or in words."""
    stated = intensity_named(message.text)
    return message.clues.intensity if stated is None else stated


def fits(message: Message, asked: str | None) -> bool:
    """Return whether a message tells anything that a patrol point needs."""
    # Words asked for are an answer, whatever they resemble.
    asked_for = asked in ("patrol_seen", "patrol_water")
    return asked_for or intensity_told(message) is not None or message.clues.found

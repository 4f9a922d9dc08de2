"""A report being told: what is known so far, what is still to be asked, what is read back.

Plain values, no Rasa: the form's slots hold it as JSON between two messages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from basis.masking import mask
from bureau.cases import Draft, Location
from bureau.cases.withholding import without
from bureau.dialogue.phrases import contains, phrases
from bureau.dialogue.where import own_words
from bureau.places import Gazetteer, Place
from bureau.understanding import Clues

# Words that point at a place for whoever stands there, and name none: 我家楼下饭店, 那条河.
_POINTS = re.compile("我家|我们|楼下|楼上|家门口|门口|隔壁|对面|旁边|附近|那|这|后面|前面")
# At most so many questions; then what is known is read back.
QUESTIONS = 2
LONGEST_TEXT = 10_000
MOST_PHOTOS = 9
# Where a source or a strength makes the difference between a clue and a complaint.
DETAILED = ("odor", "water", "noise")


@dataclass
class ReportInProgress:
    """A report in the making; instants as ISO text, a point as [longitude, latitude, label].

    `waiting` holds what was reported with it in one message, each as `kept`; `ordinal` counts them.
    `announced`: so many further matters were announced and are not told yet.
    """

    categories: list[str] = field(default_factory=list)
    place: str | None = None
    place_text: str = ""
    exact: bool = False
    point: list[Any] | None = None
    texts: list[str] = field(default_factory=list)
    started: str | None = None
    ended: str | None = None
    time_text: str = ""
    pattern: str = ""
    odor_qualities: list[str] = field(default_factory=list)
    intensity: int | None = None
    ongoing: bool | None = None
    effects: list[str] = field(default_factory=list)
    firm: str = ""
    photos: list[str] = field(default_factory=list)
    anonymous: bool = False
    urgent: bool = False
    asked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    puzzled: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    place_doubted: bool = False
    same: str | None = None
    waiting: list[dict[str, Any]] = field(default_factory=list)
    ordinal: int = 1
    announced: int = 0

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> ReportInProgress:
        """Take up what a slot kept; a kept value of an older shape is dropped."""
        known = set(cls.__dataclass_fields__)
        return cls(**{name: value for name, value in (kept or {}).items() if name in known})

    def kept(self) -> dict[str, Any]:
        """Return what a slot can keep."""
        return asdict(self)

    @property
    def following(self) -> ReportInProgress | None:
        """The report that waits for this one to be done, with those behind it."""
        if not self.waiting:
            return None
        following = ReportInProgress.of(self.waiting[0])
        following.waiting = self.waiting[1:]
        following.ordinal = self.ordinal + 1
        following.announced = self.announced
        following.anonymous = following.anonymous or self.anonymous
        following.told = ["heard", "several"]
        return following

    @property
    def all(self) -> list[ReportInProgress]:
        """This report and those that wait for it."""
        return [self, *map(ReportInProgress.of, self.waiting)]

    @property
    def empty(self) -> bool:
        """Return whether nothing was told yet."""
        return not (self.texts or self.photos or self.point or self.categories)

    @property
    def leading(self) -> str:
        """The leading category, or an empty text."""
        return self.categories[0] if self.categories else ""

    # --- taking in

    def hear(
        self,
        text: str,
        categories: tuple[str, ...],
        clues: Clues,
        *,
        places: Gazetteer,
        correcting: bool,
        answering: bool = False,
    ) -> bool:
        """Take in a message; return whether it changed what is read back.

        What was said first stays, unless the citizen corrects it. `answering`: where it is was
        asked, so that the answer stands before what only pointed there: 我家楼下.
        """
        before = self.kept()
        self.categories = _joined(self.categories, categories)
        self._hear_place(clues, places, correcting, answering)
        if self.pattern and any(word + self.pattern in text for word in phrases()["takes_back"]):
            self.pattern = ""
        self._hear_time(clues, correcting)
        self.odor_qualities = _joined(self.odor_qualities, clues.odor_qualities)
        self.effects = _joined(self.effects, clues.effects)
        if clues.intensity is not None and (self.intensity is None or correcting):
            self.intensity = clues.intensity
        if clues.suspected_firm and (not self.firm or correcting):
            self.firm = clues.suspected_firm
        self.anonymous = (self.anonymous or clues.anonymous) and not clues.signed
        changed = self.kept() != before
        if text and text not in self.texts and len("".join(self.texts)) < LONGEST_TEXT:
            self.texts.append(text[:LONGEST_TEXT])
        return changed

    def _hear_place(
        self, clues: Clues, places: Gazetteer, correcting: bool, answering: bool
    ) -> None:
        if not (clues.place or clues.place_text):
            return
        words = own_words(clues.place_text, clues.found_place, places)
        known = self.place or ""
        other = clues.place is not None and not clues.place.startswith(known)
        if known and other and (correcting or not self.exact) and _village_alone(clues):
            # Towns have villages of one name: with a town in hand, only its name names another.
            self.point, self.place = None, known[:9]
            self.place_text, self.exact = clues.place_text, True
            return
        if clues.place is not None and (correcting or not other):
            # A corrected town keeps the road: 不是王店，是新塍 is about the town alone.
            if other:
                self.point = None
                self._forget_town(places)
            self.place = clues.place
        elif other:
            return
        nearer = clues.exact_place and (
            not self.exact or (answering and not known and _POINTS.search(self.place_text))
        )
        if words and (correcting or nearer or not self.place_text):
            self.place_text = words
        elif words and words not in self.place_text:
            # The wider part comes first, whichever was said first.
            joined = (words, self.place_text) if not known else (self.place_text, words)
            self.place_text = "".join(joined) if joined[0] not in joined[1] else joined[1]
        self.exact = self.exact or clues.exact_place

    def _forget_town(self, places: Gazetteer) -> None:
        """Drop words of the place that name the town now left: 独山港那边."""
        town = places.get((self.place or "")[:9])
        if town and any(name in self.place_text for name in (town.name, *town.short_names)):
            self.place_text, self.exact = "", False

    def _hear_time(self, clues: Clues, correcting: bool) -> None:
        if clues.ongoing is not None and (self.ongoing is None or correcting):
            self.ongoing = clues.ongoing
        if clues.pattern and (not self.pattern or correcting):
            self.pattern = clues.pattern
        # 天天 says how often; 昨晚十点 said later says when.
        known = self.time_text and self.time_text != self.pattern
        if not clues.time_text or (known and not correcting):
            return
        self.time_text = clues.time_text
        self.started = clues.started.isoformat() if clues.started else None
        self.ended = clues.ended.isoformat() if clues.ended else None

    def stand_at(self, longitude: float, latitude: float, label: str, places: Gazetteer) -> None:
        """Take a point the citizen sent (degrees, GCJ-02); it says where better than words."""
        self.point = [longitude, latitude, label]
        town = places.at(longitude, latitude)
        if town is not None:
            self.place = town.code
        self.place_text = own_words(label, town, places) or self.place_text
        self.exact = True

    def replace(self, wrong: str, right: str) -> None:
        """Put one category in another's place, with what was told of the wrong one alone."""
        kept = [one for one in self.categories if one not in (wrong, right)]
        self.categories = [right, *kept]
        if wrong == "odor":
            self.odor_qualities, self.intensity = [], None

    def swap(self, wrong: str, right: str) -> bool:
        """Put words in the place of others in firm and place: 养猪场, 是鸡不是猪.

        Return whether they stood there.
        """
        stood = (self.firm, self.place_text)
        if right and wrong and right not in self.place_text:
            ending = right[-1]  # 谈桥村, 不是谈桥 是夹山村
            self.firm, self.place_text = (
                one.replace(wrong + ending, right).replace(wrong, right) for one in stood
            )
        return (self.firm, self.place_text) != stood

    def attach(self, photo: str) -> bool:
        """Take a photo (an evidence id); return whether it is new and there is room for it."""
        if not photo or photo in self.photos or len(self.photos) >= MOST_PHOTOS:
            return False
        self.photos.append(photo)
        return True

    @property
    def names_somebody(self) -> bool:
        """Return whether the words tell who somebody is, be it who wrote them."""
        return any(mask(text) != text for text in (*self.texts, self.place_text))

    @property
    def mark(self) -> str:
        """What the buttons of its read-back carry: another text whenever something was changed."""
        return hashlib.sha256(repr(self.draft()).encode()).hexdigest()[:16]

    def doubt_place(self, rivals: Sequence[Place]) -> None:
        """Keep of the place only the words that are no name of these: one of them is meant."""
        self.place_doubted, self.place = True, None
        self.asked.append("place")
        for place in rivals:
            for name in (place.name, *place.short_names):
                self.place_text = self.place_text.replace(name, "")

    def withhold(self, kinds: Collection[str]) -> bool:
        """Take the writer's own `phone` or `name` out; return whether any stood there."""
        before = self.kept()
        self.texts = [without(text, kinds) for text in self.texts]
        self.place_text = without(self.place_text, kinds)
        self.waiting = [
            {**one, "texts": [without(text, kinds) for text in one["texts"]]}
            for one in self.waiting
        ]
        return self.kept() != before

    def unask(self, asked: str | None) -> None:
        """Let a question that stays unanswered be asked again when the report goes on."""
        name = (asked or "").removeprefix("report_")
        self.asked = [one for one in self.asked if one != name]

    # --- what is missing

    def question(self) -> str | None:
        """Return the next thing to ask for, or None when the report can be read back."""
        left = QUESTIONS - len([name for name in self.asked if name != "matter"])
        # Whoever reports danger is not asked of what kind it is.
        if not self.categories and not self.urgent and self.asked.count("matter") < 2:
            return "matter"
        if left > 0 and not self.found and "place" not in self.unknown:
            return "place"
        if left > 0 and not self.timed and "time" not in self.asked:
            return "time"
        if (
            left > 0
            and self.leading in DETAILED
            and not self.detailed
            and "detail" not in self.asked
        ):
            return "detail"
        return None

    def wording(self, question: str) -> str:
        """Return which wording of a question fits."""
        again = question in self.asked
        if question == "place" and self.place:
            return "nearer" if again else "near"
        named = self.exact and self.place_text and not _POINTS.search(self.place_text)
        if question == "place" and named:
            return "town"
        if question == "matter" and not again:
            return "photo" if self.photos else "where" if self.place or self.point else "first"
        return "again" if again else "first"

    @property
    def found(self) -> bool:
        """Return whether somebody sent there would find it."""
        return self.point is not None or (self.exact and self.place is not None)

    @property
    def timed(self) -> bool:
        """Return whether it is known when."""
        return bool(self.time_text or self.pattern or self.ongoing is not None)

    @property
    def detailed(self) -> bool:
        """Return whether a source, a smell or its strength is known."""
        told = "".join(self.texts)
        looks = {"water": "water_looks", "noise": "noise_sources"}.get(self.leading)
        looked = looks is not None and contains(told, looks)
        return bool(looked or self.odor_qualities or self.intensity is not None or self.firm)

    def draft(self) -> Draft:
        """Return what the reports room files."""
        return Draft(
            categories=tuple(self.categories) or ("other",),
            place=self.place,
            place_text=self.place_text,
            location=Location(*self.point) if self.point else None,
            description="\n".join(self.texts),
            started=datetime.fromisoformat(self.started) if self.started else None,
            ended=datetime.fromisoformat(self.ended) if self.ended else None,
            time_text=self.time_text,
            pattern=self.pattern,
            odor_qualities=tuple(self.odor_qualities),
            intensity=self.intensity,
            ongoing=self.ongoing,
            effects=tuple(self.effects),
            suspected_firm=self.firm,
            photos=tuple(self.photos),
            anonymous=self.anonymous,
            urgent=self.urgent,
        )


def _village_alone(clues: Clues) -> bool:
    """Return whether a village was named without the town that is known to have one so called."""
    town = clues.found_place
    if town is None or not clues.place_text.endswith("村"):
        return False
    return not any(name in clues.place_text for name in (town.name, *town.short_names))


def _joined(known: list[str], more: tuple[str, ...]) -> list[str]:
    return known + [one for one in more if one not in known]

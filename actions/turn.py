"""A citizen's turn as an action sees it: who, the message, and where the conversation stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from rasa_sdk import Tracker

from actions import context
from bureau.cases import Status
from bureau.dialogue.acts import Act, ActReading, Danger
from bureau.dialogue.acts.corpus import NONE
from bureau.dialogue.acts.thresholds import (
    CERTAIN_DANGER,
    CERTAIN_DESPAIR,
    NAMED_DANGER,
    POSSIBLE_DANGER,
    SURELY_HOSTILE,
    TOGETHER_DANGER,
    WONDERED_DANGER,
)
from bureau.dialogue.care import DOING, leaves
from bureau.dialogue.decide import decide, never
from bureau.dialogue.message import SURE_CATEGORY, Message
from bureau.dialogue.safety import (
    asks_for_a_doctor,
    asks_to_drink,
    everyday_fire,
    lets_chemicals_out,
    only_practised,
    supposes_danger,
    wonders_at_danger,
)
from bureau.dialogue.situation import Offer, Situation

# What was sent, asked or filed longer ago no longer counts as just now.
FRESH = timedelta(minutes=30)
# A tapped option of the survey, as its buttons carry it (lived:long): no words, so nothing to read.
_SURVEY_OPTION = re.compile(r"[a-z][a-z0-9_]{0,39}:[a-z0-9_-]+")
# So long what is said out of the blue may be about the bureau's answer.
VERDICT_WITHIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Turn(Message):
    """A message with who wrote it; `by` is the citizen key."""

    by: str
    message_key: str
    situation: Situation = field(default_factory=Situation)

    @classmethod
    def of(cls, tracker: Tracker, form: str | None = None) -> Turn:
        """Read the latest message of a tracker; `form` is the form that reads it."""
        message = tracker.latest_message
        told = message.get("metadata") or {}
        written = message.get("text") or ""
        tapped = written.startswith("/")
        intent = message.get("intent") or {}
        entities = message.get("entities") or []
        categories = [e for e in entities if e["entity"] == "category"]
        at = datetime.fromisoformat(told["at"]) if told.get("at") else datetime.now(UTC)
        return cls(
            by=tracker.sender_id,
            at=at,
            message_key=str(told.get("message_key") or message.get("message_id") or ""),
            town=told.get("town"),
            text="" if tapped else written.strip(),
            said="" if tapped else str(told.get("said") or written),
            intent=str(intent.get("name") or ""),
            confidence=float(intent.get("confidence") or 0.0),
            tapped=tapped,
            carried={e["entity"]: e["value"] for e in entities if e["entity"] != "category"},
            categories=tuple(dict.fromkeys(e["value"] for e in categories)),
            sure=tuple(
                e["value"] for e in categories if (e.get("confidence") or 1.0) >= SURE_CATEGORY
            ),
            ranking=tuple(entry["name"] for entry in message.get("intent_ranking") or []),
            situation=_situation(tracker, form, at, tapped=tapped),
        )

    @cached_property
    def reading(self) -> ActReading | None:
        """What the models make of written words; None for what was tapped."""
        if self.tapped or not self.text or _SURVEY_OPTION.fullmatch(self.text):
            return None
        reader, setting = context.act_reader(), self.situation.setting
        if self.glossed:
            return reader.read_glossed(self.text, self.said, setting)
        return reader.read(self.text, setting)

    def does(self, *, fits: Callable[[], bool] = never) -> Act | None:
        """Return what the message does, None in doubt; `fits` as `decide` asks it."""
        return decide(self, self.situation, self.reading, fits=fits)

    def openly(self) -> Turn:
        """Return the same turn as an answer to a question that takes any words."""
        return replace(self, situation=replace(self.situation, asked_openly=True))

    def saying(
        self, words: str, categories: tuple[str, ...], *, plain: str = "", intent: str = "report"
    ) -> Turn:
        """Return the same turn as if only these words had been written, `plain` their Chinese."""
        return replace(
            self, text=plain or words, said=words, tapped=False,
            categories=categories, sure=categories, intent=intent,
        )  # fmt: skip

    @property
    def despairs(self) -> bool:
        """Whether the writer is in despair."""
        if self.reading is None:
            return False
        told = self.reading.despair >= CERTAIN_DESPAIR
        if self.situation.care is None:
            return told
        # Until a matter is turned to, whatever is said is said in despair.
        kind, chance = self.care
        return told or not (leaves(kind, chance) or (self.danger and kind != DOING))

    @cached_property
    def care(self) -> tuple[str, float]:
        """Which reply the words ask for after despair, and how likely that is (0 to 1)."""
        return self._surest(context.act_reader().care)

    @cached_property
    def hostile(self) -> str:
        """Which threat, reprisal or complaint about staff is told for sure, or an empty text."""
        if self.reading is None:
            return ""
        kind, chance = self._surest(context.act_reader().hostile)
        return kind if kind != NONE and chance >= SURELY_HOSTILE else ""

    @cached_property
    def danger(self) -> str:
        """The kind of danger that is told for sure, or an empty text."""
        if self.reading is None:
            return ""
        supposed = supposes_danger(self.text) or only_practised(self.text)
        if supposed or asks_to_drink(self.words):
            return ""
        if self.reading.danger is Danger.BLAZE and everyday_fire(self.text):
            return ""
        asks = wonders_at_danger(self.text) or asks_for_a_doctor(f"{self.text} {self.words}")
        told = WONDERED_DANGER if asks else CERTAIN_DANGER
        sure = self.reading.danger_chance >= told
        likely = (
            told == CERTAIN_DANGER
            and self.clues.urgent
            and self.reading.danger_chance >= NAMED_DANGER
        )
        return str(self.reading.danger) if sure or likely else ""

    def _surest(self, read: Callable[[str], tuple[str, float]]) -> tuple[str, float]:
        """Return what is read of the words, or of the foreign ones they gloss, if that is surer."""
        read_so = [read(self.text), read(self.said)] if self.glossed else [read(self.text)]
        return max(read_so, key=lambda one: (one[0] != NONE, one[1]))

    def danger_beside(self, before: str) -> str:
        """Return the danger that words tell together with what was told before, or an empty text.

        Neither need tell it alone: 屋里烧着炭, then 他嘴唇红红的.
        """
        alone = self.reading.danger_chance if self.reading is not None else 0.0
        if not before or alone < POSSIBLE_DANGER:
            return ""
        together = context.act_reader().read(f"{before} {self.text}", self.situation.setting)
        told = together.danger_chance >= TOGETHER_DANGER and not supposes_danger(self.text)
        return str(together.danger) if told else ""

    @property
    def perhaps_danger(self) -> bool:
        """Whether danger may be meant."""
        if self.reading is None or only_practised(self.text):
            return False
        likely = self.reading.danger_chance >= POSSIBLE_DANGER
        return likely or lets_chemicals_out(self.text) or lets_chemicals_out(self.said)

    @cached_property
    def home(self) -> str | None:
        """The citizen's town as kept, or as the gateway told it."""
        if self.town:
            return self.town
        citizen = context.bureau().citizens.get(self.by)
        return citizen.town if citizen else None


def _situation(tracker: Tracker, form: str | None, at: datetime, *, tapped: bool) -> Situation:
    kept = tracker.slots
    answered = refused = questioned = None
    opens = form == "report" and not _asked(kept.get("requested_slot"), form)
    if (form is None or opens) and not tapped:
        answered, refused, questioned = _expected(tracker.sender_id, at)
    elif form is None:
        questioned = _expected(tracker.sender_id, at)[2]
    point, topic, filed = kept.get("point"), kept.get("asked"), kept.get("last_case")
    patrol = kept.get("last_patrol")
    patrolled = patrol and _fresh(patrol[1], at) and not (filed and filed[1] > patrol[1])
    return Situation(
        form=form,
        asked=_asked(kept.get("requested_slot"), form),
        resumed=form is not None and _resumed(tracker, form),
        survey_question=kept.get("survey_question"),
        offer=_offer(tracker),
        care=_care(tracker),
        topic=topic if topic and _fresh(topic["at"], at) else None,
        half_told=bool(kept.get("report_draft")) and not _open(tracker, "report"),
        just_filed=str(filed[0]) if filed and _fresh(filed[1], at) else None,
        just_patrolled=int(patrol[0]) if patrolled else None,
        answered=answered,
        refused=refused,
        questioned=questioned,
        point=(float(point[0]), float(point[1]), str(point[2]))
        if point and _fresh(point[3], at)
        else None,
    )


def _expected(citizen: str, at: datetime) -> tuple[str | None, str | None, str | None]:
    """Return the citizen's case whose answer is to be judged, the one refused, the one asked about.

    An answer is judged for some days, also after its case was closed without a word.
    """
    reports = context.bureau().cases
    own = reports.of_citizen(by=citizen, limit=4)
    of: dict[Status, str] = {}
    for case in reversed(own):
        judged = case.status is Status.CLOSED and case.settled is not None
        if at - case.updated <= VERDICT_WITHIN and not judged:
            of[case.status] = case.number
    asked = next((case.number for case in own if reports.notices.asked(case)), None)
    return of.get(Status.ANSWERED) or of.get(Status.CLOSED), of.get(Status.REFUSED), asked


def _fresh(since: str, at: datetime) -> bool:
    return at - datetime.fromisoformat(since) <= FRESH


def _asked(wanted: object, form: str | None) -> str | None:
    """Return which of the form's slots was asked for, None when the form only begins."""
    mine = form is not None and isinstance(wanted, str) and wanted.startswith(form)
    return str(wanted) if mine else None


def _open(tracker: Tracker, form: str) -> bool:
    return bool((tracker.active_loop or {}).get("name") == f"{form}_form")


def _resumed(tracker: Tracker, form: str) -> bool:
    """Return whether the form runs again after a digression was answered in this same turn."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return bool(event.get("name") == f"{form}_form")
    return False


def _care(tracker: Tracker) -> tuple[str, ...] | None:
    """Return the replies to despair so far, where the message before was answered with one."""
    kept = tracker.slots.get("care")
    return tuple(kept[1]) if kept and kept[0] == _before(tracker) else None


def _before(tracker: Tracker) -> str | None:
    """Return the key of the message before the latest."""
    said = [event for event in tracker.events if event["event"] == "user"]
    key = (said[-2].get("metadata") or {}).get("message_key") if len(said) > 1 else None
    return str(key) if key is not None else None


def _offer(tracker: Tracker) -> Offer | None:
    """Return the offer that the latest message can answer: a later yes is not for an old one.

    Only the offer to go on with a report stands longer (`offers.ANY_TIME`).
    """
    kept = tracker.slots.get("offer")
    if not kept:
        return None
    what, subject, key = str(kept).split("|")
    return Offer(what, subject) if key in ("", _before(tracker)) else None

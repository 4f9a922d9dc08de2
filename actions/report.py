"""The report form: takes in a complaint message by message and asks what is missing."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context, readback
from actions.base import BureauAction, say, slots
from actions.forms import agrees, asked_for, declines, digresses, digression, leaves, returns
from actions.intake import MOST_PHOTOS, ReportInProgress, own_words
from actions.phrases import bare, contains, means
from actions.place import only_a_place, recent_point
from actions.turn import Turn
from bureau.understanding import Clues

FORM = "report_form"
# What a complaint may be read as: an insult or an uncertain reading loses nothing.
COMPLAINTS = ("report", "correct", "insult", "nlu_fallback", "other_government")
_SYMPATHIES = ("odor", "air", "dust", "water", "noise", "waste")
# 不是王店，是新塍; 应该是前天.
_CORRECTED = re.compile(r"不是.{1,20}?(?:是|，|,)|应该是|改成|改为")


class ValidateReportForm(BureauAction):
    """Takes in a message of the report form and decides what to ask next."""

    called = "validate_report_form"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Return the form's slots after this message, with the next one to ask for."""
        intake = ReportInProgress.of(tracker.get_slot("report_draft"))
        wanted = asked_for(tracker, FORM)
        if returns(tracker, FORM):
            return _asking(intake, wanted or "report_matter", tracker.get_slot("report_step"))
        if turn.option == "discard" or (wanted and leaves(turn)):
            return slots(report_consent="no", requested_slot=None)
        if wanted is None:
            intake = _begun(intake, turn, tracker)
        elif not turn.tapped and (means(turn.text, "repeat") or not bare(turn.text)):
            # A question mark or a crying face says nothing new, and uses up no question.
            return _asking(intake, wanted, tracker.get_slot("report_step"))
        elif wanted == "report_same" and (agrees(turn) or declines(turn)):
            return self._same(intake, turn, dispatcher)
        elif wanted == "report_consent":
            if agrees(turn):
                return slots(report_consent="yes", requested_slot=None)
            if (
                declines(turn)
                or (turn.intent == "correct" and turn.tapped)
                or means(turn.text, "change")
            ):
                return _asking(intake, wanted, "correcting")
        heard = self._hear(intake, turn, wanted, dispatcher)
        if heard is None:
            return digression(FORM)
        return self._next(intake, turn, wanted, heard, dispatcher)

    def _hear(
        self,
        intake: ReportInProgress,
        turn: Turn,
        wanted: str | None,
        dispatcher: CollectingDispatcher,
    ) -> bool | None:
        """Take the message in: whether it changed anything, None for a digression."""
        if turn.intent == "send_photo" and turn.tapped:
            return _attach(intake, turn, dispatcher)
        if turn.intent == "send_location" and turn.tapped:
            carried = turn.carried
            intake.stand_at(
                float(carried["longitude"]), float(carried["latitude"]),
                str(carried.get("label") or ""), context.bureau().places,
            )  # fmt: skip
            return True
        if turn.tapped:
            return None if wanted and digresses(turn, answered=False) else False
        clues = turn.clues()
        categories = _categories(intake, turn, clues)
        if wanted and digresses(turn, answered=bool(categories) or clues.found or _short(turn)):
            return None
        was_anonymous = intake.anonymous
        changed = intake.hear(
            "" if means(turn.text, "unknown", "begin", "resume") else turn.text,
            categories,
            clues,
            places=context.bureau().places,
            correcting=_corrects(turn, wanted),
        )
        if intake.anonymous and not was_anonymous:
            say(dispatcher, "utter_report_anonymous")
        return _take_as_answer(intake, turn, wanted, clues) or changed

    def _next(
        self,
        intake: ReportInProgress,
        turn: Turn,
        wanted: str | None,
        changed: bool,
        dispatcher: CollectingDispatcher,
    ) -> list[EventType]:
        """Say what must be said at once and decide the next question."""
        _tell(intake, dispatcher)
        reports = context.bureau().cases
        question = intake.question(similar=False)
        near = ""
        if question is None and not intake.same:
            case = reports.similar(draft=intake.draft(), by=turn.by, at=turn.at)
            if case is not None:
                question, intake.same = "same", None
                near = f"{case.number}（{case.status_label}）"
        if question is None:
            step = "first"
            if wanted == "report_consent":
                step = "changed" if changed else "noted"
            return _asking(intake, "report_consent", step)
        step = _step(intake, question)
        intake.asked.append(question)
        return _asking(intake, f"report_{question}", step, near=near)

    def _same(
        self, intake: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher
    ) -> list[EventType]:
        if agrees(turn):
            return slots(report_consent="same", requested_slot=None)
        intake.same = "another"
        return _asking(intake, "report_consent", "first")


def _corrects(turn: Turn, wanted: str | None) -> bool:
    """Return whether what is said replaces what was said before."""
    return (
        wanted == "report_consent"
        or turn.intent == "correct"
        or _CORRECTED.search(turn.text) is not None
    )


def _short(turn: Turn) -> bool:
    """Return whether the message is a plain word that answers a question."""
    return means(turn.text, "unknown", "agree", "decline", "change")


def _categories(intake: ReportInProgress, turn: Turn, clues: Clues) -> tuple[str, ...]:
    """Return what the message says is wrong: of an answer only what is beyond doubt."""
    if means(turn.text, "begin") or only_a_place(turn.text, clues):
        return ()
    if intake.categories:
        said = turn.sure if turn.intent in ("report", "correct") else ()
        return tuple(category for category in said if category != "other")
    # What is read as no complaint must leave no doubt: a category is named for every message.
    told = turn.categories if turn.intent == "report" else turn.sure
    known = tuple(category for category in told if category != "other")
    return known if turn.intent in COMPLAINTS else ()


def _begun(intake: ReportInProgress, turn: Turn, tracker: Tracker) -> ReportInProgress:
    """Return the report to go on with: the half-filled one, unless this is another matter."""
    if not intake.empty and turn.text and _another_matter(intake, turn):
        intake = ReportInProgress()
    point = recent_point(tracker, turn.at)
    if point is not None and intake.point is None:
        intake.stand_at(*point, context.bureau().places)
    return intake


def _another_matter(intake: ReportInProgress, turn: Turn) -> bool:
    place = turn.clues().place
    elsewhere = place and intake.place and not place.startswith(intake.place[:9])
    said = turn.sure if turn.intent == "report" else ()
    return bool(elsewhere) or bool(
        said and intake.categories and not set(said) & set(intake.categories)
    )


def _attach(intake: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    media = str(turn.carried.get("media") or "")
    if not media or media in intake.photos or len(intake.photos) >= MOST_PHOTOS:
        return False
    intake.photos.append(media)
    if intake.categories:
        say(dispatcher, "utter_report_photo")
    return True


def _take_as_answer(intake: ReportInProgress, turn: Turn, wanted: str | None, clues: Clues) -> bool:
    """Take free words as the answer to what was asked, where no clue was read in them."""
    if wanted == "report_time" and intake.ongoing is None:
        # 现在还有吗: a bare yes or no says that much.
        intake.ongoing = _yes_or_no(turn.text)
        if intake.ongoing is not None:
            return True
    if wanted and (means(turn.text, "unknown") or contains(turn.text, "refuses")):
        intake.unknown.append(wanted.removeprefix("report_"))
        return False
    if means(turn.text, "agree", "decline", "change", "begin"):
        return False
    if wanted == "report_place" and not intake.exact:
        return not _corrects(turn, wanted) and _take_as_place(intake, turn, clues)
    elsewhere = clues.found or turn.sure or contains(turn.text, "asks")
    if wanted == "report_time" and not (intake.timed or elsewhere):
        intake.time_text = turn.text[: readback.LONGEST]
        return True
    return False


def _yes_or_no(text: str) -> bool | None:
    if means(text, "agree"):
        return True
    return False if means(text, "decline", "no_more") else None


def _take_as_place(intake: ReportInProgress, turn: Turn, clues: Clues) -> bool:
    """Take words that say where, though the gazetteer knows no more than the town in them."""
    words = turn.text
    if clues.place:
        words = own_words(turn.text, clues.found_place, context.bureau().places)
        if len(words) < 2 or clues.time or turn.sure:
            return False
    elif clues.found or turn.sure or contains(turn.text, "asks"):
        return False
    if len(words) <= readback.LONGEST:
        intake.place_text = words.rstrip("的")
    # Asked and answered: with a town known, the citizen's own words say where.
    intake.exact = bool(intake.place)
    return True


def _tell(intake: ReportInProgress, dispatcher: CollectingDispatcher) -> None:
    """Say once what cannot wait: danger first, then sympathy, then whose job it is."""
    if intake.urgent and "danger" not in intake.told:
        intake.told += ["danger", "heard"]
        say(dispatcher, "utter_report_emergency")
    if not intake.categories:
        return
    if "heard" not in intake.told:
        intake.told.append("heard")
        kind = intake.leading if intake.leading in _SYMPATHIES else "other"
        say(dispatcher, f"utter_report_heard_{kind}")
    if "elsewhere" not in intake.told:
        authority = context.bureau().cases.authority(draft=intake.draft())
        if not authority.ours:
            intake.told.append("elsewhere")
            say(
                dispatcher,
                "utter_report_elsewhere",
                about=authority.about,
                authority=authority.name,
                phone=authority.phone,
            )


def _step(intake: ReportInProgress, question: str) -> str:
    """Return which wording of a question fits."""
    again = question in intake.asked
    if question == "place" and intake.place:
        return "nearer" if again else "near"
    if question == "matter" and not again:
        return "photo" if intake.photos else "where" if intake.place_text else "first"
    return "again" if again else "first"


def _asking(
    intake: ReportInProgress, wanted: str, step: str | None, *, near: str | None = None
) -> list[EventType]:
    """Return the form's slots and the one to ask for next."""
    places = context.bureau().places
    if near is None or wanted == "report_place":
        town = places.get((intake.place or "")[:9])
        near = town.name if town else near
    return slots(
        report_draft=intake.kept(),
        report_matter=readback.matter(intake),
        report_place=readback.place(intake, places),
        report_time=readback.time(intake),
        report_notes=readback.notes(intake),
        report_leading=intake.leading,
        report_step=step or "first",
        report_near=near,
        requested_slot=wanted,
    )

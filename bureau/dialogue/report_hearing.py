"""What a message adds to a report: its categories and clues, and the answer to a question."""

from __future__ import annotations

from bureau.dialogue.decide import Act, says_nothing_new
from bureau.dialogue.message import Message
from bureau.dialogue.readback import LONGEST
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.situation import Situation
from bureau.dialogue.where import only_a_place, own_words
from bureau.places import Gazetteer

# What a complaint may be read as: an insult or an uncertain reading loses nothing.
COMPLAINTS = ("report", "correct", "insult", "nlu_fallback", "other_government")
READ_BACK = "report_consent"
# 现在还有吗: a bare yes or no says that much.
_STILL_THERE = {Act.CONFIRM: True, Act.DECLINE: False, Act.OVER: False}


def begun(
    report: ReportInProgress, message: Message, situation: Situation, places: Gazetteer
) -> ReportInProgress:
    """Return the report to go on with: the half-told one, unless this is another matter."""
    if not report.empty and message.text and _another_matter(report, message):
        report = ReportInProgress()
    if situation.point is not None and report.point is None:
        report.stand_at(*situation.point, places)
    return report


def fits(report: ReportInProgress, message: Message) -> bool:
    """Return whether a message tells anything that a report needs."""
    return bool(_categories(report, message)) or message.clues.found


def hear(
    report: ReportInProgress, message: Message, act: Act, asked: str | None, places: Gazetteer
) -> bool:
    """Take in a message of words; return whether it changed what is read back."""
    changed = report.hear(
        "" if says_nothing_new(message.text) else message.text,
        () if act is Act.BEGIN else _categories(report, message),
        message.clues,
        places=places,
        correcting=asked == READ_BACK or message.intent == "correct" or act is Act.CORRECT,
    )
    return _take_as_answer(report, message, act, asked, places) or changed


def _categories(report: ReportInProgress, message: Message) -> tuple[str, ...]:
    """Return what the message says is wrong: of an answer only what is beyond doubt."""
    if only_a_place(message.text, message.clues):
        return ()
    if report.categories:
        said = message.sure if message.intent in ("report", "correct") else ()
        return tuple(category for category in said if category != "other")
    # What is read as no complaint must leave no doubt: a category is named for every message.
    told = message.categories if message.intent == "report" else message.sure
    known = tuple(category for category in told if category != "other")
    return known if message.intent in COMPLAINTS else ()


def _another_matter(report: ReportInProgress, message: Message) -> bool:
    place = message.clues.place
    elsewhere = place and report.place and not place.startswith(report.place[:9])
    said = message.sure if message.intent == "report" else ()
    return bool(elsewhere) or bool(
        said and report.categories and not set(said) & set(report.categories)
    )


def _take_as_answer(
    report: ReportInProgress, message: Message, act: Act, asked: str | None, places: Gazetteer
) -> bool:
    """Take free words as the answer to what was asked, where no clue was read in them."""
    if asked is None:
        return False
    if asked == "report_time" and report.ongoing is None and act in _STILL_THERE:
        report.ongoing = _STILL_THERE[act]
        return True
    if act in (Act.UNKNOWN, Act.REFUSE):
        report.unknown.append(asked.removeprefix("report_"))
        return False
    if act is Act.CORRECT and asked == "report_place":
        return False
    if act not in (Act.TELL, Act.ASK, Act.CORRECT):
        return False
    if asked == "report_place" and not report.exact:
        return _take_as_place(report, message, act, places)
    elsewhere = message.clues.found or message.sure or act is Act.ASK
    if asked == "report_time" and not (report.timed or elsewhere):
        report.time_text = message.text[:LONGEST]
        return True
    return False


def _take_as_place(report: ReportInProgress, message: Message, act: Act, places: Gazetteer) -> bool:
    """Take words that say where, though the gazetteer knows no more than the town in them."""
    words, clues = message.text, message.clues
    if clues.place:
        words = own_words(words, clues.found_place, places)
        if len(words) < 2 or clues.time or message.sure:
            return False
    elif clues.found or message.sure or act is Act.ASK:
        return False
    if len(words) <= LONGEST:
        report.place_text = words.rstrip("的")
    # Asked and answered: with a town known, the citizen's own words say where.
    report.exact = bool(report.place)
    return True

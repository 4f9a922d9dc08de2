"""What a message adds to a report: its categories and clues, and the answer to a question."""

from __future__ import annotations

import re

from basis.answers import bare
from bureau.dialogue.acts import Act
from bureau.dialogue.acts.features import concepts, fold
from bureau.dialogue.decide import TELLING
from bureau.dialogue.matters import replaced_trouble, replaced_words
from bureau.dialogue.message import Message
from bureau.dialogue.phrases import means
from bureau.dialogue.readback import LONGEST
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.situation import Situation
from bureau.dialogue.where import only_a_place, own_words
from bureau.places import Gazetteer

# What a complaint may be read as: an insult or an uncertain reading loses nothing.
COMPLAINTS = ("report", "correct", "insult", "nlu_fallback", "other_government")
READ_BACK = "report_consent"
# Kept in the topic of whoever said before the report that they do not want to be named.
UNNAMED = "unnamed"
# A yes or no that says nothing more.
_LONGEST_YES = 4
# What stands around a road or a village and still says where; what is said beside it.
_LONGEST_MORE = 16
_TURNED = re.compile(
    r"(?:往|向|朝)[东南西北]{1,2}[面边侧]?(?:[约大概]*[\d一二两三四五六七八九十百]+米)"
)
_AT = re.compile("^就?在(?!水)")
_TALK = re.compile("[你我您吗?？!！了谢快呢吧,，。;；是响吵臭味烟排倒烧灰]|不是")
# 现在还有吗: a bare yes or no says that much.
_STILL_THERE: dict[Act | None, bool] = {Act.CONFIRM: True, Act.DENY: False}


def begun(
    report: ReportInProgress, message: Message, situation: Situation, places: Gazetteer
) -> ReportInProgress:
    """Return the report to go on with: the half-told one, unless this is another matter."""
    if not report.empty and message.text and _another_matter(report, message):
        report = ReportInProgress()
    if situation.topic is not None and situation.topic.get(UNNAMED):
        report.anonymous = True
    if situation.point is not None and report.point is None:
        report.stand_at(*situation.point, places)
    return report


def waiting(message: Message, places: Gazetteer) -> ReportInProgress:
    """Return the report of a further matter, told in a message of its own words alone."""
    one = ReportInProgress()
    one.hear(message.words, message.categories, message.clues, places=places, correcting=False)
    return one


def fits(report: ReportInProgress, message: Message, asked: str | None) -> bool:
    """Return whether a message tells what the report asks for, or anything else that it needs."""
    clues = message.clues
    if asked == "report_time" and (clues.time or clues.pattern or clues.ongoing is not None):
        return True
    if asked == "report_place" and (clues.place or clues.place_text):
        return True
    return bool(_categories(report, message)) or clues.found


def hear(
    report: ReportInProgress,
    message: Message,
    act: Act | None,
    asked: str | None,
    places: Gazetteer,
) -> bool:
    """Take in a message of words; return whether it changed what is read back."""
    begins = means(message.text, "begin", "resume")
    told = not begins and (act in TELLING or fits(report, message, asked))
    changed = report.hear(
        message.words if told else "",
        () if begins else _categories(report, message),
        message.clues,
        places=places,
        correcting=asked == READ_BACK or message.intent == "correct" or act is Act.CORRECT,
        answering=asked == "report_place",
    )
    swap = replaced_trouble(message.text)
    if swap is not None and swap[0] in report.categories:
        report.replace(*swap)
        changed = True
    turned, known = _TURNED.search(message.words), _TURNED.search(report.place_text)
    if turned and known and turned.group() != known.group():
        # 是往北50米, where the place was 路口往南50米.
        report.place_text = report.place_text.replace(known.group(), turned.group())
        changed = told = True
    words = replaced_words(message.text)
    if words is not None and report.swap(*words):
        changed = True
    if act is Act.ANONYMOUS and not report.anonymous and not message.clues.signed:
        report.anonymous = changed = True
    if asked in ("report_place", READ_BACK):
        _in_full(report, message, places)
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
    # 接着报 is read as a report of something or other, and names no trouble.
    said = set(message.sure) - {"other"} if message.intent == "report" else set()
    return bool(elsewhere) or bool(said and report.categories and not said & set(report.categories))


def _in_full(report: ReportInProgress, message: Message, places: Gazetteer) -> None:
    """Keep a place that was asked for as it was told: 中山路口往南50米, not its road alone."""
    clues = message.clues
    read = own_words(clues.place_text, clues.found_place, places)
    told = own_words(message.words, clues.found_place, places).rstrip("的。. ")
    told = _AT.sub("", told)
    known = report.place_text
    if not read and clues.place and told and known and not clues.time:
        # 新塍镇康和路: only its town was read.
        if len(told) <= _LONGEST_MORE and told not in known and not _TALK.search(told):
            report.place_text = told + known
        return
    if not read or read == told or read not in told or read not in known:
        return
    more = told.replace(read, "", 1)
    timed = clues.time is not None and clues.time_text in more
    if len(more) <= _LONGEST_MORE and not (timed or _TALK.search(more)):
        report.place_text = known.replace(read, told, 1)


def _take_as_answer(
    report: ReportInProgress,
    message: Message,
    act: Act | None,
    asked: str | None,
    places: Gazetteer,
) -> bool:
    """Take free words as the answer to what was asked, where no clue was read in them.

    A place has a place in it and a time a time: other words are none.
    """
    if asked == "report_time" and report.ongoing is None:
        if len(bare(message.text)) <= _LONGEST_YES:
            over = means(message.text, "no_more")
            report.ongoing = False if over else _STILL_THERE.get(act)
        if report.ongoing is not None:
            return True
    if act is Act.UNKNOWN and asked is not None:
        report.unknown.append(asked.removeprefix("report_"))
        return False
    if act not in (Act.ANSWER, Act.DETAIL):
        return False
    said = concepts("act_concepts", fold(message.text))
    if asked == "report_place" and not report.exact:
        known = message.clues.place or message.clues.place_text or "place" in said or "town" in said
        return bool(known) and _take_as_place(report, message, places)
    if asked == "report_time" and not report.timed and act is Act.ANSWER and "time" in said:
        report.time_text = message.words[:LONGEST]
        return True
    return False


def _take_as_place(report: ReportInProgress, message: Message, places: Gazetteer) -> bool:
    """Take words that say where, though the gazetteer knows no more than the town in them."""
    words, clues = message.words, message.clues
    if clues.place:
        words = own_words(words, clues.found_place, places)
        if len(words) < 2 or clues.time or message.sure:
            return False
    elif clues.time or message.sure:
        return False
    if len(words) <= LONGEST:
        report.place_text = words.rstrip("的")
    # Asked and answered: with a town known, the citizen's own words say where.
    report.exact = bool(report.place)
    return True

"""What a message does outside every form, looked at before the action of its intent acts.

An intent says what a message is about; its act says what it does after what was said before: a
verdict on an answer, an addition to a case filed just now, second thoughts, danger.
"""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.after_filing import hear_after_filing
from actions.asides import answered
from actions.base import doubts, listen_with, say
from actions.callback import asked_of_message, left_for_the_bureau
from actions.campaign import of_an_event, of_the_quiz
from actions.case import LISTED, MOST_LISTED, about_case, answer, named, verdict
from actions.chat import agreed, declined
from actions.contact import withheld_from_cases, withheld_from_draft
from actions.filing import add, let_go, replied
from actions.first import first, told_beside_the_case, warned
from actions.follow_ups import goes_on
from actions.odor import tonights_chance
from actions.odor_questions import odor_asked
from actions.pleading import pleaded_outside
from actions.question import (
    asks_to_know,
    before_any_day,
    enquired,
    explain,
    of_the_assistant,
    office_goes_on,
    with_report,
)
from actions.roster import roster_unasked
from actions.several import told_apart
from actions.turn import Turn
from actions.visit_talk import hear_of_visits
from actions.volunteering import (
    after,
    leaving,
    question_answered,
    waits_for_approval,
    wants_to_leave,
)
from bureau.cases import Case, Status, StepError
from bureau.cases.lifecycle import OPEN, RUNNING
from bureau.dialogue.acts import Act, ActReading, Setting
from bureau.dialogue.acts.thresholds import INTENT_SURE, LIKELY_REPORT, SURE
from bureau.dialogue.decide import LOOK_UPS, SERVICES, puts_right
from bureau.dialogue.enquiry import wants_to_know
from bureau.dialogue.matters import asked_beside
from bureau.dialogue.named import matter_named, of_the_environment, ordinal_named
from bureau.dialogue.quality_words import asks
from bureau.dialogue.second_thoughts import (
    hands_in,
    happens_again,
    mends,
    of_the_one_filed,
    one_more,
    reports_after_all,
)
from bureau.dialogue.situation import RATING
from bureau.dialogue.unheard import goes_with, told_before
from bureau.dialogue.where import names_alike, only_a_place

_VERDICTS = {Act.SOLVED: "settled", Act.UNSOLVED: "reopen"}
_MORE = (Act.DETAIL, Act.CORRECT, Act.ANSWER)
# A verdict in answer to the question whether they are satisfied.
_AGREES, _REFUSES = (Act.CONFIRM, Act.SOLVED), (Act.DENY, Act.UNSOLVED)
# What may be the reply to a question of the officer who handles the case.
_REPLIES = (*_MORE, *_VERDICTS, Act.REPORT, Act.CONFIRM, Act.DENY, Act.UNKNOWN, Act.ANONYMOUS)
_ASKS = (Act.QUESTION, Act.PERSON, Act.ERASE, Act.RESIGN, Act.ANONYMOUS)
# A case's number alone, however it is written.
_LONGEST_NUMBER = 24
_FIGURES = re.compile(r"\d{3}")
# Ways of asking that are answered without changing anything.
_ASKING = (Act.QUESTION, Act.LOOKUP, Act.PROGRESS, Act.PERSON, Act.ANONYMOUS)
# What ends or takes back a case, however much else is said.
_ENDING = (Act.WITHDRAW, Act.CANCEL, Act.SOLVED, Act.ERASE, Act.THANK)
_LONGEST_BARE = 8  # characters: 刚报的那个 says nothing of it
_AFTER_A_CASE = (Setting.FILED, Setting.REFUSED, Setting.ANSWERED)
# Intents of what could matter and was not recognised as mattering.
_LOST = frozenset({"small_talk", "out_of_scope", "nlu_fallback", "test_message", "insult"})
# Intents that a question for figures of a place may resemble: 王江泾水咋样.
_MISREAD_AS = ("question", "other_government")
# Intents whose own action knows better what is asked.
_KNOWN = LOOK_UPS | SERVICES | {"help"}


def taken(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Answer a message by what it does; None leaves it to the action of its intent."""
    if turn.despairs or turn.danger:
        return first(turn, dispatcher)
    if told_beside_the_case(turn, dispatcher):
        return []
    if (events := _by_its_words(turn, dispatcher, tracker)) is not None:
        return events
    act = turn.does()
    if replies(act, turn):
        replied(str(turn.situation.questioned), turn, dispatcher)
        return []
    if told_apart(turn) or asked_beside(turn.words)[1]:
        return [FollowupAction("report_form")]
    if (events := _to_an_offer(act, turn, dispatcher)) is not None:
        return events
    asks = act is Act.QUESTION and turn.intent == "question"
    if not asks and enquired(turn, dispatcher):
        return with_report(turn, dispatcher)
    if _has_an_action(turn):
        return None
    if (events := of_a_case(act, turn, dispatcher)) is not None:
        return events
    return _by_act(act or _asks_perhaps(turn), turn, dispatcher, tracker)


def _by_its_words(
    turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer what is known by words of its own, whatever act it resembles; None for others."""
    if (events := of_the_quiz(turn, dispatcher, tracker)) is not None:
        return events
    if warned(turn, dispatcher):
        return []
    if (events := withheld_from_draft(turn, dispatcher, tracker)) is not None:
        return events
    filed = turn.situation.just_filed
    waits = turn.situation.half_told and hands_in(turn.text)
    if filed is None and (waits or reports_after_all(turn.text)):
        return [FollowupAction("report_form")]
    if filed is not None and turn.situation.questioned is None:
        events = _of_the_case_just_filed(filed, turn, dispatcher)
        if events is not None:
            return events
    for hear in (
        left_for_the_bureau, _of_words_before, withheld_from_cases, asked_of_message,
        pleaded_outside, of_the_assistant, tonights_chance, odor_asked, before_any_day,
        hear_of_visits, _of_volunteering, hear_after_filing,
    ):  # fmt: skip
        if (events := hear(turn, dispatcher)) is not None:
            return events
    if (events := office_goes_on(turn, dispatcher, tracker)) is not None:
        return events
    return of_an_event(turn, dispatcher)


def _of_the_case_just_filed(
    filed: str, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Take what goes on, comes beside or mends a case filed just now; None for other words."""
    if happens_again(turn.text) and not turn.clues.place_text:
        add(filed, turn, dispatcher)
        return []
    if one_more(turn.text):
        return [FollowupAction("report_form")]
    tells = turn.reading is not None and turn.reading.act not in (*_ASKING, *_ENDING)
    if of_the_one_filed(turn.text) and tells and len(turn.text) > _LONGEST_BARE:
        add(filed, turn, dispatcher)
        return []
    if mends(turn.text) and (turn.clues.found or _FIGURES.search(turn.text)):
        add(filed, turn, dispatcher, "utter_case_corrected")
        return []
    return None


def _of_words_before(turn: Turn, _: CollectingDispatcher) -> list[EventType] | None:
    """Let words that were not understood just before be reported with what is told of them now."""
    before = told_before(turn.situation.topic)
    goes_on_now = before is not None and goes_with(turn, before)
    return [FollowupAction("report_form")] if goes_on_now else None


def _has_an_action(turn: Turn) -> bool:
    """Return whether the intent is sure, or its matter named, and its own action knows better."""
    sure = turn.intent in _KNOWN and turn.confidence >= INTENT_SURE
    if sure or turn.intent != "other_government":
        return sure
    return matter_named(turn.text) is not None and not of_the_environment(turn.text)


def _to_an_offer(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Answer a yes or no to what was offered last; None where it is neither."""
    offer, setting = turn.situation.offer, turn.situation.setting
    if offer is not None and offer.what == RATING and turn.reading is not None:
        act = act or _leaning(turn.reading)
        if act in (*_AGREES, *_REFUSES):
            return (agreed if act in _AGREES else declined)(turn, dispatcher)
    if setting is Setting.YESNO and act in (Act.CONFIRM, Act.DENY, Act.CANCEL, Act.PAUSE):
        return (agreed if act is Act.CONFIRM else declined)(turn, dispatcher)
    return None


def _asks_perhaps(turn: Turn) -> Act | None:
    """Return the likeliest way of asking where words ask for sure, and only which is in doubt.

    To answer a question too many changes nothing; a smile for what could matter hurts.
    """
    if turn.reading is None or turn.intent not in _LOST:
        return None
    asking = [(act, chance) for act, chance in turn.reading.ranking if act in _ASKING]
    return asking[0][0] if sum(chance for _, chance in asking) >= SURE else None


def _of_volunteering(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer what is asked about volunteering, or how one stops; None where it is neither."""
    if turn.situation.half_told or turn.situation.offer is not None:
        return None
    if wants_to_leave(turn):
        leaving(turn, dispatcher)
        return []
    lost = turn.intent in _LOST and turn.situation.questioned is None
    if lost and (roster_unasked(turn, dispatcher) or waits_for_approval(turn, dispatcher)):
        return []
    return after(turn) if question_answered(turn, dispatcher) else None


def replies(act: Act | None, turn: Turn) -> bool:
    """Return whether a message replies to an officer's question, which waits for one.

    Whatever else is asked for, and another matter told for sure and with its place, is no reply.
    """
    number = turn.situation.questioned
    if number is None or turn.situation.setting is not Setting.SUPPLEMENT:
        return False
    if turn.danger or turn.despairs or (named(turn) and len(turn.text) <= _LONGEST_NUMBER):
        return False
    if turn.intent in _KNOWN and turn.confidence >= INTENT_SURE:
        return False
    assert turn.reading is not None, "something was written"
    case = context.bureau().cases.own(number=number, by=turn.by)
    placed = bool(turn.clues.place or turn.clues.place_text)
    another = placed and bool(turn.sure) and not set(turn.sure) & set(case.draft.categories)
    if _elsewhere(case, turn) or (another and act is Act.REPORT):
        return False
    return (act or turn.reading.act) in _REPLIES


def of_a_case(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Answer what is said of a case filed, answered or refused before; None where it is not."""
    setting, situation = turn.situation.setting, turn.situation
    judged = setting is Setting.ANSWERED and situation.answered is not None
    if judged and (events := _verdict(act, turn, dispatcher)) is not None:
        return events
    if situation.half_told and act in (Act.WITHDRAW, Act.CANCEL):
        return let_go(dispatcher)
    if situation.offer is not None and situation.offer.what == LISTED and _names_one(turn):
        return about_case(turn, dispatcher)
    if act is Act.WITHDRAW or (setting is Setting.FILED and act is Act.CANCEL):
        return about_case(turn, dispatcher, "withdraw")
    number = situation.just_filed or situation.refused or situation.answered
    if setting is Setting.FILED and act is Act.CONFIRM and situation.offer is None and number:
        say(dispatcher, "utter_case_filed_before", number=number)
        return []
    if act is Act.UNSOLVED and not number and not turn.clues.place_text:
        number = _only_open(turn)
    if number and (act is Act.UNSOLVED or setting in _AFTER_A_CASE):
        case = context.bureau().cases.own(number=number, by=turn.by)
        if (_adds(case, act, turn) or _again(case, act, turn)) and not _elsewhere(case, turn):
            put_right = act is Act.CORRECT or puts_right(turn.text)
            add(number, turn, dispatcher, *(["utter_case_corrected"] if put_right else []))
            return []
    return None


def _adds(case: Case, act: Act | None, turn: Turn) -> bool:
    """Return whether a message adds to a case: to an urgent one whatever may tell more."""
    if act in _MORE:
        return True
    if not case.draft.urgent:
        return False
    # Where help is on its way, words in doubt are heard as if more was asked for.
    likely = act or context.act_reader().read(turn.text, Setting.SUPPLEMENT).act
    return likely in (*_MORE, Act.REPORT, Act.UNKNOWN)


def _names_one(turn: Turn) -> bool:
    """Return whether a message after the list of cases says which: by its order or its town."""
    return ordinal_named(turn.text, MOST_LISTED) is not None or bool(
        turn.clues.place and not turn.sure
    )


def _only_open(turn: Turn) -> str | None:
    """Return the number of the citizen's open case where there is one alone: 又来了，没人管."""
    running = [
        case
        for case in context.bureau().cases.of_citizen(by=turn.by)
        if case.status in (*RUNNING, Status.REFUSED)
    ]
    return running[0].number if len(running) == 1 else None


def _again(case: Case, act: Act | None, turn: Turn) -> bool:
    """Return whether a message says of an open case that it goes on: 又来了，没人管."""
    return act is Act.UNSOLVED and case.status in OPEN and not turn.clues.place_text


def _elsewhere(case: Case, turn: Turn) -> bool:
    """Return whether a message names another town than its case: then it is another matter.

    Two towns may have a village of one name: what the case calls its place is no other one.
    """
    told, known = turn.clues.place, case.draft.place
    if not told or not known or told[:9] == known[:9]:
        return False
    return not names_alike(turn.clues.place_text, case.draft.place_text)


def _verdict(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Take what is said of the bureau's answer, or ask which is meant."""
    number, reading = turn.situation.answered, turn.reading
    assert number is not None, "there is an answer to judge"
    assert reading is not None, "something was written"
    act = act or _leaning(reading)
    case = context.bureau().cases.own(number=number, by=turn.by)
    if act in _VERDICTS and not _elsewhere(case, turn):
        try:
            return answer(case, verdict(_VERDICTS[act], turn), turn, dispatcher)
        except StepError as refused:
            say(dispatcher, "utter_case_refused_step", explanation=refused.explanation)
            return []
    if named(turn) and act not in _VERDICTS:
        return None
    undecided = act in (Act.PAUSE, Act.UNKNOWN)
    # Anger right after an answer is about that answer.
    doubted = act is Act.VENT or (act is None and reading.act in (*_VERDICTS, Act.VENT))
    if undecided or (doubted and turn.intent != "report"):
        ways = doubts("verdict", number=number, asked=case.updated.isoformat())
        say(dispatcher, "utter_case_verdict_doubt", number=number, buttons=list(ways.values()))
        return []
    return None


def _leaning(reading: ActReading) -> Act | None:
    """Return the verdict that is far likelier than the opposite one, though not sure alone."""
    chances = {act: chance for act, chance in reading.ranking if act in _VERDICTS}
    likelier, other = sorted(chances, key=lambda act: -chances[act])
    clear = chances[likelier] >= SURE / 2 and chances[likelier] >= 4 * chances[other]
    return likelier if clear and reading.act is likelier else None


def _by_act(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    lost = turn.intent in _LOST
    goes_further = turn.situation.topic and not asks(turn.text, "meaning")
    if goes_further and (events := goes_on(turn, dispatcher, tracker)):
        return events
    if act in _ASKS:
        complains = turn.intent == "report" and turn.sure
        return None if complains else answered(act, turn, dispatcher, tracker)
    if act is Act.PROGRESS and turn.intent != "ask_case" and not _asks_in_vain(turn):
        return about_case(turn, dispatcher)
    beside = lost and act in (Act.VENT, Act.REPEAT, Act.LOOKUP)
    if beside and (told := answered(act, turn, dispatcher, tracker)) is not None:
        return told
    if act is Act.LOOKUP and turn.intent in _MISREAD_AS and _of_here_or_now(turn):
        return answered(act, turn, dispatcher, tracker)
    if act is Act.RESTART or (act is Act.REPORT and lost and _likely(turn)):
        return [FollowupAction("report_form")]
    if _asks_in_vain(turn):
        # An honest no that an officer hears of, before a guess at what may be meant.
        explain(turn, dispatcher)
        return []
    return None


def _asks_in_vain(turn: Turn) -> bool:
    """Return whether words ask for sure, and neither what nor of which case is understood."""
    return turn.intent == "nlu_fallback" and not turn.situation.topic and asks_to_know(turn)


def _of_here_or_now(turn: Turn) -> bool:
    """Return whether figures answer a question better than the texts do: 今天南湖水能游泳吗."""
    told = turn.clues.place or turn.clues.place_text or turn.clues.time
    return bool(told) and not wants_to_know(turn.text)


def _likely(turn: Turn) -> bool:
    alone = only_a_place(turn.text, turn.clues)
    return turn.reading is not None and turn.reading.chance >= LIKELY_REPORT and not alone


listen_with(taken)

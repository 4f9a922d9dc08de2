"""Several matters in one message: told apart, what is dangerous first, the others one by one."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered
from actions.base import say
from actions.turn import Turn
from bureau.dialogue import readback
from bureau.dialogue.acts import Act
from bureau.dialogue.decide import TELLING, puts_right
from bureau.dialogue.matters import (
    Matter,
    asked_behind,
    asked_beside,
    further_matters,
    matter_elsewhere,
    matters,
)
from bureau.dialogue.quality_words import asks
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import waiting
from bureau.dialogue.second_thoughts import all_of, announced, hands_in, same_place


def told_apart(turn: Turn) -> tuple[Matter, ...]:
    """Return the matters of a message, none where it holds fewer than two."""
    return matters(turn.words, turn.text if turn.glossed else "")


def one_of_several(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Turn:
    """Return the turn as if the first matter of its message had been said alone.

    The others wait, a question beside it is answered. What is dangerous comes first.
    """
    if turn.tapped or turn.situation.asked not in (None, "report_matter"):
        return turn
    written, question = asked_beside(turn.words)
    told = matters(written) if question else told_apart(turn)
    if question and not turn.danger:
        answered(*_question(turn, question), dispatcher, tracker)
    if len(told) < 2:
        return turn.saying(written, turn.categories) if question else turn
    ordered = sorted(told, key=lambda matter: not _alone(turn, matter).danger)
    queue(report, turn, ordered[1:])
    return _alone(turn, ordered[0])


def yes_with_question(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Answer a question behind a yes at the read-back; False where there is no such yes."""
    said, question = asked_behind(turn.words) if not turn.tapped else ("", "")
    if not (question and hands_in(said)):
        return False
    answered(*_question(turn, question), dispatcher, tracker)
    return True


def more_announced(report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Remember that further matters were announced, and say that each gets its turn."""
    if turn.tapped or report.empty:
        return False
    wanted = all_of(turn.text)
    more = announced(turn.text) or wanted - len(report.all)
    if more <= 0 and not wanted:
        return False
    if more <= 0:
        rows = readback.several(report, context.bureau().places)
        say(dispatcher, "utter_report_all_kept", rows=rows)
        return True
    report.announced = more
    say(dispatcher, "utter_report_announced")
    return True


def further(report: ReportInProgress, act: Act | None, turn: Turn) -> tuple[Matter, ...]:
    """Return the matters that a message brings up beside the one in hand."""
    telling = act in TELLING or act is None
    if turn.tapped or turn.situation.asked is None or not telling or not report.texts:
        return ()
    if turn.glossed:
        other = act is not Act.CORRECT and matter_elsewhere(
            turn.words, turn.text, known=report.place, named=turn.clues.place
        )
        return (other,) if other else ()
    found = further_matters("\n".join(report.texts), turn.words)
    if not found and report.announced and _tells_another(turn):
        found = (Matter(turn.words, turn.categories, turn.text),)
    report.announced = max(report.announced - len(found), 0)
    return found


def _tells_another(turn: Turn) -> bool:
    """Return whether a message tells a matter, as one was announced before."""
    return turn.intent == "report" and bool(turn.sure) and not puts_right(turn.text)


def queue(report: ReportInProgress, turn: Turn, matters_told: Sequence[Matter]) -> None:
    """Let further matters of a message wait for the report; what is dangerous is marked."""
    for matter in matters_told:
        alone = _alone(turn, matter)
        behind = waiting(alone, context.bureau().places)
        behind.urgent = alone.danger != ""
        report.waiting = [*report.waiting, behind.kept()]


def brought_forward(report: ReportInProgress, first: int) -> ReportInProgress:
    """Return the matter that is to come first, the others behind it in their order."""
    if first == 0:
        return report
    others = list(report.waiting)
    chosen = ReportInProgress.of(others.pop(first - 1))
    chosen.told, chosen.ordinal = ["heard", "several"], report.ordinal
    report.waiting = []
    chosen.waiting = [report.kept(), *others]
    return chosen


def stand_where_it_was(report: ReportInProgress, turn: Turn) -> None:
    """Begin a report that is said to be of the same place where the case of just now is."""
    number = turn.situation.just_filed
    if number is None or report.place or report.point or not same_place(turn.text):
        return
    before = context.bureau().cases.own(number=number, by=turn.by).draft
    report.place, report.place_text = before.place, before.place_text
    if before.location is not None:
        where = before.location
        report.point = [where.longitude, where.latitude, where.label]
    report.exact = bool(before.place and before.place_text)


def warn_of_others(report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say what protects people from the dangers that wait behind the one in hand."""
    kinds = [turn.saying("\n".join(one.texts), ()).danger for one in report.all[1:] if one.urgent]
    for kind in dict.fromkeys(kinds):
        if kind not in ("", turn.danger):
            say(dispatcher, f"utter_danger_{kind}")


def _alone(turn: Turn, matter: Matter) -> Turn:
    return turn.saying(matter.words, matter.categories, plain=matter.plain)


def _question(turn: Turn, question: str) -> tuple[Act, Turn]:
    """Return what a question beside a report does, and the turn as if it had been asked alone."""
    alone = turn.saying(question, (), intent="question")
    return (Act.LOOKUP if asks(question, "air") or asks(question, "water") else Act.QUESTION), alone

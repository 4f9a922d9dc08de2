"""Taking one's own phone number or name out of a report, before and after it was filed."""

from __future__ import annotations

from functools import cache

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say, slots
from actions.turn import Turn
from basis.packaged import yaml_beside
from bureau.dialogue.contact_words import withheld_kinds
from bureau.dialogue.report import ReportInProgress

_LOOKED_AT = 5  # newest cases of a citizen


def withheld(report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Take a contact out of a report in the making and say so; False where none is meant."""
    kinds = withheld_kinds(turn.text) if not turn.tapped else frozenset()
    if not kinds or report.empty:
        return False
    if report.withhold(kinds):
        say(dispatcher, "utter_contact_withheld", what=_named(kinds))
    else:
        say(dispatcher, "utter_contact_absent", what=_named(kinds))
    if "name" in kinds and not report.anonymous:
        report.anonymous = True
        say(dispatcher, "utter_report_anonymous")
    return True


def withheld_from_draft(
    turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take a contact out of a report that waits to be gone on with; None where none is meant."""
    if not turn.situation.half_told:
        return None
    report = ReportInProgress.of(tracker.get_slot("report_draft"))
    if not withheld(report, turn, dispatcher):
        return None
    return slots(report_draft=report.kept())


def withheld_from_cases(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Take a contact out of the cases that hold it; None where none is meant or none holds it."""
    kinds = withheld_kinds(turn.text) if not turn.tapped else frozenset()
    if not kinds or turn.situation.half_told:
        return None
    bureau = context.bureau()
    changed = [
        case.number
        for case in bureau.cases.of_citizen(by=turn.by, limit=_LOOKED_AT)
        if bureau.withholding.withhold(number=case.number, kinds=kinds, by=turn.by, at=turn.at)
    ]
    if changed:
        numbers = _words()["joined"].join(changed)
        say(dispatcher, "utter_contact_withheld_case", number=numbers, what=_named(kinds))
        return []
    if turn.situation.just_filed is None:
        return None
    say(dispatcher, "utter_contact_absent", what=_named(kinds))
    return []


def _named(kinds: frozenset[str]) -> str:
    return _words()["joined"].join(_words()[kind] for kind in sorted(kinds))


@cache
def _words() -> dict[str, str]:
    return dict(yaml_beside(__file__, "contact.yml"))

"""How a case stands, and what its citizen may do with it."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, Button, say, slots
from actions.offers import offer
from actions.turn import Turn
from bureau.cases import Case, NumberError, Status, StepError, Verb, Who, words
from bureau.cases.lifecycle import possible
from bureau.cases.numbers import read
from bureau.dialogue.acts import Act
from bureau.dialogue.dates import day
from bureau.dialogue.named import ordinal_named
from bureau.dialogue.readback import asked_line, due_line, plain
from bureau.dialogue.situation import RATING
from bureau.dialogue.verdict_words import is_content

MOST_LISTED = 4
LONGEST_SHOWN = 300  # characters of an answer; the page has the whole of a longer one
# Offered with the list of cases: the next message may say which is meant.
LISTED = "cases"
_TAKEN = {
    "satisfied": "satisfied", "reopen": "reopened", "dissatisfied": "taken_up_again",
    "withdraw": "withdrawn",
}  # fmt: skip
_WISHES = {Act.SOLVED: "settled", Act.UNSOLVED: "reopen", Act.WITHDRAW: "withdraw"}


class ActionCase(BureauAction):
    """Says how a case stands: the one named, or the citizen's own latest."""

    called = "action_case"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Answer, or take the step that a button or a plain word asks for."""
        return about_case(turn, dispatcher)


def about_case(
    turn: Turn, dispatcher: CollectingDispatcher, wish: str | None = None
) -> list[EventType]:
    """Answer about the case that is meant, or take the step that was asked for."""
    reports = context.bureau().cases
    cases = reports.of_citizen(by=turn.by, limit=MOST_LISTED)
    try:
        number = _number(turn)
    except NumberError as unreadable:
        say(dispatcher, "utter_case_unreadable", explanation=words().number(unreadable.code))
        return []
    if number is None and not cases:
        say(dispatcher, "utter_case_none")
        return []
    try:
        meant = number or _meant(turn, cases)
        case = reports.own(number=meant, by=turn.by) if meant else cases[0]
        return _handle(case, meant, cases, turn, dispatcher, wish)
    except StepError as refused:
        say(dispatcher, "utter_case_unreadable", explanation=refused.explanation)
        return []


def _meant(turn: Turn, cases: list[Case]) -> str | None:
    """Return the number of the one case that words tell by its place in the list or its town."""
    if len(cases) < 2 or not turn.text:
        return None
    place = turn.clues.place
    of_town = [case for case in cases if place and (case.draft.place or "")[:9] == place[:9]]
    if len(of_town) == 1:
        return of_town[0].number
    which = ordinal_named(turn.text, len(cases))
    return None if which is None else cases[which].number


def _number(turn: Turn) -> str | None:
    """Return the case number that was tapped or written, None when none was meant."""
    said = str(turn.carried.get("number") or turn.text)
    try:
        return read(said)
    except NumberError as unreadable:
        if unreadable.code == "absent":
            return None
        raise


def named(turn: Turn) -> bool:
    """Return whether a message names a case by its number."""
    try:
        return _number(turn) is not None
    except NumberError:
        return False


def _handle(
    case: Case,
    number: str | None,
    cases: list[Case],
    turn: Turn,
    dispatcher: CollectingDispatcher,
    wish: str | None,
) -> list[EventType]:
    act = turn.does()
    if turn.carried.get("asked", case.updated.isoformat()) != case.updated.isoformat():
        # The button stood under an earlier word about the case.
        say(dispatcher, "utter_case_moved_on")
        tell(case, dispatcher, turn.at)
        return []
    wish = wish or turn.option or verdict(_WISHES.get(act, "") if act else "", turn)
    if wish in ("satisfied", "settled", "reopen"):
        return answer(case, wish, turn, dispatcher)
    if wish == "supplement":
        return [*slots(supplement_number=case.number), FollowupAction("supplement_form")]
    if wish == "withdraw":
        say(
            dispatcher,
            "utter_case_withdraw_sure",
            number=case.number,
            matter=_matter(case),
            asked=turn.message_key,
        )
        return offer("withdraw", turn, case.number)
    if number is None and len(cases) > 1 and turn.option != "latest":
        say(dispatcher, "utter_case_several", buttons=[_listed(one) for one in cases])
        return offer(LISTED, turn)
    tell(case, dispatcher, turn.at)
    return []


def verdict(wish: str, turn: Turn) -> str:
    """Return the step that a verdict asks for: who praises the work besides is not asked again."""
    return "satisfied" if wish == "settled" and is_content(turn.text) else wish


def answer(case: Case, verb: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Take a citizen's step and say that it was taken; raises `StepError`."""
    said = "" if turn.tapped else turn.words
    taken = context.bureau().cases.reply(
        verb=verb,
        number=case.number,
        by=turn.by,
        at=turn.at,
        note=said,
        message_key=turn.message_key,
    )
    if taken.status is Status.CONTESTED:
        by = words().deadline(taken.due) if taken.due else ""
        say(dispatcher, "utter_case_contested", number=taken.number, due=by)
        return slots(offer=None)
    if verb == "settled":
        say(dispatcher, "utter_case_settled", number=taken.number, asked=turn.message_key)
        return offer(RATING, turn, taken.number)
    told = _TAKEN[verb]
    say(dispatcher, f"utter_case_{told}", number=taken.number)
    if told == "satisfied" and context.bureau().invitations.after_case(by=turn.by, at=turn.at):
        say(dispatcher, "utter_survey_offer", asked=turn.message_key)
        return offer("survey_form", turn)
    return slots(offer=None)


def tell(case: Case, dispatcher: CollectingDispatcher, at: datetime) -> None:
    """Say how a case stands, with what may be done."""
    more = ""
    if case.status is Status.WAITING:
        more = asked_line(case.question)
    elif case.answer:
        more = f"\n{plain(case.answer, LONGEST_SHOWN)}"
        reports = context.bureau().cases
        if len(case.answer) > LONGEST_SHOWN or reports.notices.encloses(case):
            more += f"\n{reports.notices.answer_address(case, at=at)}"
    elif case.due:
        more = due_line(case.due, at)
    say(
        dispatcher,
        "utter_case_standing",
        number=case.number,
        matter=_matter(case),
        status=case.status_label,
        standing=case.standing,
        more=more,
        buttons=_choices(case),
    )


def _matter(case: Case) -> str:
    place = context.bureau().places.get((case.draft.place or "")[:9])
    where = place.name if place else plain(case.draft.place_text, 12)
    return f"{where}{words().category(case.draft.category)}"


def _listed(case: Case) -> Button:
    title = f"{_matter(case)} {day(case.created)}"
    return {"title": title, "payload": f'/ask_case{{"number": "{case.number}"}}'}


def _choices(case: Case) -> list[Button]:
    """Return what the citizen may do now: the table of steps decides."""
    verbs = {row.verb for row in possible(case.status, Who.CITIZEN)}
    if Verb.SATISFIED in verbs:
        verbs -= {Verb.SUPPLEMENT, Verb.WITHDRAW}
    return [
        {
            "title": words().verb(verb),
            "payload": f'/ask_case{{"number": "{case.number}", "option": "{verb}",'
            f' "asked": "{case.updated.isoformat()}"}}',
        }
        for verb in (Verb.SATISFIED, Verb.SETTLED, Verb.REOPEN, Verb.SUPPLEMENT, Verb.WITHDRAW)
        if verb in verbs
    ]

"""What becomes of a report: filed as a case, added to an earlier one, or let go."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say, slots
from actions.care import kept_for_later
from actions.odor import told_of_others
from actions.offers import ANY_TIME
from actions.turn import Turn
from bureau.cases import Case, StepError, words
from bureau.dialogue import readback
from bureau.dialogue.report import ReportInProgress

# The step of a form that opens by itself, on the next of several matters.
NEXT = "next"
SLOTS = (
    "report_draft", "report_matter", "report_place", "report_time", "report_detail",
    "report_same", "report_consent", "report_notes", "report_leading", "report_step",
    "report_near", "report_asked",
)  # fmt: skip


def forgotten() -> list[EventType]:
    """Return the events that empty the form: slots outlive a submitted form otherwise."""
    return slots(**dict.fromkeys(SLOTS))


def supplemented(
    number: str, turn: Turn, *, text: str = "", photos: tuple[str, ...] = (), urgent: bool = False
) -> Case:
    """Add words and photos to a case, each once however often the turn is played.

    `urgent`: they tell of danger, so that the case becomes urgent.

    Raises `StepError` when nothing is added or the case no longer takes it.
    """
    reports = context.bureau().cases
    parts: list[dict[str, str]] = [{"text": text}] if text or not photos else []
    parts += [{"photo": photo} for photo in photos]
    for place, part in enumerate(parts):
        case = reports.supplement(
            number=number, by=turn.by, at=turn.at, message_key=f"{turn.message_key}/{place}",
            urgent=urgent, **part,
        )  # fmt: skip
    return case


def replied(number: str, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Attach this turn's words, place or photo to a case as the reply that an officer asked for."""
    add(number, turn, dispatcher, said="utter_case_replied")


def add(
    number: str, turn: Turn, dispatcher: CollectingDispatcher, said: str = "utter_case_supplemented"
) -> None:
    """Add this turn's words or photo to a case and say so, or say why not."""
    try:
        text = turn.words
        if turn.point is not None:
            text = "{2}（{0:.5f}, {1:.5f}）".format(*turn.point)
        supplemented(number, turn, text=text, photos=(turn.photo,) if turn.photo else ())
    except StepError as refused:
        say(dispatcher, "utter_case_refused_step", explanation=refused.explanation)
        return
    say(dispatcher, said, number=number)


def let_go(dispatcher: CollectingDispatcher) -> list[EventType]:
    """Drop what was told so far and say so."""
    say(dispatcher, "utter_report_cancelled")
    return forgotten()


class ActionFinishReport(BureauAction):
    """Files the report, adds it to the earlier one, or lets it go; the form is empty after."""

    called = "action_finish_report"
    listens = False

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Do what the citizen decided."""
        report = ReportInProgress.of(tracker.get_slot("report_draft"))
        decided = tracker.get_slot("report_consent")
        filed: list[EventType] = []
        following = report.following
        if decided == "yes":
            filed = self._file(report, turn, dispatcher)
            while report.urgent and following is not None and following.urgent:
                # Danger is never read back: it waits for nobody's yes.
                filed = [*self._file(following, turn, dispatcher), *filed]
                following = following.following
        elif decided == "same":
            filed = self._follow(report, turn, dispatcher)
        elif decided == "pause":
            say(dispatcher, "utter_report_paused")
            return [*slots(report_consent=None), *slots(offer=ANY_TIME.format("report"))]
        elif decided == "aside":
            return slots(report_consent=None)
        elif decided == "care":
            return [*kept_for_later(turn, dispatcher), *slots(report_consent=None)]
        elif decided == "no" and following is not None:
            return _ask_whether_to_go_on(report, following, dispatcher)
        elif decided != "none":
            return let_go(dispatcher)
        if following is None and not any(event["event"] == "followup" for event in filed):
            return [*forgotten(), *filed, *_announced_next(report, dispatcher)]
        return forgotten() + filed + _next(following, filed, dispatcher)

    def _file(
        self, report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher
    ) -> list[EventType]:
        reports = context.bureau().cases
        try:
            case = reports.submit(
                draft=report.draft(), by=turn.by, at=turn.at,
                message_key=_key(report, turn),
            )  # fmt: skip
        except StepError as refused:
            say(dispatcher, "utter_report_refused", explanation=refused.explanation)
            return []
        authority = reports.responsible(case)
        response = "utter_report_filed"
        if case.draft.urgent:
            response = "utter_report_filed_urgent"
        elif not authority.ours:
            response = "utter_report_filed_elsewhere"
        say(
            dispatcher,
            response,
            number=case.number,
            authority=authority.name,
            phone=authority.phone,
            due=words().deadline(case.due) if case.due else "",
        )
        if not case.draft.urgent:  # there, only what protects people counts
            self._tell_of_neighbours(case, turn, dispatcher)
        kept = slots(last_case=[case.number, turn.at.isoformat()])
        if case.draft.urgent and not report.found:
            # Filed at once; where it is can be added while help is on its way.
            return [
                *kept, *slots(supplement_number=case.number, supplement_step="place"),
                FollowupAction("supplement_form"),
            ]  # fmt: skip
        return kept

    def _tell_of_neighbours(self, case: Case, turn: Turn, dispatcher: CollectingDispatcher) -> None:
        """Say how many neighbours reported the same: nobody is alone with it, nor the first.

        Of odor it is said of the whole town and in words alone.
        """
        if case.draft.category == "odor":
            told_of_others(case.town, turn, dispatcher)
            return
        count, night = context.bureau().neighbours.tonight(case=case, at=turn.at)
        if count:
            response = "utter_report_neighbours_" + ("tonight" if night else "today")
            say(dispatcher, response, count=count)

    def _follow(
        self, report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher
    ) -> list[EventType]:
        reports = context.bureau().cases
        draft = report.draft()
        case = reports.similar(draft=draft, by=turn.by, at=turn.at)
        if case is None:
            return self._file(report, turn, dispatcher)
        case = supplemented(case.number, turn, text=draft.description, photos=draft.photos)
        say(dispatcher, "utter_report_followed", number=case.number, standing=case.standing)
        return slots(last_case=[case.number, turn.at.isoformat()])


def _key(report: ReportInProgress, turn: Turn) -> str:
    """Return the key under which a report is filed once, however often its turn is played."""
    return turn.message_key if report.ordinal == 1 else f"{turn.message_key}/{report.ordinal}"


def _next(
    following: ReportInProgress | None, filed: list[EventType], dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Begin the next of several matters, unless the one before is still asked about."""
    if following is None:
        return []
    events = _taken_up(following)
    if any(event["event"] == "followup" for event in filed):
        return events
    say(dispatcher, "utter_report_next", ordinal=following.ordinal, **_named(following))
    return [*events, *slots(report_step=NEXT), FollowupAction("report_form")]


def _announced_next(report: ReportInProgress, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask for a matter that was announced once those told are done; none where none was."""
    if report.announced <= 0:
        return []
    following = ReportInProgress(
        told=["several"], ordinal=report.ordinal + 1, anonymous=report.anonymous,
        announced=report.announced - 1,
    )  # fmt: skip
    say(dispatcher, "utter_report_announced_next")
    return [
        *slots(report_draft=following.kept(), report_step=NEXT),
        FollowupAction("report_form"),
    ]


def _ask_whether_to_go_on(
    report: ReportInProgress, following: ReportInProgress, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Let the matter in hand go and ask whether those behind it are still to be reported."""
    rows = readback.several(following, context.bureau().places)
    say(dispatcher, "utter_report_others", rows=rows, **_named(report))
    return [*forgotten(), *_taken_up(following), *slots(offer=ANY_TIME.format("report"))]


def _taken_up(following: ReportInProgress) -> list[EventType]:
    told = _named(following)
    return slots(
        report_draft=following.kept(),
        report_matter=told["matter"],
        report_place=told["place"],
        report_asked=following.mark,
    )


def _named(report: ReportInProgress) -> dict[str, Any]:
    """Return what is wrong and where, as it is read back."""
    place = readback.place(report, context.bureau().places)
    return {"matter": readback.matter(report), "place": place}

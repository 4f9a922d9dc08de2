"""A citizen's sitting from step to step: its clock, whether it may go on, what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from surveys.interview.state import (
    InterviewEvent,
    InterviewState,
    InterviewStatus,
    InterviewStep,
    final,
)
from surveys.ports import Answer, Sitting
from surveys.questionnaire.model import Questionnaire

_LONGEST_PAUSE = timedelta(minutes=5)  # what passes beyond it is not time spent answering


def asks(questionnaire: Questionnaire, state: InterviewState) -> bool:
    """Whether what an interview asks next is still in the questionnaire."""
    return state.at is None or questionnaire.has(state.at)


def kept(questionnaire: Questionnaire, sitting: Sitting, at: datetime) -> bool:
    """Whether an interview may still be continued: unfinished ones expire."""
    unfinished = sitting.state.status in (InterviewStatus.OPEN, InterviewStatus.LEFT)
    return not unfinished or at - sitting.touched <= timedelta(days=questionnaire.expires_days)


def moved(
    questionnaire: Questionnaire, sitting: Sitting, step: InterviewStep, *, at: datetime
) -> Sitting:
    """The sitting after a step: its clock, its town, and whether it is finished.

    Once finished it keeps the hour alone: by the instant of its last message an answer could be
    matched to the person who wrote at that instant.
    """
    place = questionnaire.place
    town = step.state.given.get(place.id) if place else None
    pause = min(max(at - sitting.touched, timedelta()), _LONGEST_PAUSE)
    restarted = step.event is InterviewEvent.RESTARTED
    started, touched = (at if restarted else sitting.started), max(at, sitting.touched)
    seconds = 0.0 if restarted else (sitting.seconds or 0.0) + pause.total_seconds()
    finished = None
    if sitting.finished is not None:
        started, touched = sitting.started, sitting.touched
        seconds = sitting.seconds or 0.0
        finished = sitting.finished
    elif step.state.status is InterviewStatus.COMPLETE:
        started, touched = _hour(started), _hour(touched)
        finished = touched
    return replace(
        sitting,
        state=step.state,
        town=town if town and len(town) == 9 else None,
        started=started,
        touched=touched,
        finished=finished,
        seconds=seconds,
    )


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def counted(questionnaire: Questionnaire, sitting: Sitting) -> Sequence[Answer]:
    """The answers to keep: all of a complete sitting, none before."""
    if sitting.state.status is not InterviewStatus.COMPLETE:
        return ()
    scored = {question.id for question in questionnaire.scored}
    return [
        Answer(name, value, int(value) if name in scored else None)
        for name, value in final(questionnaire, sitting.state).items()
    ]

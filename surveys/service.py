"""The survey desk: what the doors ask of the survey engine, over its ports."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from basis.clock import SHANGHAI
from surveys.interview.state import (
    InterviewEvent,
    InterviewState,
    InterviewStatus,
    InterviewStep,
    answer,
    final,
    resume,
    start,
)
from surveys.interview.wording import SurveyTurn, closed_turn, worded
from surveys.ports import AgencyIntake, Answer, Sitting, SurveyStore
from surveys.questionnaire.model import Questionnaire, load
from surveys.wave_admin import FrozenError, SurveyError, Towns, WaveAdmin
from surveys.waves import SELF, Phase, wave_at

if TYPE_CHECKING:
    from surveys.files.agency import Taken
    from surveys.files.population import Population
    from surveys.results import Results
    from surveys.statistics.answers import Answers
    from surveys.statistics.ranking import Level, SurveyRanking

__all__ = ["SELF", "FrozenError", "SurveyError", "SurveyService", "SurveyTurn", "Towns"]

# The processes that only ask and answer never load what files and statistics need (150 MB):
# `files.agency`, `statistics.ranking` and `checks` are imported where they are used.

_LONGEST_PAUSE = timedelta(minutes=5)  # what passes beyond it is not time spent answering
_TRIES = 5


class SurveyService(WaveAdmin):
    """Waves, interviews and their figures.

    `key` (bytes) turns a citizen's key into a respondent, anew for every wave: without it the
    answers of one person cannot be found, nor joined from wave to wave. With a `population`
    table rankings are weighted; without one they are not, and say so.
    """

    def __init__(
        self,
        *,
        store: SurveyStore,
        key: bytes,
        towns: Towns,
        questionnaire: Questionnaire,
        population: Population | None = None,
    ) -> None:
        super().__init__(store=store, towns=towns, questionnaire=questionnaire)
        self._key = key
        self.population = population

    # Answering

    def turn(
        self,
        *,
        by: str,
        town: str | None,
        text: str | None,
        at: datetime,
        channel: str,
        via: str | None = None,
        message_key: str | None = None,
        device: str | None = None,
        address: str | None = None,
    ) -> SurveyTurn:
        """Take a message of a citizen and say what to ask or say next.

        `text` None starts or resumes. `town` is the registered one (9-digit code) if known, `via`
        what brought the citizen here (menu, qr, article, case, notice). A
        message that comes again under the same `message_key` gets the same turn and changes
        nothing. `device` and `address` are hashed before they are kept.
        """
        for _ in range(_TRIES):
            wave = self.wave(at=at)
            if wave.phase(at) is not Phase.OPEN:
                return closed_turn()
            questionnaire = load(wave.source)
            respondent = self.respondent(wave.key, by)
            seen = self._hashed(wave.key, message_key)
            held = self.store.sitting(respondent)
            if held is not None and seen is not None and held.last_key == seen:
                return SurveyTurn.from_json(held.last_turn or {})
            sitting = held or Sitting(
                respondent=respondent,
                wave=wave.key,
                channel=channel,
                via=via,
                mode=SELF,
                state=InterviewState(at=None),
                started=at,
                touched=at,
                device=self._hashed(wave.key, device),
                address=self._hashed(wave.key, address),
            )
            # What was asked under a draft that an officer has since changed is asked anew.
            new = held is None or not _asks(questionnaire, sitting.state)
            step = self._step(questionnaire, sitting, new=new, town=town, text=text, at=at)
            turn = worded(questionnaire, step)
            moved = _moved(questionnaire, sitting, step, at=at)
            moved = replace(moved, last_key=seen, last_turn=turn.to_json())
            if wave.frozen_at is None and step.state.given:
                self.store.freeze(wave.key, at=at)
                if self.wave(at=at).digest != wave.digest:
                    continue
            if self.store.save(moved, _counted(questionnaire, moved)):
                return turn
        raise SurveyError("同一位居民的消息同时到得太多")

    def shown(self, *, by: str, at: datetime) -> SurveyTurn | None:
        """What was last said to a citizen in this wave, for showing it again; None: nothing yet.

        Changes nothing. After the expiry of an unfinished interview there is nothing to show.
        """
        wave = self.wave(at=at)
        if wave.phase(at) is not Phase.OPEN:
            return closed_turn()
        held = self.store.sitting(self.respondent(wave.key, by))
        if held is None or held.last_turn is None:
            return None
        questionnaire = load(wave.source)
        if not _kept(questionnaire, held, at) or not _asks(questionnaire, held.state):
            return None
        return SurveyTurn.from_json(held.last_turn)

    def standing(self, *, by: str, at: datetime) -> tuple[InterviewStatus, datetime] | None:
        """Where a citizen's interview stands in this wave, and since when; None: not begun.

        A finished one knows only the hour.
        """
        held = self.store.sitting(self.respondent(wave_at(at), by))
        return None if held is None else (held.state.status, held.touched)

    def questionnaire(self, *, at: datetime) -> Questionnaire:
        """What is asked in this quarter's wave."""
        return load(self.wave(at=at).source)

    def respondent(self, wave: str, citizen: str) -> str:
        """The respondent that a citizen is in one wave: HMAC-SHA256, 32 hexadecimal digits."""
        return self._hashed(wave, citizen) or ""

    def _hashed(self, wave: str, what: str | None) -> str | None:
        if what is None:
            return None
        return hmac.new(self._key, f"{wave}|{what}".encode(), hashlib.sha256).hexdigest()[:32]

    def _step(
        self,
        questionnaire: Questionnaire,
        sitting: Sitting,
        *,
        new: bool,
        town: str | None,
        text: str | None,
        at: datetime,
    ) -> InterviewStep:
        state = sitting.state
        if new:
            return self._start(questionnaire, town)
        if not _kept(questionnaire, sitting, at):
            return InterviewStep(self._start(questionnaire, town).state, InterviewEvent.RESTARTED)
        if text is None:
            return resume(questionnaire, state)
        return answer(questionnaire, state, text, self._towns.resolve)

    def _start(self, questionnaire: Questionnaire, town: str | None) -> InterviewStep:
        known = (town, self._towns.name(town)) if town and len(town) == 9 else None
        return start(questionnaire, town=known)

    # Third-party files

    def take_in(
        self, *, wave: str, name: str, data: bytes, mapping: str, by: str, at: datetime
    ) -> Taken:
        """Take in an agency's file (CSV or XLSX) with its mapping (YAML), whole or not at all.

        The same file for the same wave again does nothing. Closed waves take files too: agencies
        deliver after the quarter.
        """
        from surveys.files import agency as intake
        from surveys.files.problems import UnusableFileError

        held = self._begun(wave, at)
        digest = intake.digest(data, wave)
        before = self.store.intake(digest)
        if before is not None:
            return intake.Taken(rows=before.rows, already=True)
        reader = intake.Reader(
            questionnaire=load(held.source),
            wave=wave,
            mapping=mapping,
            resolve=self._towns.resolve,
            respondent=lambda who: self.respondent(wave, who),
            at=at,
        )
        try:
            rows = reader.read(data)
        except UnusableFileError as error:
            return intake.Taken(rows=0, problems=tuple(error.problems))
        mode = rows[0][0].mode
        taken = AgencyIntake(digest, wave, name[:200], mode, len(rows), by, at)
        known = self.store.take_in(taken, rows)
        if known:
            where = {sitting.respondent: i for i, (sitting, _) in enumerate(rows)}
            again = intake.known_before(sorted(reader.lines[where[who]] for who in known))
            return intake.Taken(rows=0, problems=(again,))
        self.store.freeze(wave, at=at)
        return intake.Taken(rows=len(rows))

    # Figures

    def answers(self, *, wave: str, mode: str | None = SELF) -> Answers:
        """The complete answers of a wave in one mode (None: all), for estimates and exports."""
        from surveys.tabling import stored_answers

        return stored_answers(self.store, self._known(wave), mode=mode)

    def ranking(
        self,
        *,
        wave: str | None = None,
        level: Level = "county",
        mode: str | None = SELF,
        at: datetime | None = None,
    ) -> SurveyRanking:
        """The ranking of counties or towns from the stored answers.

        `wave` None is the newest one that is over: at `at`, or else by what the store holds.
        `mode` keeps answers given to an interviewer apart; None puts all together and beside it
        each alone. Without `at` the ranking bears the day of its newest answer. Raises
        `SurveyError` when nobody has answered.
        """
        from surveys.results import ranked

        held = self._known(wave or self._over(at))
        made_on = None if at is None else at.astimezone(SHANGHAI).date()
        return ranked(self, wave=held.key, level=level, mode=mode, made_on=made_on)[0]

    def results(self, *, wave: str, level: Level, mode: str | None = SELF) -> Results:
        """The ranking of a wave with all that is shown beside it.

        Raises `SurveyError` when there is no such wave or nobody has answered.
        """
        from surveys.results import results

        return results(self, wave=self._known(wave).key, level=level, mode=mode)


def _asks(questionnaire: Questionnaire, state: InterviewState) -> bool:
    return state.at is None or questionnaire.has(state.at)


def _kept(questionnaire: Questionnaire, sitting: Sitting, at: datetime) -> bool:
    """Whether an interview may still be continued: unfinished ones expire."""
    unfinished = sitting.state.status in (InterviewStatus.OPEN, InterviewStatus.LEFT)
    return not unfinished or at - sitting.touched <= timedelta(days=questionnaire.expires_days)


def _moved(
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


def _counted(questionnaire: Questionnaire, sitting: Sitting) -> Sequence[Answer]:
    """The answers to keep: all of a complete sitting, none before."""
    if sitting.state.status is not InterviewStatus.COMPLETE:
        return ()
    scored = {question.id for question in questionnaire.scored}
    return [
        Answer(name, value, int(value) if name in scored else None)
        for name, value in final(questionnaire, sitting.state).items()
    ]

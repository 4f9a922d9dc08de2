"""The surveys as the doors ask for them: answering, taking in files, and the figures."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from basis.clock import SHANGHAI
from basis.packaged import words_beside
from surveys import panel, progress
from surveys.interview.state import (
    InterviewEvent,
    InterviewState,
    InterviewStatus,
    InterviewStep,
    answer,
    resume,
    start,
)
from surveys.interview.wording import SurveyTurn, closed_turn, worded
from surveys.modes import SELF
from surveys.ports import AgencyIntake, Answer, Sitting, SurveyStore
from surveys.questionnaire.model import Questionnaire, load
from surveys.wave_admin import SurveyError, Towns, WaveAdmin
from surveys.waves import Phase, Wave, compared, wave_at

if TYPE_CHECKING:
    from surveys.files.agency import Reader, Taken
    from surveys.results import AnsweredWave, Results
    from surveys.statistics.anonymous import Anonymous
    from surveys.statistics.answers import Answers
    from surveys.statistics.population import Population
    from surveys.statistics.ranking import SurveyRanking
    from surveys.statistics.small_areas import Covariates
    from surveys.statistics.tables import Level

# The processes that only ask and answer never load what files and statistics need (150 MB):
# `files.agency`, `tabling` and `results` are imported where they are used.

_WORDS = words_beside(__file__)
_TRIES = 5


class SurveyService:
    """The quarterly survey: `waves` for officers, interviews for citizens, and the figures.

    `key` (bytes) turns a citizen's key into a respondent, anew for every wave: without it the
    answers of one person cannot be found, nor joined from wave to wave. With a `population`
    table rankings are weighted; without one they are not, and say so. `town_facts` help the model
    for towns with few answers.
    """

    def __init__(
        self,
        *,
        store: SurveyStore,
        key: bytes,
        towns: Towns,
        questionnaire: Questionnaire,
        population: Population | None = None,
        town_facts: Covariates | None = None,
    ) -> None:
        self.waves = WaveAdmin(store=store, towns=towns, questionnaire=questionnaire)
        self._store = store
        self._key = key
        self._towns = towns
        self._population = population
        self._town_facts = town_facts

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
            wave = self.waves.current(at=at)
            if wave.phase(at) is not Phase.OPEN:
                return closed_turn()
            questionnaire = load(wave.source)
            respondent = self.respondent(wave.key, by)
            seen = self._hashed(wave.key, message_key)
            held = self._store.sitting(respondent)
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
            new = held is None or not progress.asks(questionnaire, sitting.state)
            step = self._step(questionnaire, sitting, new=new, town=town, text=text, at=at)
            turn = worded(questionnaire, step)
            moved = progress.moved(questionnaire, sitting, step, at=at)
            moved = replace(moved, last_key=seen, last_turn=turn.to_json())
            if panel.agreed(moved.state):
                key = panel.veiled(self._keyed, respondent=respondent, citizen=by)
                moved = replace(moved, panel=key)
            if wave.frozen_at is None and step.state.given:
                self._store.freeze(wave.key, at=at)
                if self.waves.current(at=at).digest != wave.digest:
                    continue
            if self._store.save(moved, progress.counted(questionnaire, moved)):
                return turn
        raise SurveyError(_WORDS["too_many_at_once"])

    def shown(self, *, by: str, at: datetime) -> SurveyTurn | None:
        """What was last said to a citizen in this wave, for showing it again; None: nothing yet.

        Changes nothing. After the expiry of an unfinished interview there is nothing to show.
        """
        wave = self.waves.current(at=at)
        if wave.phase(at) is not Phase.OPEN:
            return closed_turn()
        held = self._store.sitting(self.respondent(wave.key, by))
        if held is None or held.last_turn is None:
            return None
        questionnaire = load(wave.source)
        if not progress.kept(questionnaire, held, at) or not progress.asks(
            questionnaire, held.state
        ):
            return None
        return SurveyTurn.from_json(held.last_turn)

    def standing(self, *, by: str, at: datetime) -> tuple[InterviewStatus, datetime] | None:
        """Where a citizen's interview stands in this wave, and since when; None: not begun.

        A finished one knows only the hour.
        """
        held = self._store.sitting(self.respondent(wave_at(at), by))
        return None if held is None else (held.state.status, held.touched)

    def questionnaire(self, *, at: datetime) -> Questionnaire:
        """What is asked in this quarter's wave."""
        return load(self.waves.current(at=at).source)

    def respondent(self, wave: str, citizen: str) -> str:
        """The respondent that a citizen is in one wave: HMAC-SHA256, 32 hexadecimal digits."""
        return self._keyed(wave, citizen)

    def _hashed(self, wave: str, what: str | None) -> str | None:
        return None if what is None else self._keyed(wave, what)

    def _keyed(self, wave: str, what: str) -> str:
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
        if not progress.kept(questionnaire, sitting, at):
            return InterviewStep(self._start(questionnaire, town).state, InterviewEvent.RESTARTED)
        if text is None:
            return resume(questionnaire, state)
        return answer(questionnaire, state, text, self._towns.resolve)

    def _start(self, questionnaire: Questionnaire, town: str | None) -> InterviewStep:
        known = (town, self._towns.name(town)) if town and len(town) == 9 else None
        return start(questionnaire, town=known)

    # Answers from elsewhere

    def take_in(
        self, *, wave: str, name: str, data: bytes, mapping: str, by: str, at: datetime
    ) -> Taken:
        """Take in an agency's file (CSV or XLSX) with its mapping (YAML), whole or not at all.

        The same file for the same wave again does nothing. Closed waves take files too: agencies
        deliver after the quarter.
        """
        from surveys.files import agency
        from surveys.files.problems import UnusableFileError

        held = self.waves.begun(wave, at=at)
        digest = agency.digest(data, wave)
        before = self._store.intake(digest)
        if before is not None:
            return agency.Taken(rows=before.rows, already=True)
        reader = self.reader(wave, held.source, mapping, at)
        try:
            rows = reader.read(data)
        except UnusableFileError as error:
            return agency.Taken(rows=0, problems=tuple(error.problems))
        mode = rows[0][0].mode
        intake = AgencyIntake(digest, wave, name[:200], mode, len(rows), by, at)
        if known := self.keep(intake, rows, first=at):
            where = {sitting.respondent: i for i, (sitting, _) in enumerate(rows)}
            again = agency.known_before(sorted(reader.lines[where[who]] for who in known))
            return agency.Taken(rows=0, problems=(again,))
        return agency.Taken(rows=len(rows))

    def reader(self, wave: str, source: str, mapping: str, at: datetime) -> Reader:
        """Return what turns an agency's rows into sittings of a wave."""
        from surveys.files import agency

        return agency.Reader(
            questionnaire=load(source),
            wave=wave,
            mapping=mapping,
            resolve=self._towns.resolve,
            respondent=lambda who: self.respondent(wave, who),
            at=at,
        )

    def has_kept(self, digest: str) -> bool:
        """Whether answers from elsewhere were kept under this digest."""
        return self._store.intake(digest) is not None

    def keep(
        self,
        intake: AgencyIntake,
        sittings: Sequence[tuple[Sitting, Sequence[Answer]]],
        *,
        first: datetime,
    ) -> list[str]:
        """Keep complete sittings from elsewhere, whole or not at all; return who is there already.

        The wave is made if there was none; from `first` on its questionnaire is pinned.
        """
        self.waves.begun(intake.wave, at=intake.at)
        known = self._store.take_in(intake, sittings)
        if not known:
            self._store.freeze(intake.wave, at=first)
        return known

    # Figures

    def answers(self, *, wave: str, mode: str | None = SELF) -> Answers:
        """The complete answers of a wave in one mode (None: all), for estimates and exports."""
        from surveys.tabling import stored_answers

        return stored_answers(self._store, self.waves.known(wave), mode=mode)

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

        held = self.waves.known(wave or self.waves.newest_over(at=at))
        day = None if at is None else at.astimezone(SHANGHAI).date()
        return ranked(self._answered(held, mode), self._population, level=level, made_on=day)[0]

    def results(self, *, wave: str, level: Level, mode: str | None = SELF) -> Results:
        """The ranking of a wave with all that is shown beside it.

        Raises `SurveyError` when there is no such wave or nobody has answered.
        """
        from surveys.results import results

        now = self._answered(self.waves.known(wave), mode)
        several = len(self.waves.modes(wave)) > 1
        return results(
            now,
            self._population,
            town_facts=self._town_facts,
            level=level,
            everybody=self.answers(wave=wave, mode=None) if several else None,
            before={key: self._answered_before(key, mode) for key in compared(wave)},
            open_texts=[
                text
                for question in now.questionnaire.open
                for _, text in self._store.texts(wave, question.id)
            ],
        )

    def results_rest_on(self, *, wave: str) -> Hashable:
        """What stays equal as long as the results of a wave would come out the same."""
        return tuple(tuple(self._store.tallies(key)) for key in (wave, *compared(wave)))

    def microdata(self, *, wave: str, at: datetime, k: int) -> Anonymous:
        """The anonymised answers of a closed wave, all modes; the first ones made hold for good.

        Raises `SurveyError` while the wave runs, `ValueError` where fewer than k answered.
        """
        from surveys.disclosure.giving import given_away
        from surveys.statistics.anonymous import Anonymous
        from surveys.statistics.regions import packaged_names

        held = self.waves.known(wave)
        if held.phase(at) is not Phase.CLOSED:
            raise SurveyError(_WORDS["still_running"].format(wave=wave))
        content = self._store.release(wave)
        if content is None:
            answers, points = self.answers(wave=wave, mode=None), load(held.source).points
            made = given_away(answers, points, packaged_names(), k=k)
            content = self._store.keep_release(wave, made.dumped(), at=at)
        return Anonymous.loaded(content)

    def _answered(self, wave: Wave, mode: str | None) -> AnsweredWave:
        from surveys.disclosure.cells import EVERY
        from surveys.disclosure.decisions import Tier, decide
        from surveys.results import AnsweredWave
        from surveys.statistics.tables import CITY
        from surveys.tabling import stored_answers

        unveil = partial(panel.unveiled, self._keyed)
        answers = stored_answers(self._store, wave, mode=mode, unveil=unveil)
        if len(answers) == 0:
            raise SurveyError(_WORDS["no_answers"].format(wave=wave.key))
        questionnaire = load(wave.source)
        others = mode is not None and set(self.waves.modes(wave.key)) - {mode}
        every = self.answers(wave=wave.key, mode=None) if others else answers
        shown = decide(every, questionnaire.points)
        if others and shown.tier(CITY, mode or EVERY) == Tier.NOTHING:
            raise SurveyError(_WORDS["too_few"].format(wave=wave.key))
        return AnsweredWave(questionnaire, answers, shown)

    def _answered_before(self, wave: str, mode: str | None) -> AnsweredWave | None:
        held = self._store.wave(wave)
        try:
            return None if held is None else self._answered(held, mode)
        except SurveyError:  # nobody answered
            return None

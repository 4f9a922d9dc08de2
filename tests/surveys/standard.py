"""What the survey tests share: the shipped questionnaire, a few towns, a store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from surveys.interview.state import InterviewStatus
from surveys.interview.wording import SurveyTurn
from surveys.ports import AgencyIntake, Answer, AnswerTable, Hour, Sitting, Tally, WaveEvent
from surveys.questionnaire.model import Questionnaire, shipped
from surveys.service import SurveyService
from surveys.wave_admin import Towns
from surveys.waves import SHANGHAI, Wave

TOWNS = {"330411105": "王店镇", "330402001": "建设街道", "330424100": "沈荡镇"}


PLAIN = ["王店", "五年以上", "35", "4", "4", "4", "4", "4", "蓝色", "女"]


def resolve(text: str) -> tuple[str, str] | None:
    """Find a town by its name without its kind."""
    for code, name in TOWNS.items():
        if name[:2] in text or text == code:
            return code, name
    return None


def moment(text: str) -> datetime:
    """An instant in Jiaxing."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


AT = moment("2026-11-03T09:20:30")


class StoreInMemory:
    """A store of surveys that lives as long as a test."""

    def __init__(self) -> None:
        self.kept_waves: dict[str, Wave] = {}
        self.releases: dict[str, bytes] = {}
        self.sittings: dict[str, Sitting] = {}
        self.answers: dict[str, list[Answer]] = {}
        self.files: dict[str, AgencyIntake] = {}
        self.done: list[WaveEvent] = []

    def wave(self, key: str) -> Wave | None:
        return self.kept_waves.get(key)

    def waves(self) -> list[Wave]:
        return [self.kept_waves[key] for key in sorted(self.kept_waves, reverse=True)]

    def put_wave(self, wave: Wave, *, act: WaveEvent | None = None) -> Wave:
        held = self.kept_waves.get(wave.key)
        if held is None or (held.frozen_at is None and held.closed_at is None):
            self.kept_waves[wave.key] = wave
            self.done += [act] if act else []
        return self.kept_waves[wave.key]

    def freeze(self, key: str, *, at: datetime) -> None:
        held = self.kept_waves[key]
        self.kept_waves[key] = replace(held, frozen_at=held.frozen_at or at)

    def close_wave(self, act: WaveEvent) -> None:
        held = self.kept_waves[act.wave]
        if held.closed_at is None:
            self.kept_waves[act.wave] = replace(held, closed_at=act.at)
            self.done.append(act)

    def note(self, act: WaveEvent) -> None:
        self.done.append(act)

    def acts(self, wave: str) -> list[WaveEvent]:
        return [act for act in self.done if act.wave == wave]

    def sitting(self, respondent: str) -> Sitting | None:
        return self.sittings.get(respondent)

    def save(self, sitting: Sitting, answers: Sequence[Answer] = ()) -> bool:
        held = self.sittings.get(sitting.respondent)
        if sitting.revision != (held.revision if held else 0):
            return False
        self.sittings[sitting.respondent] = replace(sitting, revision=sitting.revision + 1)
        if answers:
            self.answers[sitting.respondent] = list(answers)
        return True

    def tallies(self, wave: str) -> list[Tally]:
        return [
            Tally(s.channel, s.mode, s.town, s.state.status, 1, s.seconds, s.via)
            for s in self.sittings.values()
            if s.wave == wave
        ]

    def hours(self, wave: str) -> list[Hour]:
        return [
            Hour(s.finished, s.channel, s.mode, 1)
            for s in self.sittings.values()
            if s.wave == wave and s.finished and s.state.status is InterviewStatus.COMPLETE
        ]

    def table(
        self,
        wave: str,
        *,
        scored: Sequence[str],
        extra: Sequence[str] = (),
        mode: str | None = None,
    ) -> AnswerTable:
        complete = [
            s
            for s in self.sittings.values()
            if s.wave == wave
            and s.state.status is InterviewStatus.COMPLETE
            and s.town
            and mode in (None, s.mode)
        ]
        values = [{a.question: a.value for a in self.answers[s.respondent]} for s in complete]
        scores = [[int(one.get(name, 0)) for name in scored] for one in values]
        return AnswerTable(
            respondent=[s.respondent for s in complete],
            town=[s.town or "" for s in complete],
            scores=np.array(scores, np.int8).reshape(len(complete), len(scored)),
            mode=[s.mode for s in complete],
            channel=[s.channel for s in complete],
            seconds=np.array([s.seconds for s in complete], float),
            device=[s.device for s in complete],
            address=[s.address for s in complete],
            interviewer=[s.interviewer for s in complete],
            panel=[s.panel for s in complete],
            submitted=np.array(
                [
                    s.finished.astimezone(SHANGHAI).replace(tzinfo=None)
                    for s in complete
                    if s.finished
                ],
                "datetime64[s]",
            ),
            extra={name: [one.get(name) for one in values] for name in extra},
        )

    def texts(self, wave: str, question: str) -> list[tuple[str, str]]:
        return [
            (self.sittings[who].town or "", a.value)
            for who, answers in self.answers.items()
            for a in answers
            if a.question == question and self.sittings[who].wave == wave
        ]

    def release(self, wave: str) -> bytes | None:
        return self.releases.get(wave)

    def keep_release(self, wave: str, content: bytes, *, at: datetime) -> bytes:
        return self.releases.setdefault(wave, content)

    def intake(self, digest: str) -> AgencyIntake | None:
        return self.files.get(digest)

    def intakes(self, wave: str) -> list[AgencyIntake]:
        return [file for file in self.files.values() if file.wave == wave]

    def take_in(
        self, intake: AgencyIntake, rows: Sequence[tuple[Sitting, Sequence[Answer]]]
    ) -> list[str]:
        known = sorted(s.respondent for s, _ in rows if s.respondent in self.sittings)
        if known or intake.digest in self.files:
            return known
        self.files[intake.digest] = intake
        for sitting, answers in rows:
            self.save(sitting, answers)
        return []


def make_service(store: StoreInMemory, questionnaire: Questionnaire | None = None) -> SurveyService:
    """A service over a store."""
    return SurveyService(
        store=store,
        key=b"a key of the tests",
        towns=Towns(resolve=resolve, name=lambda code: TOWNS.get(code, code), codes=tuple(TOWNS)),
        questionnaire=questionnaire or shipped(),
    )


def say(service: SurveyService, text: str | None, **changes: object) -> SurveyTurn:
    """What is answered to one message of a citizen in the chat."""
    told = {"by": "citizen", "town": None, "text": text, "at": AT, "channel": "chat", **changes}
    return service.turn(**told)  # type: ignore[arg-type]


def finish(service: SurveyService, **changes: object) -> SurveyTurn:
    """Answer the whole survey; return the last turn."""
    turn = say(service, None, **changes)
    for text in PLAIN:
        turn = say(service, text, **changes)
    return turn

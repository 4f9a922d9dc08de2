"""What the surveys need from outside: a store of waves, sittings and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np

from surveys.interview.state import InterviewState
from surveys.waves import Wave


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person's interview in one wave, however they answer.

    `respondent` is a keyed hash made for this wave alone; `device`, `address` and `last_key` are
    keyed hashes too. `seconds` is time spent answering, long pauses left out (None: not known).
    `revision` rises with every save; `last_key` and `last_turn` give a message that comes twice the
    same reply.
    `via` is what brought the person here: menu, qr, article, case, notice (None: not known).
    A finished sitting knows only the hours in which it was begun and finished. `panel` is the
    key of a person who agreed to be known again, under a veil that differs for every sitting
    (`surveys.panel`).
    """

    respondent: str
    wave: str
    channel: str
    mode: str
    state: InterviewState
    started: datetime
    touched: datetime
    revision: int = 0
    via: str | None = None
    town: str | None = None
    finished: datetime | None = None
    seconds: float | None = 0.0
    device: str | None = None
    address: str | None = None
    interviewer: str | None = None
    panel: str | None = None
    last_key: str | None = None
    last_turn: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that counts: `score` is 1 to 5 for a scored question, else None."""

    question: str
    value: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sittings of a channel, town and way in stand at one status; summed seconds."""

    channel: str
    mode: str
    town: str | None
    status: str
    count: int
    seconds: float
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """How many sittings of a channel were finished in one hour."""

    begins: datetime
    channel: str
    mode: str
    count: int


@dataclass(frozen=True, slots=True)
class WaveEvent:
    """What somebody did to a wave: `verb` is planned, closed, invited, took_in or withdrew."""

    wave: str
    verb: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The complete sittings of a wave as columns, n rows; missing texts are None.

    `scores` has shape (n, k), 1 to 5 and 0 for missing, its columns in the order asked for;
    `seconds` is NaN where unknown; `submitted` is local time without a zone; `extra` holds the
    values of other questions asked for.
    """

    respondent: Sequence[str]
    town: Sequence[str]
    scores: np.ndarray
    mode: Sequence[str]
    channel: Sequence[str]
    seconds: np.ndarray
    device: Sequence[str | None]
    address: Sequence[str | None]
    interviewer: Sequence[str | None]
    panel: Sequence[str | None]
    submitted: np.ndarray
    extra: Mapping[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class AgencyIntake:
    """A third-party file that was taken in: its digest keeps it from being taken twice."""

    digest: str
    wave: str
    name: str
    mode: str
    rows: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A third-party file that was looked at and not yet taken in."""

    digest: str
    wave: str
    name: str
    data: bytes
    mapping: str
    by: str
    at: datetime


class SurveyStore(Protocol):
    """Waves, sittings and answers at rest."""

    def wave(self, key: str) -> Wave | None:
        """Return the wave of this key."""

    def waves(self) -> list[Wave]:
        """Return every wave, the newest first."""

    def put_wave(self, wave: Wave, *, act: WaveEvent | None = None) -> Wave:
        """Keep a wave unless a frozen or closed one is there; return the one that holds now.

        `act` goes into the history together with the wave, or not at all.
        """

    def freeze(self, key: str, *, at: datetime) -> None:
        """Pin the questionnaire: an answer has come in. The first call counts."""

    def close_wave(self, act: WaveEvent) -> None:
        """Close a wave before its quarter ends, and note it. The first call counts."""

    def note(self, act: WaveEvent) -> None:
        """Add an act to a wave's history."""

    def acts(self, wave: str) -> list[WaveEvent]:
        """Return a wave's history, the oldest first."""

    def sitting(self, respondent: str) -> Sitting | None:
        """Return the sitting of this respondent."""

    def save(self, sitting: Sitting, answers: Sequence[Answer] = ()) -> bool:
        """Keep a sitting read at `sitting.revision`; False if another message was first.

        `answers` replace those kept before; they are kept together with the sitting or not at all.
        """

    def tallies(self, wave: str) -> list[Tally]:
        """Count the sittings of a wave."""

    def hours(self, wave: str) -> list[Hour]:
        """Count the complete sittings of a wave by the hour in which they were finished."""

    def table(
        self,
        wave: str,
        *,
        scored: Sequence[str],
        extra: Sequence[str] = (),
        mode: str | None = None,
    ) -> AnswerTable:
        """Return the complete sittings of a wave as columns, of one mode or of all."""

    def texts(self, wave: str, question: str) -> list[tuple[str, str]]:
        """Return (town, text) for every answer to an open question."""

    def release(self, wave: str) -> bytes | None:
        """Return the anonymised answers of a wave as they were given away, None if never."""

    def keep_release(self, wave: str, content: bytes, *, at: datetime) -> bytes:
        """Keep what is given away of a wave; the first one holds, and is returned."""

    def intake(self, digest: str) -> AgencyIntake | None:
        """Return the intake of a file, if it was taken in."""

    def intakes(self, wave: str) -> list[AgencyIntake]:
        """Return the files that were taken in for a wave, the oldest first."""

    def take_in(
        self, intake: AgencyIntake, rows: Sequence[tuple[Sitting, Sequence[Answer]]]
    ) -> list[str]:
        """Keep a file whole or not at all; return respondents already there (then nothing is)."""

    def stage(self, file: StagedFile) -> None:
        """Keep a file that was looked at for a day; those older than that go."""

    def staged(self, digest: str) -> StagedFile | None:
        """Return a file that was looked at."""

    def withdraw(self, digest: str, *, act: WaveEvent) -> int | None:
        """Forget a file with every sitting that came with it; return how many those were.

        None, and nothing is done, where the file is not there or its sittings are not known.
        """

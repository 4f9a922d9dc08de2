"""Results that an agency collected by other means: a table and a mapping become sittings.

Every row is checked and every fault named with its line. A file with a fault is not taken at
all, so that what is in the store is always a whole file.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from basis.clock import SHANGHAI
from basis.packaged import words_beside
from surveys.files import cells
from surveys.files.agency_mapping import Mapped, load_mapping
from surveys.files.problems import FileProblem, UnusableFileError, on_lines, unusable, whole_file
from surveys.interview.parse_answer import Resolver, read
from surveys.interview.state import InterviewState, InterviewStatus
from surveys.ports import Answer, Sitting
from surveys.questionnaire.model import Questionnaire
from surveys.questionnaire.question import ELSEWHERE, Question
from surveys.waves import bounds
from tabular.batches import TableFile
from tabular.faults import TableError

_WORDS = words_beside(__file__)
LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 200_000

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: `rows` taken in, or the `problems` for which nothing was.

    `already` tells that the same file had been taken before, so that nothing was to be done.
    """

    rows: int
    problems: tuple[FileProblem, ...] = ()
    already: bool = False


@dataclass(slots=True)
class Reader:
    """Turns the rows of one file into sittings of one wave."""

    questionnaire: Questionnaire
    wave: str
    mapping: str
    resolve: Resolver
    respondent: Callable[[str], str]
    at: datetime
    lines: list[int] = field(default_factory=list)  # of the rows kept
    faults: dict[str, list[int]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)  # places that are none of ours

    @unusable()
    def read(self, data: bytes) -> list[tuple[Sitting, list[Answer]]]:
        """Read every row; raises `UnusableFileError` with all faults if there is one."""
        mapped = load_mapping(self.mapping, self.questionnaire)
        rows = list(_rows(data, mapped.columns()))
        if not rows:
            raise UnusableFileError([whole_file(_WORDS["empty"])])
        kept: list[tuple[Sitting, list[Answer]]] = []
        seen: dict[str, int] = {}
        for line, row in rows:
            made = self._row(mapped, line, row)
            if made is None:
                continue
            first = seen.setdefault(made[0].respondent, line)
            if first != line:
                self._fault(line, _WORDS["twice"])
            kept.append(made)
            self.lines.append(line)
        if self.faults:
            raise UnusableFileError(on_lines(self.faults))
        return kept

    def _fault(self, line: int, message: str) -> None:
        self.faults.setdefault(message, []).append(line)

    def _row(self, mapped: Mapped, line: int, row: Row) -> tuple[Sitting, list[Answer]] | None:
        def cell(name: str) -> str:
            column = mapped.person.get(name)
            return "" if column is None else row[column].strip()

        who = cell("respondent")
        if not who:
            self._fault(line, _WORDS["nobody"])
        town = self._town(line, cell("place"))
        finished = self._moment(line, cell("finished"))
        seconds = self._seconds(line, cell("seconds"))
        given = self._answers(mapped, line, row)
        if not who or town is None or finished is None:
            return None
        place = self.questionnaire.place
        if place is not None:
            given[place.id] = town[0]
        scored = {question.id for question in self.questionnaire.scored}
        sitting = Sitting(
            respondent=self.respondent(f"{mapped.mode} {who}"),
            wave=self.wave,
            channel=mapped.mode,
            mode=mapped.mode,
            state=InterviewState(at=None, given=given, status=InterviewStatus.COMPLETE),
            started=finished,
            touched=finished,
            finished=finished,
            seconds=seconds,
            town=town[0],
            interviewer=cell("interviewer")[:64] or None,
        )
        return sitting, [
            Answer(name, value, int(value) if name in scored else None)
            for name, value in given.items()
        ]

    def _town(self, line: int, text: str) -> tuple[str, str] | None:
        town = self.resolve(text.removesuffix(".0")) if text else None
        if town is None or town[0] == ELSEWHERE:
            self.unknown[text] += 1
            self._fault(line, _WORDS["place"].format(text=text))
            return None
        return town

    def _moment(self, line: int, text: str) -> datetime | None:
        """The hour of the interview; without a column, the hour the file came."""
        moment = cells.tried(cells.submitted, text)[0] if text else None
        if moment is None or np.isnat(moment):
            if text:
                self._fault(line, _WORDS["moment"].format(text=text))
                return None
            return self.at.replace(minute=0, second=0, microsecond=0)
        found: datetime = moment.item().replace(tzinfo=SHANGHAI, minute=0, second=0)
        opens, closes = bounds(self.wave)
        if not opens <= found < closes:
            self._fault(line, _WORDS["other_wave"].format(wave=self.wave))
            return None
        return found

    def _seconds(self, line: int, text: str) -> float | None:
        if not text:
            return None
        value, fault = cells.tried(cells.seconds, text)
        if fault is not None or value is None or np.isnan(value):
            self._fault(line, _WORDS["seconds"].format(text=text))
            return None
        return float(value)

    def _answers(self, mapped: Mapped, line: int, row: Row) -> dict[str, str]:
        given: dict[str, str] = {}
        for name, source in mapped.answers.items():
            text = row[source.column].strip()
            if text in mapped.missing:
                continue
            question = self.questionnaire.question(name)
            value = self._value(question, source.values, text)
            if value is None:
                self._fault(line, _WORDS["answer"].format(column=source.column, text=text))
            elif question.screen is not None and not question.screen.passes(value):
                self._fault(line, _WORDS["screened"].format(column=source.column, text=text))
            else:
                given[name] = value
        if not any(question.id in given for question in self.questionnaire.scored):
            self._fault(line, _WORDS["unscored"])
        return given

    def _value(self, question: Question, values: Mapping[str, str], text: str) -> str | None:
        text = text.removesuffix(".0")
        if values:
            return values.get(text)
        found = read(question, text, self.resolve)
        return None if found is None else found[0]


def known_before(lines: Sequence[int]) -> FileProblem:
    """The problem of rows whose respondents an earlier file had already; `lines` are theirs."""
    return FileProblem(_WORDS["known"], np.array(lines))


def digest(data: bytes, wave: str) -> str:
    """What makes a file the same file: its bytes and the wave they are for."""
    return hashlib.sha256(wave.encode() + b"\0" + data).hexdigest()


def _rows(data: bytes, wanted: Sequence[str]) -> Iterator[tuple[int, Row]]:
    if len(data) > LARGEST_FILE:
        raise TableError("too_large", megabytes=LARGEST_FILE >> 20)
    file = TableFile(io.BytesIO(data), wanted, most_bytes=LARGEST_FILE)
    if missing := [name for name in wanted if name not in file.columns]:
        raise TableError("lacks", columns="、".join(missing))
    for batch in file.batches(wanted):
        columns = [batch.columns[name].to_pylist() for name in wanted]
        for line, values in zip(batch.line.tolist(), zip(*columns, strict=True), strict=True):
            if line > MOST_ROWS:
                raise UnusableFileError([whole_file(_WORDS["too_long"].format(rows=MOST_ROWS))])
            yield line, dict(zip(wanted, values, strict=True))
    if file.faults:
        raise UnusableFileError(on_lines(file.faults))

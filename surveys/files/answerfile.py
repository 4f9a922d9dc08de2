"""Answers from a CSV or XLSX file: every row checked, every fault named with its line."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import compute

from basis.packaged import words_beside
from surveys.files import cells
from surveys.files.problems import FileProblem, UnusableFileError, on_lines, unusable, whole_file
from surveys.statistics.answers import CODE_MISSING, Answers, Coded
from surveys.statistics.regions import packaged_names
from surveys.waves import quarter_of
from tabular.batches import Batch, TableFile
from tabular.faults import TableError

_WORDS = words_beside(__file__)
_QUESTION = re.compile(r"q(\d+)$")
_REPLICATE = re.compile(r"rep(?:weight|wt|w)?_?(\d+)$")
_NEEDED = ("respondent", "wave", "region")
_ALIASES = {"time": "submitted", "submitted_at": "submitted", "ip": "address"}
_TEXTS: dict[str, Callable[[str], str | None]] = {
    "wave": cells.wave,
    "region": cells.region,
    "age": cells.age,
    "sex": cells.sex,
    "mode": cells.label,
    "device": cells.label,
    "address": cells.label,
    "interviewer": cells.label,
    "cluster": cells.label,
    "stratum": cells.label,
}
_VALUES: dict[str, tuple[Callable[[str], Any], Any]] = {
    "weight": (cells.weight, np.float64),
    "seconds": (cells.seconds, np.float32),
    "submitted": (cells.submitted, "datetime64[s]"),
    "attention": (cells.attention, np.int8),
    "fpc": (cells.fpc, np.float64),
}


@dataclass(frozen=True, slots=True)
class AnswersRead:
    """Usable answers, and what is wrong with the other rows.

    `problems` concern rows left out of `answers`; `warnings` concern rows that are in. `others`
    are the other waves in the file.
    """

    answers: Answers
    problems: list[FileProblem]
    warnings: list[FileProblem]
    rows: int
    others: tuple[str, ...] = ()

    def bad_rows(self) -> int:
        """How many rows have at least one fault."""
        lines = [problem.lines for problem in self.problems]
        return len(np.unique(np.concatenate(lines))) if lines else 0


@unusable()
def read_answers(
    source: Path | BinaryIO,
    *,
    wave: str | None = None,
    sheet: str | None = None,
    names: Mapping[str, str] | None = None,
) -> AnswersRead:
    """All rows of one wave.

    `wave` chooses among several in the file, else the newest is taken; `names` are the regions
    that may occur (default: Jiaxing); `sheet` chooses a worksheet by its title. Raises
    UnusableFileError for an empty file, a missing column, several waves of which none can be
    called the newest, or no usable row at all.
    """
    file = TableFile(source, _NEEDED, sheet=sheet)
    questions = _numbered(file.columns, _QUESTION)
    _require_columns(file.columns, questions)
    replicates = _numbered(file.columns, _REPLICATE)
    origin = {name: name for name in (*_NEEDED, *questions, *replicates)}
    for column in file.columns:
        name = _ALIASES.get(column, column)
        if name in _TEXTS or name in _VALUES:
            origin.setdefault(name, column)
    unknown = [
        column or _WORDS["no_heading"] for column in file.columns if column not in origin.values()
    ]
    table = _Table(origin, questions, replicates)
    for batch in file.batches(list(origin.values())):
        table.add(batch)
    pa.default_memory_pool().release_unused()
    if table.rows == 0:
        raise UnusableFileError([*on_lines(file.faults), whole_file(_WORDS["empty"])])
    reading = _assemble(table, file, wave, packaged_names() if names is None else names)
    if unknown:
        said = whole_file(_WORDS["unknown_columns"].format(columns="、".join(unknown)))
        reading.warnings.append(said)
    return reading


def _numbered(columns: list[str], pattern: re.Pattern[str]) -> list[str]:
    """The columns of a pattern, by their number."""
    found = {column: int(match[1]) for column in columns if (match := pattern.match(column))}
    return sorted(found, key=found.__getitem__)


def _require_columns(columns: list[str], questions: list[str]) -> None:
    missing = [name for name in _NEEDED if name not in columns]
    if not questions:
        missing.append("q1…qk")
    if missing:
        raise TableError("lacks", columns="、".join(missing))


@dataclass(slots=True)
class _Vocabulary:
    """The distinct texts of one column, each converted once."""

    convert: Callable[[str], Any]
    code_of: dict[str, int] = field(default_factory=dict)
    values: list[Any] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    faulty: bool = False

    def codes(self, column: pa.DictionaryArray) -> np.ndarray:
        """A code of `values` for every row."""
        texts = column.dictionary.to_pylist()
        for text in texts:
            if text not in self.code_of:
                self.code_of[text] = len(self.values)
                value, fault = cells.tried(self.convert, text)
                self.values.append(value)
                self.faults.append(fault)
                self.faulty |= fault is not None
        place = np.array([self.code_of[text] for text in texts], np.int32)
        return place[column.indices.to_numpy()]


class _Table:
    """Columns gathered batch by batch as codes, with the faulty rows marked."""

    def __init__(
        self, origin: Mapping[str, str], questions: list[str], replicates: list[str]
    ) -> None:
        self.origin = origin
        self.questions = questions
        self.replicates = replicates
        self.rows = 0
        self.faults: dict[str, list[np.ndarray]] = {}
        self._vocabulary = {
            name: _Vocabulary(_converter(name)) for name in origin if name != "respondent"
        }
        self._codes: dict[str, list[np.ndarray]] = {
            name: [] for name in self._vocabulary if name not in questions
        }
        self._people: list[pa.Array] = []
        self._grid: list[np.ndarray] = []
        self._line: list[np.ndarray] = []
        self._bad: list[np.ndarray] = []

    def add(self, batch: Batch) -> None:
        """One batch of rows."""
        size = len(batch.line)
        self.rows += size
        bad = np.zeros(size, bool)
        people = compute.utf8_trim_whitespace(
            batch.columns[self.origin["respondent"]].dictionary_decode()
        )
        blank = compute.equal(people, "").to_numpy(zero_copy_only=False)
        if blank.any():
            self._fault(_WORDS["unnamed"], batch.line[blank])
            bad |= blank
        grid = np.empty((size, len(self.questions)), np.int8)
        for name, vocabulary in self._vocabulary.items():
            codes = vocabulary.codes(batch.columns[self.origin[name]])
            if vocabulary.faulty:
                bad |= self._name_faults(self.origin[name], vocabulary, codes, batch.line)
            if name in self._codes:
                self._codes[name].append(codes)
            else:
                values = np.array([v or 0 for v in vocabulary.values], np.int8)
                grid[:, self.questions.index(name)] = values[codes]
        self._people.append(people)
        self._grid.append(grid)
        self._line.append(batch.line)
        self._bad.append(bad)

    def _name_faults(
        self, column: str, vocabulary: _Vocabulary, codes: np.ndarray, line: np.ndarray
    ) -> np.ndarray:
        bad = np.array([fault is not None for fault in vocabulary.faults])[codes]
        for code in np.unique(codes[bad]):
            self._fault(f"{column}：{vocabulary.faults[code]}", line[codes == code])
        return bad

    def _fault(self, message: str, lines: np.ndarray) -> None:
        self.faults.setdefault(message, []).append(lines)

    def good(self) -> np.ndarray:
        """Which rows had no fault."""
        return ~np.concatenate(self._bad)

    def lines(self) -> np.ndarray:
        """The line of every row."""
        return np.concatenate(self._line)

    def people(self) -> pa.Array:
        """Every row's respondent."""
        return pa.concat_arrays(self._people)

    def grid(self) -> np.ndarray:
        """Every row's answers, int8, shape (n, k)."""
        return np.concatenate(self._grid)

    def coded(self, name: str) -> Coded | None:
        """A text column, or None when the file has none."""
        if name not in self._codes:
            return None
        values = self._vocabulary[name].values
        known = sorted({v for v in values if v is not None})
        place = {v: i for i, v in enumerate(known)}
        table = np.array([CODE_MISSING if v is None else place[v] for v in values], np.int32)
        return Coded(tuple(known), table[np.concatenate(self._codes[name])])

    def values(self, name: str) -> np.ndarray | None:
        """A column of numbers or times, or None when the file has none."""
        if name not in self._codes:
            return None
        vocabulary = self._vocabulary[name]
        kind = np.float32 if name in self.replicates else _VALUES[name][1]
        usable = [
            value if fault is None else np.zeros(1, kind)[0]
            for value, fault in zip(vocabulary.values, vocabulary.faults, strict=True)
        ]
        values: np.ndarray = np.array(usable, kind)[np.concatenate(self._codes[name])]
        return values

    def matrix(self) -> np.ndarray | None:
        """The replicate weights, float32 (n, r), or None when the file has none."""
        columns = [values for name in self.replicates if (values := self.values(name)) is not None]
        return np.column_stack(columns) if columns else None


def _converter(name: str) -> Callable[[str], Any]:
    if _REPLICATE.match(name):
        return cells.replicate
    if name in _TEXTS:
        return _TEXTS[name]
    return _VALUES[name][0] if name in _VALUES else cells.answer


def _assemble(
    table: _Table, file: TableFile, wave: str | None, names: Mapping[str, str]
) -> AnswersRead:
    problems = [
        *on_lines(file.faults),
        *(FileProblem(message, np.concatenate(lines)) for message, lines in table.faults.items()),
    ]
    keep, line = table.good(), table.lines()
    waves = table.coded("wave")
    region = table.coded("region")
    assert waves is not None  # both columns are required
    assert region is not None
    chosen, in_wave = _choose_wave(waves, keep, wave, problems)
    keep &= in_wave
    people = table.people()
    keep &= ~_repeated(people, keep, line, problems)
    everything = Answers(
        wave=chosen,
        questions=tuple(table.questions),
        respondent=people,
        region=region,
        answers=table.grid(),
        line=line,
        weight=table.values("weight"),
        age=table.coded("age"),
        sex=table.coded("sex"),
        mode=table.coded("mode"),
        seconds=table.values("seconds"),
        device=table.coded("device"),
        address=table.coded("address"),
        interviewer=table.coded("interviewer"),
        submitted=table.values("submitted"),
        attention=table.values("attention"),
        cluster=table.coded("cluster"),
        stratum=table.coded("stratum"),
        fpc=table.values("fpc"),
        replicates=table.matrix(),
    )
    answers = everything if keep.all() else everything.take(keep)
    others = tuple(value for value in waves.present() if value != chosen)
    return AnswersRead(answers, problems, _unknown_regions(answers, names), table.rows, others)


def _choose_wave(
    waves: Coded, keep: np.ndarray, wanted: str | None, problems: list[FileProblem]
) -> tuple[str, np.ndarray]:
    present = Coded(waves.values, waves.codes[keep]).present()
    if not present:
        raise UnusableFileError([*problems, whole_file(_WORDS["unusable"])])
    if wanted is None and all(map(quarter_of, present)):
        wanted = max(present, key=lambda label: quarter_of(label) or "")
    if wanted is None and len(present) > 1:
        raise UnusableFileError(
            [*problems, whole_file(_WORDS["waves"].format(waves="、".join(present)))]
        )
    chosen = present[0] if wanted is None else wanted
    if chosen not in present:
        raise UnusableFileError(
            [*problems, whole_file(_WORDS["no_wave"].format(wave=chosen, waves="、".join(present)))]
        )
    return chosen, waves.codes == waves.values.index(chosen)


def _repeated(
    people: pa.Array, keep: np.ndarray, line: np.ndarray, problems: list[FileProblem]
) -> np.ndarray:
    """Rows whose respondent already stands on an earlier usable row of the wave."""
    repeated = np.zeros(len(people), bool)
    rows = np.flatnonzero(keep)
    kept = people if len(rows) == len(people) else people.take(pa.array(rows))
    codes = kept.dictionary_encode().indices.to_numpy()
    if codes.max() + 1 < len(codes):
        _, first = np.unique(codes, return_index=True)
        again = np.ones(len(codes), bool)
        again[first] = False
        repeated[rows[again]] = True
        problems.append(FileProblem(_WORDS["repeated"], line[repeated]))
    return repeated


def _unknown_regions(answers: Answers, names: Mapping[str, str]) -> list[FileProblem]:
    codes = answers.region
    return [
        FileProblem(
            _WORDS["unknown_region"].format(code=code),
            answers.line[codes.codes == codes.values.index(code)],
        )
        for code in codes.present()
        if code not in names
    ]

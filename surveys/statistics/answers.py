"""One wave of answers as columns: the form in which every estimate and check reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import numpy as np
import pyarrow as pa

from basis.packaged import words_beside
from surveys.statistics.demography import canonical_age, canonical_sex

_WORDS = words_beside(__file__)
MISSING = 0
CODE_MISSING = -1


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column kept as its distinct values and one code a row (-1 = missing)."""

    values: tuple[str, ...]
    codes: np.ndarray  # int32, shape (n,)

    @classmethod
    def of(cls, texts: Sequence[str | None] | np.ndarray) -> Self:
        """Code plain texts; None and the empty text are missing."""
        encoded = pa.array(texts, pa.string()).dictionary_encode()
        values = tuple(encoded.dictionary.to_pylist())
        codes = encoded.indices.fill_null(CODE_MISSING).to_numpy(zero_copy_only=False)
        return cls(values, codes.astype(np.int32)).mapped({"": None})

    def mapped(self, changes: Mapping[str, str | None]) -> Self:
        """The same column with some values renamed, merged or (None) made missing."""
        wanted = [changes.get(value, value) for value in self.values]
        kept = sorted({value for value in wanted if value is not None})
        place = {value: i for i, value in enumerate(kept)}
        table = np.array(
            [CODE_MISSING if v is None else place[v] for v in wanted] + [CODE_MISSING], np.int32
        )
        return type(self)(tuple(kept), table[self.codes])

    def take(self, rows: np.ndarray) -> Self:
        """The column at the given rows (indices or a mask)."""
        return type(self)(self.values, self.codes[rows])

    def text(self, row: int) -> str | None:
        """The value of one row."""
        code = int(self.codes[row])
        return None if code == CODE_MISSING else self.values[code]

    def present(self) -> list[str]:
        """The values that occur, sorted."""
        counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))
        return [value for value, count in zip(self.values, counts, strict=True) if count]


@dataclass(frozen=True, slots=True)
class Answers:
    """All usable answers of one wave, one row a respondent.

    `answers` has shape (n, k), int8, 1 to 5 with 5 best and 0 for a question left out.
    `region` holds county (6 digits) or town (9 digits) codes. Optional columns are None when
    the source does not carry them. `seconds` uses NaN and `submitted` NaT for a missing value;
    `attention` is 1 passed, 0 failed, -1 unknown. `line` is the row's line in its source.
    `cluster` is who was drawn (or answers) together, `stratum` and `fpc` how they were drawn: `fpc`
    (n,) is the share of its stratum's units that was drawn, or from 1 on their number, as in R;
    NaN for a population without end. `replicates` (n, r) are the file's own replicate weights.
    `panel` is the same for one person in every wave, of those who agreed to that.
    """

    wave: str
    questions: tuple[str, ...]
    respondent: pa.Array
    region: Coded
    answers: np.ndarray
    line: np.ndarray
    weight: np.ndarray | None = None
    age: Coded | None = None
    sex: Coded | None = None
    mode: Coded | None = None
    seconds: np.ndarray | None = None
    device: Coded | None = None
    address: Coded | None = None
    interviewer: Coded | None = None
    submitted: np.ndarray | None = None
    attention: np.ndarray | None = None
    cluster: Coded | None = None
    stratum: Coded | None = None
    fpc: np.ndarray | None = None
    replicates: np.ndarray | None = None
    panel: Coded | None = None
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def of(
        cls,
        *,
        wave: str,
        respondent: Sequence[str],
        region: Sequence[str],
        answers: np.ndarray,
        questions: Sequence[str] | None = None,
        weight: Sequence[float] | None = None,
        age: Sequence[str | None] | None = None,
        sex: Sequence[str | None] | None = None,
        mode: Sequence[str | None] | None = None,
        seconds: Sequence[float] | None = None,
        device: Sequence[str | None] | None = None,
        address: Sequence[str | None] | None = None,
        interviewer: Sequence[str | None] | None = None,
        submitted: Sequence[np.datetime64] | np.ndarray | None = None,
        attention: Sequence[int] | None = None,
        cluster: Sequence[str | None] | np.ndarray | None = None,
        stratum: Sequence[str | None] | None = None,
        fpc: Sequence[float] | None = None,
        replicates: np.ndarray | None = None,
        panel: Sequence[str | None] | None = None,
    ) -> Self:
        """Answers from plain sequences, as a store hands them over.

        `submitted` is local time (Asia/Shanghai) without a zone. Raises ValueError when
        lengths differ, an answer is not 0 to 5, a region is missing or a respondent comes twice.
        """
        grid = np.asarray(answers)
        if grid.ndim != 2 or not np.isin(grid, range(6)).all():
            raise ValueError("answers must be an (n, k) array of 0 (missing) to 5")
        rows = len(grid)
        names = tuple(questions or (f"q{j + 1}" for j in range(grid.shape[1])))
        people = pa.array(respondent, pa.string())
        if len(people.unique()) != rows or len(names) != grid.shape[1]:
            raise ValueError("one respondent a row, each once, and one name a question")

        def coded(texts: Sequence[str | None] | np.ndarray | None) -> Coded | None:
            return None if texts is None else Coded.of(texts)

        ages, sexes = coded(age), coded(sex)
        made = cls(
            wave=wave,
            questions=names,
            respondent=people,
            region=Coded.of(region),
            answers=grid.astype(np.int8),
            line=np.arange(1, rows + 1),
            weight=None if weight is None else np.asarray(weight, float),
            age=ages and ages.mapped({v: canonical_age(v) for v in ages.values}),
            sex=sexes and sexes.mapped({v: canonical_sex(v) for v in sexes.values}),
            mode=coded(mode),
            seconds=None if seconds is None else np.asarray(seconds, np.float32),
            device=coded(device),
            address=coded(address),
            interviewer=coded(interviewer),
            submitted=None if submitted is None else np.asarray(submitted, "datetime64[s]"),
            attention=None if attention is None else np.asarray(attention, np.int8),
            cluster=coded(cluster),
            stratum=coded(stratum),
            fpc=None if fpc is None else np.asarray(fpc, float),
            replicates=None if replicates is None else np.asarray(replicates, np.float32),
            panel=coded(panel),
        )
        lengths = {len(made.region.codes)} | {
            len(value) for value in made._columns().values() if not isinstance(value, Coded)
        }
        if lengths != {rows} or (made.region.codes < 0).any():
            raise ValueError("every column needs one value a row, and every row its region")
        if made.weight is not None and not (np.isfinite(made.weight) & (made.weight > 0)).all():
            raise ValueError("weights must be positive numbers")
        return made

    def __len__(self) -> int:
        return len(self.answers)

    def _columns(self) -> dict[str, Coded | np.ndarray | pa.Array]:
        return {
            f.name: value
            for f in fields(self)
            if isinstance(value := getattr(self, f.name), Coded | np.ndarray | pa.Array)
        }

    def take(self, mask: np.ndarray) -> Self:
        """The rows where `mask` (bool, shape (n,)) holds."""
        rows = np.flatnonzero(mask)
        taken: dict[str, Any] = {
            name: value[rows] if isinstance(value, np.ndarray) else value.take(rows)
            for name, value in self._columns().items()
        }
        return replace(self, **taken)

    def weighing(self, trust: np.ndarray) -> Self:
        """The same rows, each with `trust` (n,) times its weight."""
        return replace(self, weight=trust if self.weight is None else self.weight * trust)

    def only_mode(self, mode: str) -> Self:
        """The rows answered in one mode; raises ValueError when the file has none such."""
        if self.mode is None or mode not in self.mode.present():
            raise ValueError(_WORDS["no_mode"].format(mode=mode))
        return self.take(self.mode.codes == self.mode.values.index(mode))

    def modes(self) -> list[str]:
        """The modes that occur, sorted; empty when the source does not say."""
        return [] if self.mode is None else self.mode.present()

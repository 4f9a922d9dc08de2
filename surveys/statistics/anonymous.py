"""Answers that can be given away: nobody can be told by anything that stands beside them.

k-anonymity (Sweeney 2002, 10.1142/S0218488502001648) by recoding whole places: a place is named
for all of its rows or for none, all rows of a place tell their traits equally finely, and all of
a county tell their mode or none does. So what a place lacks against a published table is nothing
or all of it, and no subtraction leaves a few people. Weights are left out: they follow from town,
age and sex, and whoever has the population table reads those off them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from surveys.statistics.answers import CODE_MISSING, Answers, Coded
from surveys.statistics.demography import age_span
from surveys.statistics.method import texts
from surveys.statistics.regions import county_of, full_name
from surveys.statistics.tables import Floors

K = 5
_BANDS = ((0, 29), (30, 44), (45, 59), (60, 150))
_WIDE_BANDS = ((0, 44), (45, 150))
_ALL = "—"
_TOWN_DIGITS = 9
TRAITS = ("region", "age", "sex", "mode")
# What a place tells of its people, the most telling first; the last tells nothing.
_SCHEMES = (
    ("age", "sex", "mode"),
    ("age", "sex"),
    ("age_wide", "sex", "mode"),
    ("age", "mode"),
    ("age_wide", "sex"),
    ("age",),
    ("sex", "mode"),
    ("age_wide",),
    ("sex",),
    ("mode",),
    (),
)


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Columns `region, place, age, sex, mode, q…` of the answers that may be given away.

    Rows are sorted by what they hold, so that their order tells nothing. `k` is what the table
    was checked for, `smallest` the size of its smallest group; `said` what was done, in Chinese.
    """

    table: pa.Table
    k: int
    smallest: int
    said: tuple[str, ...]

    def dumped(self) -> bytes:
        """The whole as bytes, for keeping; `loaded` reads it."""
        notes = json.dumps({"k": self.k, "smallest": self.smallest, "said": self.said})
        sink = pa.BufferOutputStream()
        table = self.table.replace_schema_metadata({"anonymous": notes})
        parquet.write_table(table, sink, compression="zstd")
        return bytes(sink.getvalue().to_pybytes())

    @classmethod
    def loaded(cls, content: bytes) -> Self:
        """What was dumped."""
        table = parquet.read_table(pa.BufferReader(content))
        notes = json.loads(table.schema.metadata[b"anonymous"])
        bare = table.replace_schema_metadata(None)
        return cls(bare, notes["k"], notes["smallest"], tuple(notes["said"]))


def anonymous(
    answers: Answers, names: Mapping[str, str], *, k: int = K, least: int = 0
) -> Anonymous:
    """The answers without anything that points at a person; k-anonymity is checked at the end.

    A place is named, and tells its modes, with at least `least` rows (or k, if that is more).
    Raises ValueError for k below 2, or when not even k answers are there.
    """
    if k < 2:
        raise ValueError("k must be at least 2")
    if len(answers) < k:
        raise ValueError(texts()["anonymous"]["nothing"].format(k=k))
    least = max(k, least)
    region = _regions(answers.region, least)
    fine = {
        "age": _banded(answers.age, len(answers), _BANDS),
        "age_wide": _banded(answers.age, len(answers), _WIDE_BANDS),
        "sex": _filled(answers.sex, len(answers)),
        "mode": _filled(answers.mode, len(answers)),
    }
    traits = {"region": region, **{n: np.full(len(answers), _ALL, object) for n in TRAITS[1:]}}
    telling = _counties_telling_modes(region, fine["mode"], least)
    for code in sorted(set(region)):
        mine = np.flatnonzero(region == code)
        here = {name: values[mine] for name, values in fine.items()}
        for column in _scheme(here, k, mode=county_of(code) in telling):
            traits[column.removesuffix("_wide")][mine] = fine[column][mine]
    columns = {
        "region": region,
        "place": np.array([full_name(code, names) for code in region], object),
        **{name: traits[name] for name in TRAITS[1:]},
        **{
            name: pa.array(column, mask=column == 0)
            for name, column in zip(answers.questions, answers.answers.T, strict=True)
        },
    }
    table = pa.table(columns)
    table = table.sort_by([(name, "ascending") for name in table.column_names])
    # With every column that is no answer, whatever those columns may be one day.
    beside = {name: columns[name] for name in columns if name not in answers.questions}
    groups, sizes = _groups(beside)
    smallest = int(sizes.min())
    assert smallest >= k
    return Anonymous(table, k, smallest, tuple(_said(k, answers, traits, groups)))


def _regions(region: Coded, k: int) -> np.ndarray:
    """The place that each row names: its town, or its county, or none; (n,).

    Towns of fewer than k rows name their county, and so does another town where they alone were
    fewer than k beside it: the smallest whose own figures are not published, if there is one.
    """
    codes = np.array([*region.values, _ALL], object)[region.codes]
    names, counts = np.unique(codes.astype(str), return_counts=True)
    size = dict(zip(names.tolist(), counts.tolist(), strict=True))
    label = {code: code if size[code] >= k else county_of(code) for code in size}
    for county in {county_of(code) for code in size}:
        inside = [code for code in size if county_of(code) == county]
        towns = sorted(
            (code for code in inside if label[code] == code and len(code) == _TOWN_DIGITS),
            key=lambda code: (size[code], code),
        )
        _fill(label, size, inside, towns, county, k)
        if _rows(label, size, county) < k:
            label |= dict.fromkeys((code for code in inside if label[code] == county), _ALL)
    counties = sorted(
        ({county_of(code) for code in size} - {_ALL}),
        key=lambda county: (sum(size[code] for code in size if county_of(code) == county), county),
    )
    while counties and 0 < _rows(label, size, _ALL) < k:
        county = counties.pop(0)
        label |= {code: _ALL for code in size if county_of(code) == county}
    return np.array([label[code] for code in codes], object)


def _fill(
    label: dict[str, str],
    size: Mapping[str, int],
    inside: list[str],
    towns: list[str],
    county: str,
    k: int,
) -> None:
    """Let towns name their county until those that do are none or k beside published figures."""
    published = Floors().mean
    while towns:
        lent = [code for code in inside if label[code] == county]
        # Rows that bear only a county's code have no figures of their own.
        hidden = sum(
            size[code] for code in lent if size[code] < published or len(code) < _TOWN_DIGITS
        )
        if not lent or (hidden >= k or (hidden == 0 and _rows(label, size, county) >= k)):
            return
        if size[towns[0]] >= published and _rows(label, size, county) >= k:
            return  # no town is left that would hide them
        label[towns.pop(0)] = county


def _rows(label: Mapping[str, str], size: Mapping[str, int], place: str) -> int:
    return sum(size[code] for code, named in label.items() if named == place)


def _counties_telling_modes(region: np.ndarray, mode: np.ndarray, k: int) -> set[str]:
    """The counties all of whose rows may tell their mode: each has a table by mode of its own."""
    few = {
        county_of(code)
        for code in set(region)
        if _groups({"mode": mode[region == code]})[1].min() < k
    }
    return {county_of(code) for code in set(region)} - few


def _scheme(fine: Mapping[str, np.ndarray], k: int, *, mode: bool) -> tuple[str, ...]:
    """The most telling columns, the mode or not, so that every group of these rows has k."""
    return next(
        scheme
        for scheme in _SCHEMES
        if ("mode" in scheme) == mode
        and (not scheme or _groups({name: fine[name] for name in scheme})[1].min() >= k)
    )


def _filled(column: Coded | None, rows: int) -> np.ndarray:
    if column is None:
        return np.full(rows, _ALL, object)
    return np.array([*column.values, _ALL], object)[column.codes]


def _banded(column: Coded | None, rows: int, bands: tuple[tuple[int, int], ...]) -> np.ndarray:
    if column is None:
        return np.full(rows, _ALL, object)
    return np.array([*(_band(value, bands) for value in column.values), _ALL], object)[
        np.where(column.codes == CODE_MISSING, len(column.values), column.codes)
    ]


def _band(age: str, bands: tuple[tuple[int, int], ...]) -> str:
    """The band a person's age lies in; a group over several bands is none."""
    span = age_span(age)
    if span is not None:
        for low, high in bands:
            if low <= span[0] and span[1] <= high:
                return f"{low}-{high}" if high < 150 else f"{low}+"
    return _ALL


def _groups(columns: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Each row's group by these columns, (n,), and how many rows every group has."""
    codes = np.zeros(len(next(iter(columns.values()))), np.int64)
    for column in columns.values():
        _, own = np.unique(column.astype(str), return_inverse=True)
        codes = codes * (int(own.max(initial=0)) + 1) + own
    _, group, counts = np.unique(codes, return_inverse=True, return_counts=True)
    return group, counts


def _said(
    k: int, answers: Answers, traits: Mapping[str, np.ndarray], groups: np.ndarray
) -> list[str]:
    wording = texts()["anonymous"]
    said = [str(wording["rule"].format(k=k))]
    levels = {"county": traits["region"] != _filled(answers.region, 0)}
    levels["region"] = traits["region"] == _ALL
    levels["county"] &= ~levels["region"]
    for name in TRAITS[1:]:
        levels[name] = traits[name] == _ALL
    said += [
        str(wording["step"].format(what=wording["steps"][name], rows=int(rows.sum())))
        for name, rows in levels.items()
        if rows.any()
    ]
    said.append(str(wording["weights"]))
    fewest, alike, all_groups = diversity(groups, answers.answers)
    said.append(str(wording["diversity"].format(l=fewest, alike=alike, groups=all_groups)))
    return said


def diversity(groups: np.ndarray, answers: np.ndarray) -> tuple[int, int, int]:
    """How far the answers of a group differ (l-diversity, 10.1145/1217299.1217302).

    `groups` (n,) names each row's group, `answers` (n, q) holds 0 for one left out. Returns the
    fewest different answers to any question in any group, in how many groups some question was
    answered by all alike, and how many groups there are.
    """
    count = int(groups.max(initial=0)) + 1
    seen = np.zeros((count, answers.shape[1], 6), bool)
    for question in range(answers.shape[1]):
        seen[groups, question, answers[:, question]] = True
    different = seen.sum(axis=2)
    return int(different.min()), int((different == 1).any(axis=1).sum()), count

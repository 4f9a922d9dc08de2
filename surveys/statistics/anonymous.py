"""Answers that can be given away: nobody can be told by region, age, sex and mode.

k-anonymity (Sweeney 2002, 10.1142/S0218488502001648) by local recoding: what is known of a person
is made coarser only where fewer than k people share it, and whoever still stands alone is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from surveys.statistics.answers import CODE_MISSING, Answers, Coded
from surveys.statistics.demography import age_span
from surveys.statistics.method import texts
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.regions import county_of, full_name

K = 5
_BANDS = ((0, 29), (30, 44), (45, 59), (60, 150))
_WIDE_BANDS = ((0, 44), (45, 150))
_ALL = "—"
_TRAITS = ("region", "age", "sex", "mode")
# What is given up, one after another, by those who stand with fewer than k others.
_STEPS = ("age_wide", "age", "sex", "county", "mode", "region")


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Columns `region, place, age, sex, mode, weight, q…` of the answers that may be given away.

    Rows are sorted by what they hold, so that their order tells nothing. `k` is what the table
    was checked for, `smallest` the size of its smallest group; `said` what was done, in Chinese.
    """

    table: pa.Table
    k: int
    smallest: int
    said: tuple[str, ...]


def anonymous(
    answers: Answers, ranking: SurveyRanking, names: Mapping[str, str], *, k: int = K
) -> Anonymous:
    """The answers without anything that points at a person; k-anonymity is checked at the end.

    Raises ValueError for k below 2, or when not even k answers are there.
    """
    if k < 2:
        raise ValueError("k must be at least 2")
    traits = {
        "region": _filled(answers.region),
        "age": _banded(answers.age, len(answers), _BANDS),
        "sex": _filled(answers.sex, len(answers)),
        "mode": _filled(answers.mode, len(answers)),
    }
    changed = {}
    for step in _STEPS:
        alone = _sizes(traits) < k
        changed[step] = int(alone.sum())
        if changed[step]:
            _coarsen(traits, step, alone)
    kept = _sizes(traits) >= k
    if not kept.any():
        raise ValueError(texts()["anonymous"]["nothing"].format(k=k))
    weight = np.full(len(answers), np.nan)
    for code, rows in ranking.rows.items():
        weight[rows] = ranking.designs[code].weights
    columns = {
        "region": traits["region"][kept],
        "place": np.array([full_name(code, names) for code in traits["region"][kept]], object),
        **{name: traits[name][kept] for name in _TRAITS[1:]},
        "weight": pa.array(weight[kept], from_pandas=True),
        **{
            name: pa.array(column, mask=column == 0)
            for name, column in zip(answers.questions, answers.answers[kept].T, strict=True)
        },
    }
    table = pa.table(columns)
    table = table.sort_by([(name, "ascending") for name in table.column_names])
    smallest = int(_sizes({name: traits[name][kept] for name in _TRAITS}).min())
    assert smallest >= k
    return Anonymous(table, k, smallest, tuple(_said(k, changed, len(answers), int((~kept).sum()))))


def _filled(column: Coded | None, rows: int = 0) -> np.ndarray:
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


def _coarsen(traits: dict[str, np.ndarray], step: str, alone: np.ndarray) -> None:
    if step == "age_wide":
        wider = {_text(band): _band(f"{band[0]}-{band[1]}", _WIDE_BANDS) for band in _BANDS}
        traits["age"] = _changed(traits["age"], alone, wider)
    elif step == "county":
        counties = {code: county_of(code) for code in set(traits["region"]) if code != _ALL}
        traits["region"] = _changed(traits["region"], alone, counties)
    else:
        traits[step] = np.where(alone, _ALL, traits[step])


def _text(band: tuple[int, int]) -> str:
    return f"{band[0]}-{band[1]}" if band[1] < 150 else f"{band[0]}+"


def _changed(values: np.ndarray, where: np.ndarray, changes: Mapping[str, str]) -> np.ndarray:
    wanted = np.array([changes.get(value, value) for value in values], object)
    return np.where(where, wanted, values)


def _sizes(traits: Mapping[str, np.ndarray]) -> np.ndarray:
    """How many rows share each row's traits; (n,)."""
    codes = np.zeros(len(next(iter(traits.values()))), np.int64)
    for column in traits.values():
        _, own = np.unique(column.astype(str), return_inverse=True)
        codes = codes * (int(own.max(initial=0)) + 1) + own
    _, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    return np.asarray(counts[place])


def _said(k: int, changed: Mapping[str, int], rows: int, withheld: int) -> list[str]:
    wording = texts()["anonymous"]
    said = [str(wording["rule"].format(k=k))]
    said += [
        str(wording["step"].format(what=wording["steps"][step], rows=count))
        for step, count in changed.items()
        if count
    ]
    said.append(str(wording["withheld"].format(rows=withheld, all=rows)))
    return said

"""A table of one measured value a row and how its rows were drawn, on whatever scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from basis.packaged import words_beside
from surveys.files import cells
from surveys.files.problems import UnusableFileError, on_lines, unusable, whole_file
from surveys.statistics.calibration import Design
from surveys.statistics.estimates import Mean, weighted_mean
from surveys.statistics.replicates import Kind, made
from surveys.statistics.variance import Units, fractions
from tabular.batches import TableFile, heading

_WORDS = words_beside(__file__)
_READ: Mapping[str, Callable[[str], object]] = {
    "value": cells.measured,
    "weight": cells.weight,
    "fpc": cells.fpc,
    "cluster": cells.label,
    "stratum": cells.label,
}


@dataclass(frozen=True, slots=True)
class ValueFile:
    """n rows: values, weights (n,) and sampling units."""

    values: np.ndarray
    weights: np.ndarray
    units: Units

    def mean(self, replicates: Kind | None = None) -> Mean:
        """The weighted mean, its error by linearisation or by replicates of that kind."""
        whole = np.zeros(len(self.values), np.int64)
        again = None if replicates is None else made(replicates, self.weights, self.units)
        design = Design("design", self.weights, whole, None, units=self.units, replicates=again)
        return weighted_mean(self.values, design, None)


@unusable()
def read_values(source: Path, columns: Mapping[str, str]) -> ValueFile:
    """The table; `columns` names those of `value`, `weight`, `cluster`, `stratum` and `fpc`.

    Raises UnusableFileError for a missing column and for every cell that cannot be used, with its
    line.
    """
    wanted = {what: heading(name) for what, name in columns.items()}
    file = TableFile(source, list(wanted.values()))
    if missing := [name for name in wanted.values() if name not in file.columns]:
        text = _WORDS["columns"].format(columns="、".join(missing))
        raise UnusableFileError([whole_file(text)])
    found: dict[str, list[object]] = {what: [] for what in wanted}
    faults: dict[str, list[int]] = {**file.faults}
    for batch in file.batches(list(dict.fromkeys(wanted.values()))):
        for what, name in wanted.items():
            for line, text in zip(batch.line, batch.columns[name].to_pylist(), strict=True):
                value, fault = cells.tried(_READ[what], text)
                if fault is not None:
                    faults.setdefault(f"{name}：{fault}", []).append(int(line))
                found[what].append(value)
    if problems := on_lines(faults):
        raise UnusableFileError(problems)
    rows = len(found["value"])
    if rows < 2:
        raise UnusableFileError([whole_file(_WORDS["few"])])
    cluster, stratum = (_codes(found.get(what)) for what in ("cluster", "stratum"))
    fpc = found.get("fpc")
    try:
        drawn = None if fpc is None else fractions(np.array(fpc, float), cluster, stratum)
    except ValueError:
        raise UnusableFileError([whole_file(_WORDS["fpc"])]) from None
    return ValueFile(
        np.array(found["value"], float),
        np.array(found.get("weight", np.ones(rows)), float),
        Units(cluster, stratum, drawn),
    )


def _codes(texts: list[object] | None) -> np.ndarray | None:
    if texts is None:
        return None
    place = {text: i for i, text in enumerate(dict.fromkeys(t for t in texts if t is not None))}
    return np.array([-1 if text is None else place[text] for text in texts])

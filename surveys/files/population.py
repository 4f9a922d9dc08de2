"""The bureau's population table, against which answers are weighted."""

import itertools
from collections import defaultdict
from pathlib import Path
from typing import BinaryIO

from basis.packaged import words_beside
from surveys.files import cells
from surveys.files.problems import FileProblem, UnusableFileError, on_lines, unusable, whole_file
from surveys.statistics.demography import age_span, canonical_age, canonical_sex
from surveys.statistics.population import Population
from tabular.batches import TableFile

_WORDS = words_beside(__file__)
_COLUMNS = ["region", "age", "sex", "count"]


@unusable()
def read_population(source: Path | BinaryIO) -> Population:
    """The table from a CSV or XLSX `region,age,sex,count`; the same cell twice is added up.

    Raises UnusableFileError naming the lines of every row that cannot be used: a table with holes
    would weight wrongly without anyone noticing.
    """
    file = TableFile(source, _COLUMNS)
    if missing := [name for name in _COLUMNS if name not in file.columns]:
        raise UnusableFileError([whole_file(_WORDS["columns"].format(columns="、".join(missing)))])
    counts: dict[tuple[str, str, str], float] = defaultdict(float)
    faults: dict[str, list[int]] = defaultdict(list)
    for batch in file.batches(_COLUMNS):
        texts = [batch.columns[name].to_pylist() for name in _COLUMNS]
        for line, region, age, sex, count in zip(batch.line, *texts, strict=True):
            code, fault = cells.tried(cells.region, region)
            if fault or code is None:
                faults[fault or ""].append(int(line))
                continue
            people = cells.number(count)
            if people is None or people < 0:
                faults[_WORDS["count"].format(text=count)].append(int(line))
                continue
            counts[code, canonical_age(age) or "", canonical_sex(sex) or ""] += people
    problems = on_lines({**file.faults, **faults})
    if problems:
        raise UnusableFileError(
            [FileProblem(_WORDS["of_table"].format(message=p.message), p.lines) for p in problems]
        )
    if not any(count > 0 for count in counts.values()):
        raise UnusableFileError([whole_file(_WORDS["nobody"])])
    if overlapping := _overlaps({age for _, age, _ in counts}):
        raise UnusableFileError([whole_file(_WORDS["overlapping"].format(ages=overlapping))])
    return Population(dict(counts))


def _overlaps(ages: set[str]) -> str | None:
    spans = sorted((span, age) for age in ages if (span := age_span(age)))
    for ((_, end), first), ((start, _), second) in itertools.pairwise(spans):
        if start <= end:
            return str(_WORDS["two_ages"].format(first=first, second=second))
    return None

"""The bureau's population table, against which answers are weighted."""

import itertools
import re
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
_TOTAL = re.compile("|".join(_WORDS["totals"]), re.IGNORECASE)
_WHOLE_CITY = re.compile(r"\d{4}00(?:\d{3})?(?:\.0+)?")


@unusable()
def read_population(source: Path | BinaryIO) -> Population:
    """The table from a CSV or XLSX `region,age,sex,count`; the same cell twice is added up.

    Raises UnusableFileError naming the lines of every row that cannot be used, sums of other rows
    among them, and every column that is not known: a table with holes, or with people counted
    twice, would weight wrongly without anyone noticing.
    """
    file = TableFile(source, _COLUMNS)
    if missing := [name for name in _COLUMNS if name not in file.columns]:
        raise UnusableFileError([whole_file(_WORDS["columns"].format(columns="、".join(missing)))])
    if unknown := [name or _WORDS["unnamed"] for name in file.columns if name not in _COLUMNS]:
        raise UnusableFileError([whole_file(_WORDS["unknown"].format(columns="、".join(unknown)))])
    people = _People()
    for batch in file.batches(_COLUMNS):
        texts = [batch.columns[name].to_pylist() for name in _COLUMNS]
        for line, *row in zip(batch.line, *texts, strict=True):
            people.add(int(line), *row)
    if problems := on_lines({**file.faults, **people.faults()}):
        raise UnusableFileError(
            [FileProblem(_WORDS["of_table"].format(message=p.message), p.lines) for p in problems]
        )
    counts = people.counts
    if not any(count > 0 for count in counts.values()):
        raise UnusableFileError([whole_file(_WORDS["nobody"])])
    if overlapping := _overlaps({age for _, age, _ in counts}):
        raise UnusableFileError([whole_file(_WORDS["overlapping"].format(ages=overlapping))])
    return Population(dict(counts))


class _People:
    """The people of the rows so far, and what is wrong with the others, by their lines."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, str], float] = defaultdict(float)
        self._lines: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        self._faults: dict[str, list[int]] = defaultdict(list)

    def add(self, line: int, region: str, age: str, sex: str, count: str) -> None:
        code, fault = cells.tried(cells.region, region)
        fault = _not_people(region, age, sex) or fault
        people = cells.number(count)
        if code is None or fault or people is None or people < 0:
            self._faults[fault or _WORDS["count"].format(text=count)].append(line)
            return
        cell = code, canonical_age(age) or "", canonical_sex(sex) or ""
        self.counts[cell] += people
        self._lines[cell].append(line)

    def faults(self) -> dict[str, list[int]]:
        """The faults of rows, and rows that tell less than others of their region, by their lines.

        Those are sums of the others, or people who would be weighted by nothing.
        """
        found = dict(self._faults)
        for told, place in (("age", 1), ("sex", 2)):
            telling = {cell[0] for cell in self._lines if cell[place]}
            partly = [
                lines
                for cell, lines in self._lines.items()
                if not cell[place] and cell[0] in telling
            ]
            if partly:
                found[_WORDS["partly"][told]] = sorted(itertools.chain(*partly))
        return found


def _not_people(region: str, age: str, sex: str) -> str | None:
    """Return why a row stands for no people of its own, or for whom is not understood."""
    for text in (region, age, sex):
        if found := _TOTAL.search(re.sub(r"\s", "", text)):
            return str(_WORDS["total"].format(text=found[0]))
    if _WHOLE_CITY.fullmatch(region.strip()):
        return str(_WORDS["whole_city"].format(text=region.strip()))
    if canonical_age(age) and age_span(age) is None:
        return str(_WORDS["age"].format(text=age))
    return None


def _overlaps(ages: set[str]) -> str | None:
    spans = sorted((span, age) for age in ages if (span := age_span(age)))
    for ((_, end), first), ((start, _), second) in itertools.pairwise(spans):
        if start <= end:
            return str(_WORDS["two_ages"].format(first=first, second=second))
    return None
